#include "common/text/plural_rules.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit::text {
namespace {

constexpr std::array<std::string_view, kPluralCategories> kNames = {"zero", "one", "two", "few", "many", "other"};

absl::Status badRule(std::string_view rule) {
  return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID, "A plural rule can't be read.",
                               {{"rule", std::string(rule)}});
}

absl::string_view toAbsl(std::string_view text) {
  return {text.data(), text.size()};
}
std::string_view toStd(absl::string_view text) {
  return {text.data(), text.size()};
}

std::int64_t magnitude(std::int64_t number) {
  constexpr auto kLimits = std::numeric_limits<std::int64_t>();
  return number == kLimits.min() ? kLimits.max() : std::llabs(number);
}

}  // namespace

std::string_view name(PluralCategory category) {
  return kNames[static_cast<std::size_t>(category)];
}

std::optional<PluralCategory> pluralCategory(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<PluralCategory>(found - kNames.begin());
}

absl::StatusOr<PluralRules::Relation> PluralRules::parseRelation(std::string_view text) {
  Relation relation;
  std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return badRule(text);
  std::string_view left = text.substr(0, equals);
  if (left.back() == '!') {
    relation.negated = true;
    left.remove_suffix(1);
  }
  const std::vector<std::string> parts = absl::StrSplit(toAbsl(left), '%');
  const std::string operand(absl::StripAsciiWhitespace(parts.front()));
  if (operand.size() != 1 || std::string_view("nivf").find(operand[0]) == std::string_view::npos) return badRule(text);
  relation.operand = operand[0];
  if (parts.size() > 2 ||
      (parts.size() == 2 && (!absl::SimpleAtoi(parts[1], &relation.modulus) || relation.modulus < 1)))
    return badRule(text);
  for (absl::string_view piece : absl::StrSplit(toAbsl(text.substr(equals + 1)), ',')) {
    Range range;
    const std::vector<std::string> ends = absl::StrSplit(piece, "..");
    if (ends.size() > 2 || !absl::SimpleAtoi(ends.front(), &range.from) || !absl::SimpleAtoi(ends.back(), &range.to))
      return badRule(text);
    relation.ranges.push_back(range);
  }
  return relation;
}

absl::Status PluralRules::add(PluralCategory category, std::string_view rule) {
  Rule parsed{category, {}};
  for (absl::string_view alternative : absl::StrSplit(toAbsl(rule), " or ")) {
    Conjunction conjunction;
    for (absl::string_view relation : absl::StrSplit(alternative, " and ")) {
      CAMERAMONIT_ASSIGN_OR_RETURN(Relation read, parseRelation(toStd(absl::StripAsciiWhitespace(relation))));
      conjunction.push_back(std::move(read));
    }
    parsed.alternatives.push_back(std::move(conjunction));
  }
  rules_.push_back(std::move(parsed));
  return absl::OkStatus();
}

bool PluralRules::holds(const Relation& relation, const Operands& operands) {
  std::int64_t value = 0;
  switch (relation.operand) {
    case 'i':
      value = operands.i;
      break;
    case 'v':
      value = operands.v;
      break;
    case 'f':
      value = operands.f;
      break;
    default:
      // n with a fraction equals no whole number.
      if (operands.n != std::floor(operands.n)) return relation.negated;
      value = operands.i;
  }
  if (relation.modulus > 0) value %= relation.modulus;
  const bool within = std::any_of(relation.ranges.begin(), relation.ranges.end(),
                                  [value](const Range& range) { return range.from <= value && value <= range.to; });
  return within != relation.negated;
}

PluralCategory PluralRules::of(const Operands& operands) const {
  for (const Rule& rule : rules_) {
    for (const Conjunction& conjunction : rule.alternatives) {
      if (std::all_of(conjunction.begin(), conjunction.end(),
                      [&operands](const Relation& relation) { return holds(relation, operands); }))
        return rule.category;
    }
  }
  return PluralCategory::kOther;
}

PluralCategory PluralRules::of(std::int64_t number) const {
  Operands operands;
  operands.i = magnitude(number);
  operands.n = static_cast<double>(operands.i);
  return of(operands);
}

PluralCategory PluralRules::ofWritten(std::string_view digits) const {
  Operands operands;
  const std::size_t point = digits.find_first_of(".,");
  std::int64_t whole = 0;
  if (!absl::SimpleAtoi(toAbsl(digits.substr(0, point)), &whole)) return PluralCategory::kOther;
  operands.i = magnitude(whole);
  operands.n = static_cast<double>(operands.i);
  if (point != std::string_view::npos) {
    const std::string_view fraction = digits.substr(point + 1, 9);
    if (!absl::SimpleAtoi(toAbsl(fraction), &operands.f)) return PluralCategory::kOther;
    operands.v = static_cast<int>(fraction.size());
    operands.n += static_cast<double>(operands.f) / std::pow(10.0, operands.v);
  }
  return of(operands);
}

}  // namespace cameramonit::text
