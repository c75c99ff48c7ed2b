#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

namespace cameramonit::sql {

class PreparedStatement;

/// A prepared statement of one session, with named parameters (":name") and typed columns.
///
///   Statement select = session.prepare("select display_name, create_us from camera where camera_id = :id");
///   std::string displayName;
///   absl::Time created;
///   select.bind("id", id).into(displayName, created);
///   if (!select.fetch()) return select.status().ok() ? notThere() : select.status();
///
/// Times are kept as µs since the epoch, durations as µs; an infinite time is NULL. A column that may be NULL is read
/// into an std::optional; read into anything else, NULL is that type's zero. Errors wait in `status()`: after the first
/// nothing more is run. Thread-bound; must die before its session.
class Statement {
 public:
  explicit Statement(std::unique_ptr<PreparedStatement> prepared, absl::Status status, class Connection* owner);
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(std::string_view name, std::int64_t value);
  Statement& bind(std::string_view name, int value) { return bind(name, static_cast<std::int64_t>(value)); }
  Statement& bind(std::string_view name, bool value) { return bind(name, static_cast<std::int64_t>(value ? 1 : 0)); }
  Statement& bind(std::string_view name, double value);
  Statement& bind(std::string_view name, std::string_view value);
  Statement& bind(std::string_view name, const std::string& value) { return bind(name, std::string_view(value)); }
  Statement& bind(std::string_view name, const char* value) { return bind(name, std::string_view(value)); }
  Statement& bind(std::string_view name, absl::Time value);
  Statement& bind(std::string_view name, absl::Duration value);
  Statement& bind(std::string_view name, std::optional<std::int64_t> value);
  Statement& bind(std::string_view name, std::optional<double> value);
  Statement& bind(std::string_view name, const std::optional<std::string>& value);

  /// Where `fetch` writes the columns, in order. Borrows the targets.
  template <typename... T>
  Statement& into(T&... targets) {
    (add(Target(targets)), ...);
    return *this;
  }

  /// Runs a statement without result. May be repeated with new values bound.
  absl::Status run();

  /// The next row; runs the statement at the first call. False at the end or at an error.
  bool fetch();

  /// How the statement fared so far.
  const absl::Status& status() const { return status_; }

  /// Rows changed by `run`. On MariaDB a row that already had the new values does not count.
  std::int64_t affectedRows();

 private:
  friend class PreparedStatement;

  /// A typed address to write a column to.
  struct Target {
    enum class Type { kInt64, kInt, kBool, kDouble, kFloat, kText, kTime, kDuration };
    explicit Target(std::int64_t& at) : type(Type::kInt64), where(&at) {}
    explicit Target(int& at) : type(Type::kInt), where(&at) {}
    explicit Target(bool& at) : type(Type::kBool), where(&at) {}
    explicit Target(double& at) : type(Type::kDouble), where(&at) {}
    explicit Target(float& at) : type(Type::kFloat), where(&at) {}
    explicit Target(std::string& at) : type(Type::kText), where(&at) {}
    explicit Target(absl::Time& at) : type(Type::kTime), where(&at) {}
    explicit Target(absl::Duration& at) : type(Type::kDuration), where(&at) {}
    explicit Target(std::optional<std::int64_t>& at) : type(Type::kInt64), optional(true), where(&at) {}
    explicit Target(std::optional<double>& at) : type(Type::kDouble), optional(true), where(&at) {}
    explicit Target(std::optional<std::string>& at) : type(Type::kText), optional(true), where(&at) {}
    explicit Target(std::optional<absl::Time>& at) : type(Type::kTime), optional(true), where(&at) {}
    explicit Target(std::optional<absl::Duration>& at) : type(Type::kDuration), optional(true), where(&at) {}

    Type type;
    bool optional = false;
    void* where;
  };

  void add(const Target& target);
  bool execute(bool wantsRows);

  std::unique_ptr<PreparedStatement> prepared_;
  std::vector<Target> targets_;
  absl::Status status_;
  class Connection* owner_;
  bool started_ = false;
};

}  // namespace cameramonit::sql
