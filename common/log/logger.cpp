#include "common/log/logger.h"

#include <absl/strings/str_cat.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

namespace cameramonit::log {
namespace {

const char* name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "info";
}

spdlog::level::level_enum spdlogLevel(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// Lines are already whole; spdlog gives the threads' order and the colour of a terminal.
class StandardError final : public Logger::Sink {
 public:
  StandardError() : logger_("", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()) {
    logger_.set_pattern("%^%v%$");
    logger_.set_level(spdlog::level::trace);
  }
  void write(Level level, std::string_view line) override {
    logger_.log(spdlogLevel(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  spdlog::logger logger_;
};

nlohmann::json toJson(const Field& field) {
  return std::visit([](const auto& value) { return nlohmann::json(value); }, field.value);
}

// A line must stay one line, and invalid UTF-8 must not throw.
std::string dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string textValue(const Field& field) {
  const nlohmann::json json = toJson(field);
  const std::string quoted = dump(json);
  if (!json.is_string() || quoted.find_first_of(" =\\") != std::string::npos || quoted.size() == 2) return quoted;
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Logger::Logger(Options options, const base::Clock& clock, std::unique_ptr<Sink> sink)
    : options_(options), clock_(clock), sink_(sink ? std::move(sink) : std::make_unique<StandardError>()) {}

Logger::~Logger() = default;

std::int64_t Logger::admit(std::string_view event, absl::Time now) {
  if (options_.perSecond == 0) return 0;
  absl::MutexLock lock(&mutex_);
  Rate& rate = rates_[std::string(event)];
  if (now - rate.windowStart >= absl::Seconds(1)) {
    rate.windowStart = now;
    rate.written = 0;
  }
  if (rate.written >= options_.perSecond) {
    ++rate.leftOut;
    return -1;
  }
  ++rate.written;
  return std::exchange(rate.leftOut, 0);
}

void Logger::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < options_.level) return;
  const absl::Time now = clock_.now();
  const std::int64_t leftOut = admit(event, now);
  if (leftOut < 0) return;
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", now, absl::UTCTimeZone());
  std::string line;
  if (options_.format == Format::kJson) {
    nlohmann::ordered_json json = {{"time", time}, {"level", name(level)}, {"event", std::string(event)}};
    for (const Field& field : fields) json[std::string(field.key)] = toJson(field);
    if (leftOut > 0) json["left_out"] = leftOut;
    line = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } else {
    line = absl::StrCat(time, " ", name(level), " ", std::string(event));
    for (const Field& field : fields) absl::StrAppend(&line, " ", std::string(field.key), "=", textValue(field));
    if (leftOut > 0) absl::StrAppend(&line, " left_out=", leftOut);
  }
  sink_->write(level, line);
}

}  // namespace cameramonit::log
