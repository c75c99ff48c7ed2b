#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <soci/soci.h>

#include "storage/sql/dialect.h"
#include "storage/sql/statement.h"

namespace cameramonit::sql {

/// A statement of SOCI with the variables bound to it, which stay where they are from use to use, so nothing is bound
/// twice. Internal to storage/sql; its methods throw what SOCI throws. Thread-bound.
class PreparedStatement {
 public:
  enum class Type { kInteger, kReal, kText };

  PreparedStatement(soci::session& session, Dialect dialect, std::string text);

  const std::string& text() const { return text_; }

  void setInteger(std::string_view name, std::int64_t value);
  void setReal(std::string_view name, double value);
  void setText(std::string_view name, std::string_view value);
  void setNull(std::string_view name, Type type);

  /// The columns' types, in order; must be the same at every use.
  void expectColumns(const std::vector<Statement::Target>& targets);

  /// Runs it; true when a first row was fetched.
  bool execute(bool wantsRows);
  bool fetch() { return statement_.fetch(); }
  /// Writes the current row to the targets.
  void store(const std::vector<Statement::Target>& targets) const;
  std::int64_t affectedRows() { return statement_.get_affected_rows(); }

  /// Drops the rest of a result and with it the locks that it holds.
  void reset();

 private:
  struct Variable {
    std::string name;
    Type type = Type::kInteger;
    soci::indicator indicator = soci::i_ok;
    long long integer = 0;
    double real = 0;
    std::string text;
  };
  Variable& parameter(std::string_view name, Type type);

  const std::string text_;
  const Dialect dialect_;
  soci::statement statement_;
  std::vector<std::unique_ptr<Variable>> parameters_;
  std::vector<std::unique_ptr<Variable>> columns_;
  bool bound_ = false;
  std::size_t lastParameter_ = 0;
};

}  // namespace cameramonit::sql
