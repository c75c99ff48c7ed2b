#include "server/events/table/conditions.h"

#include <algorithm>

namespace cameramonit::events {

void SqlText::bindTo(sql::Statement& statement) const {
  for (const auto& [name, value] : values) {
    std::visit([&statement, &key = name](const auto& known) { statement.bind(key, known); }, value);
  }
}

std::string Conditions::bind(sql::Value value) {
  std::string name = absl::StrCat(prefix_, values_.size());
  values_.emplace_back(name, std::move(value));
  return ":" + name;
}

void Conditions::addWithin(const std::string& column, std::span<const MicrosSpan> spans) {
  std::vector<std::string> alternatives;
  for (const MicrosSpan& span : spans) {
    std::vector<std::string> bounds;
    if (span.from != MicrosSpan::kOpenFrom) bounds.push_back(absl::StrCat(column, " >= ", bind(span.from)));
    if (span.until != MicrosSpan::kOpenUntil) bounds.push_back(absl::StrCat(column, " < ", bind(span.until)));
    if (bounds.empty()) return;
    alternatives.push_back(absl::StrJoin(bounds, " and "));
  }
  add(alternatives.size() == 1 ? alternatives.front() : anyOf(alternatives));
}

void Conditions::take(const Conditions& other) {
  conditions_.insert(conditions_.end(), other.conditions_.begin(), other.conditions_.end());
  takeValues(other);
}

void Conditions::takeValues(const Conditions& other) {
  values_.insert(values_.end(), other.values_.begin(), other.values_.end());
}

std::string anyOf(const std::vector<std::string>& alternatives) {
  constexpr std::size_t kChain = 50;
  if (alternatives.empty()) return "1 = 0";
  std::vector<std::string> chains;
  for (std::size_t from = 0; from < alternatives.size(); from += kChain) {
    const auto begin = alternatives.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(kChain, alternatives.size() - from));
    chains.push_back(absl::StrCat("(", absl::StrJoin(begin, end, " or "), ")"));
  }
  return chains.size() == 1 ? chains.front() : absl::StrCat("(", absl::StrJoin(chains, " or "), ")");
}

}  // namespace cameramonit::events
