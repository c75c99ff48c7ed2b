#include "storage/sql/statement.h"

#include "storage/sql/connection.h"
#include "storage/sql/error.h"
#include "storage/sql/prepared_statement.h"

namespace cameramonit::sql {
namespace {

/// Runs `action`, which may throw, unless something failed before.
template <typename Action>
bool guarded(absl::Status& status, Connection* owner, const PreparedStatement* statement, Action&& action) {
  if (!status.ok()) return false;
  try {
    return action();
  } catch (...) {
    // The first word tells what was tried; the rest of the text stays out of messages.
    status = statusOfException(statement->text().substr(0, statement->text().find(' ')));
    if (isConnectionLost(status)) owner->condemn();
    return false;
  }
}

}  // namespace

Statement::Statement(std::unique_ptr<PreparedStatement> prepared, absl::Status status, Connection* owner)
    : prepared_(std::move(prepared)), status_(std::move(status)), owner_(owner) {}

Statement::Statement(Statement&&) noexcept = default;

Statement::~Statement() {
  // A statement that failed is prepared afresh next time.
  if (prepared_ != nullptr && status_.ok()) owner_->keep(std::move(prepared_));
}

Statement& Statement::bind(std::string_view name, std::int64_t value) {
  guarded(status_, owner_, prepared_.get(), [&] { return prepared_->setInteger(name, value), true; });
  return *this;
}

Statement& Statement::bind(std::string_view name, double value) {
  guarded(status_, owner_, prepared_.get(), [&] { return prepared_->setReal(name, value), true; });
  return *this;
}

Statement& Statement::bind(std::string_view name, std::string_view value) {
  guarded(status_, owner_, prepared_.get(), [&] { return prepared_->setText(name, value), true; });
  return *this;
}

Statement& Statement::bind(std::string_view name, absl::Time value) {
  const bool infinite = value == absl::InfiniteFuture() || value == absl::InfinitePast();
  return bind(name, infinite ? std::nullopt : std::optional<std::int64_t>(absl::ToUnixMicros(value)));
}

Statement& Statement::bind(std::string_view name, absl::Duration value) {
  const bool infinite = value == absl::InfiniteDuration() || value == -absl::InfiniteDuration();
  return bind(name, infinite ? std::nullopt : std::optional<std::int64_t>(absl::ToInt64Microseconds(value)));
}

Statement& Statement::bind(std::string_view name, std::optional<std::int64_t> value) {
  if (value.has_value()) return bind(name, *value);
  guarded(status_, owner_, prepared_.get(),
          [&] { return prepared_->setNull(name, PreparedStatement::Type::kInteger), true; });
  return *this;
}

Statement& Statement::bind(std::string_view name, std::optional<double> value) {
  if (value.has_value()) return bind(name, *value);
  guarded(status_, owner_, prepared_.get(),
          [&] { return prepared_->setNull(name, PreparedStatement::Type::kReal), true; });
  return *this;
}

Statement& Statement::bind(std::string_view name, const std::optional<std::string>& value) {
  if (value.has_value()) return bind(name, std::string_view(*value));
  guarded(status_, owner_, prepared_.get(),
          [&] { return prepared_->setNull(name, PreparedStatement::Type::kText), true; });
  return *this;
}

void Statement::add(const Target& target) {
  targets_.push_back(target);
}

bool Statement::execute(bool wantsRows) {
  return guarded(status_, owner_, prepared_.get(), [&] {
    prepared_->expectColumns(targets_);
    started_ = true;
    return prepared_->execute(wantsRows);
  });
}

absl::Status Statement::run() {
  execute(false);
  return status_;
}

bool Statement::fetch() {
  const bool first = !started_;
  const bool gotRow =
      first ? execute(true) : guarded(status_, owner_, prepared_.get(), [&] { return prepared_->fetch(); });
  return gotRow && guarded(status_, owner_, prepared_.get(), [&] { return prepared_->store(targets_), true; });
}

std::int64_t Statement::affectedRows() {
  std::int64_t rows = 0;
  guarded(status_, owner_, prepared_.get(), [&] { return rows = prepared_->affectedRows(), true; });
  return rows;
}

}  // namespace cameramonit::sql
