// Any text as a settings file: it loads whole, or it is refused with nothing changed.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/config/schema.h"

namespace {

struct Settings {
  std::string listen = "127.0.0.1:8080";
  std::string database = "sqlite";
  std::int64_t limit_bytes = 1000;
  double rate = 5;
  bool animate = true;
  absl::Duration keep = absl::Hours(24);

  bool operator==(const Settings&) const = default;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Settings settings;
  cameramonit::config::Schema schema;
  schema.text("gateway.listen", settings.listen, "Where browsers connect.")
      .choice("storage.database", settings.database, {"sqlite", "mariadb"}, "What keeps the tables.")
      .integer("storage.limit_bytes", settings.limit_bytes, 0, 1'000'000, "What films may weigh.")
      .number("analyzer.rate", settings.rate, 0.1, 30, "Frames looked at in a second.")
      .flag("analyzer.animate", settings.animate, "Whether events get an animation.")
      .duration("storage.keep", settings.keep, absl::Minutes(1), absl::Hours(24 * 365), "How long films are kept.");

  const Settings defaults = settings;
  const bool loaded = schema.load(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml").ok();
  if (!loaded && settings != defaults) std::abort();
  if (settings.limit_bytes < 0 || settings.limit_bytes > 1'000'000) std::abort();
  if (settings.rate < 0.1 || settings.rate > 30) std::abort();
  if (settings.keep < absl::Minutes(1) || settings.keep > absl::Hours(24 * 365)) std::abort();
  if (settings.database != "sqlite" && settings.database != "mariadb") std::abort();
  return 0;
}
