#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"

namespace cameramonit::log {

enum class Level { kDebug, kInfo, kWarn, kError };
enum class Format { kText, kJson };

/// One field of a log event. Secrets do not convert to it.
struct Field {
  std::string_view key;
  std::variant<std::string, std::int64_t, double, bool> value;

  Field(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
  Field(std::string_view k, std::string_view v) : key(k), value(std::string(v)) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string(v)) {}
  Field(std::string_view k, bool v) : key(k), value(v) {}
  Field(std::string_view k, double v) : key(k), value(v) {}
  template <typename Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0>
  Field(std::string_view k, Integer v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

/// Writes events with fields to standard error, one line each, at a bounded rate per event name: what is left out is
/// counted and told with the next one. Thread-safe.
class Logger {
 public:
  struct Options {
    Level level = Level::kInfo;
    Format format = Format::kText;
    int perSecond = 20;  ///< lines of one event name; 0: no bound
  };
  /// Where finished lines go; the default is standard error.
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void write(Level level, std::string_view line) = 0;
  };

  /// Borrows `clock`. Owns `sink`; null means standard error.
  Logger(Options options, const base::Clock& clock, std::unique_ptr<Sink> sink = nullptr);
  ~Logger();

  void debug(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::kDebug, event, fields); }
  void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::kInfo, event, fields); }
  void warn(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::kWarn, event, fields); }
  void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::kError, event, fields); }

 private:
  struct Rate {
    absl::Time windowStart;
    int written = 0;
    std::int64_t leftOut = 0;
  };
  void write(Level level, std::string_view event, std::initializer_list<Field> fields);
  /// How many lines were left out before this one; -1 when this one is to be left out too.
  std::int64_t admit(std::string_view event, absl::Time now);

  const Options options_;
  const base::Clock& clock_;
  std::unique_ptr<Sink> sink_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Rate> rates_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::log
