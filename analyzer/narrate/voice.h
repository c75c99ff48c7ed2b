#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/narrate/facts.h"
#include "analyzer/narrate/noun_phrase.h"
#include "common/text/words.h"

namespace cameramonit::narrate {

/// Says facts in one language. How things are said is data (sentences/LANGUAGE.toml); a language is added without
/// code. Immutable; thread-safe.
class Voice {
 public:
  /// Borrows both, which must outlive this.
  Voice(const text::Words& words, const text::Words& sentences);

  std::string tell(const Account& account) const;
  std::string passage(const Subject& subject, std::span<const situation::Situation> situations) const;
  std::string summary(const PeriodFacts& facts) const;

 private:
  using Slots = std::map<std::string, std::string, std::less<>>;

  std::string clause(const NounPhrase& who, const situation::Situation& what, const Subject& subject,
                     const Slots& extra = {}) const;
  std::string clauseKey(const NounPhrase& who, const situation::Situation& what, const Subject& subject) const;
  NounPhrase together(const Account& account) const;
  std::vector<std::string> clausesOf(const NounPhrase& who, const Subject& subject,
                                     std::span<const situation::Situation> situations) const;
  std::string fill(const std::string& key, const NounPhrase& who, const Slots& slots) const;
  std::string verb(const std::string& key, const NounPhrase& who) const;
  /// ", at about 12 km/h" where the speed is known in metres; else empty.
  std::string pace(const Subject& subject) const;
  std::string howLong(absl::Duration duration) const;
  std::string tellOfCamera(const situation::Situation& what) const;
  std::string tellOfCount(const situation::Situation& what) const;
  std::string tellOfPeople(const Account& account) const;
  std::string tellOfThing(const Account& account) const;
  std::string period(const PeriodFacts& facts) const;
  std::string count(const SortCount& sort) const;
  bool has(const std::string& key) const { return sentences_.phrase(key) != key; }

  const text::Words& words_;
  const text::Words& sentences_;
  NounPhrases nouns_;
};

}  // namespace cameramonit::narrate
