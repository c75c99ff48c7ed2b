#include "storage/sql/prepared_statement.h"

#include <soci/sqlite3/soci-sqlite3.h>

namespace cameramonit::sql {

PreparedStatement::PreparedStatement(soci::session& session, Dialect dialect, std::string text)
    : text_(std::move(text)), dialect_(dialect), statement_(session) {
  statement_.alloc();
  statement_.prepare(text_);
}

PreparedStatement::Variable& PreparedStatement::parameter(std::string_view name, Type type) {
  // Parameters are mostly bound in the same order, so the one after the last is looked at first.
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::size_t at = (lastParameter_ + 1 + i) % parameters_.size();
    const auto& variable = parameters_[at];
    if (variable->name != name) continue;
    lastParameter_ = at;
    if (variable->type != type) throw soci::soci_error("A parameter changed its type: " + variable->name);
    return *variable;
  }
  if (bound_) throw soci::soci_error("A parameter came after the first run: " + std::string(name));
  Variable& added = *parameters_.emplace_back(std::make_unique<Variable>());
  added.name = name;
  added.type = type;
  lastParameter_ = parameters_.size() - 1;
  return added;
}

void PreparedStatement::setInteger(std::string_view name, std::int64_t value) {
  Variable& variable = parameter(name, Type::kInteger);
  variable.integer = value;
  variable.indicator = soci::i_ok;
}

void PreparedStatement::setReal(std::string_view name, double value) {
  Variable& variable = parameter(name, Type::kReal);
  variable.real = value;
  variable.indicator = soci::i_ok;
}

void PreparedStatement::setText(std::string_view name, std::string_view value) {
  Variable& variable = parameter(name, Type::kText);
  variable.text = value;
  variable.indicator = soci::i_ok;
}

void PreparedStatement::setNull(std::string_view name, Type type) {
  parameter(name, type).indicator = soci::i_null;
}

void PreparedStatement::expectColumns(const std::vector<Statement::Target>& targets) {
  const auto typeOf = [](const Statement::Target& target) {
    switch (target.type) {
      case Statement::Target::Type::kText:
        return Type::kText;
      case Statement::Target::Type::kDouble:
      case Statement::Target::Type::kFloat:
        return Type::kReal;
      default:
        return Type::kInteger;
    }
  };
  if (bound_) {
    if (columns_.size() != targets.size()) throw soci::soci_error("A statement changed its columns.");
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (columns_[i]->type != typeOf(targets[i])) throw soci::soci_error("A column changed its type.");
    }
    return;
  }
  for (const auto& target : targets) {
    columns_.push_back(std::make_unique<Variable>());
    columns_.back()->type = typeOf(target);
  }
}

bool PreparedStatement::execute(bool wantsRows) {
  if (!bound_) {
    for (const auto& variable : parameters_) {
      switch (variable->type) {
        case Type::kInteger:
          statement_.exchange(soci::use(variable->integer, variable->indicator, variable->name));
          break;
        case Type::kReal:
          statement_.exchange(soci::use(variable->real, variable->indicator, variable->name));
          break;
        case Type::kText:
          statement_.exchange(soci::use(variable->text, variable->indicator, variable->name));
          break;
      }
    }
    for (const auto& column : columns_) {
      switch (column->type) {
        case Type::kInteger:
          statement_.exchange(soci::into(column->integer, column->indicator));
          break;
        case Type::kReal:
          statement_.exchange(soci::into(column->real, column->indicator));
          break;
        case Type::kText:
          statement_.exchange(soci::into(column->text, column->indicator));
          break;
      }
    }
    statement_.define_and_bind();
    bound_ = true;
  }
  // Without data exchange SOCI would not hand the parameters over.
  const bool gotRow = statement_.execute(true);
  return wantsRows && gotRow;
}

void PreparedStatement::store(const std::vector<Statement::Target>& targets) const {
  using To = Statement::Target::Type;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Variable& from = *columns_[i];
    const bool null = from.indicator == soci::i_null;
    const auto put = [&]<typename T>(T value, T zero) {
      if (targets[i].optional) {
        auto& to = *static_cast<std::optional<T>*>(targets[i].where);
        if (null) {
          to.reset();
        } else {
          to = std::move(value);
        }
      } else {
        *static_cast<T*>(targets[i].where) = null ? std::move(zero) : std::move(value);
      }
    };
    switch (targets[i].type) {
      case To::kInt64:
        put(static_cast<std::int64_t>(from.integer), std::int64_t{0});
        break;
      case To::kInt:
        put(static_cast<int>(from.integer), 0);
        break;
      case To::kBool:
        put(from.integer != 0, false);
        break;
      case To::kDouble:
        put(from.real, 0.0);
        break;
      case To::kFloat:
        put(static_cast<float>(from.real), 0.0f);
        break;
      case To::kText:
        put(from.text, std::string());
        break;
      case To::kTime:
        put(absl::FromUnixMicros(from.integer), absl::InfiniteFuture());
        break;
      case To::kDuration:
        put(absl::Microseconds(from.integer), absl::ZeroDuration());
        break;
    }
  }
}

// SOCI doesn't export the type information of its statements, which UBSan's check of the cast would need.
__attribute__((no_sanitize("vptr"))) void PreparedStatement::reset() {
  if (dialect_ != Dialect::kSqlite) return;
  sqlite_api::sqlite3_reset(static_cast<soci::sqlite3_statement_backend*>(statement_.get_backend())->stmt_);
}

}  // namespace cameramonit::sql
