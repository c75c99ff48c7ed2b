#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace cameramonit::text {

/// CLDR's plural categories. A language uses some of them; kOther always exists.
enum class PluralCategory { kZero, kOne, kTwo, kFew, kMany, kOther };

inline constexpr std::size_t kPluralCategories = 6;

/// "one", "few", … as CLDR spells them. Reentrant.
std::string_view name(PluralCategory category);
std::optional<PluralCategory> pluralCategory(std::string_view name);

/// The plural rules of one language, in the rule language of Unicode TR 35 part 3 § 5 without samples, e.g.
/// "v = 0 and i % 10 = 2..4 and i % 100 != 12..14". Immutable after parsing; thread-safe.
class PluralRules {
 public:
  /// Adds the rule of `category`. Rules are tried in the order they were added; a number that none fits is kOther.
  /// Errors: SETTING_INVALID when `rule` can't be read.
  absl::Status add(PluralCategory category, std::string_view rule);

  /// The category of a whole number; its sign does not count.
  PluralCategory of(std::int64_t number) const;

  /// The category of a decimal number as it is written: "1.5", "0,25", "12".
  PluralCategory ofWritten(std::string_view digits) const;

 private:
  /// The operands of TR 35: absolute value n, integer part i, visible fraction digits v and f.
  struct Operands {
    double n = 0;
    std::int64_t i = 0;
    int v = 0;
    std::int64_t f = 0;
  };
  struct Range {
    std::int64_t from = 0;
    std::int64_t to = 0;
  };
  struct Relation {
    char operand = 'n';
    std::int64_t modulus = 0;  ///< 0: none
    bool negated = false;
    std::vector<Range> ranges;
  };
  using Conjunction = std::vector<Relation>;
  struct Rule {
    PluralCategory category = PluralCategory::kOther;
    std::vector<Conjunction> alternatives;
  };

  static absl::StatusOr<Relation> parseRelation(std::string_view text);
  static bool holds(const Relation& relation, const Operands& operands);
  PluralCategory of(const Operands& operands) const;

  std::vector<Rule> rules_;
};

}  // namespace cameramonit::text
