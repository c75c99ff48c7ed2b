#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/time/time.h>

#include "cameramonit/type/v1/common.pb.h"

namespace cameramonit::chat {

/// What is filled into a phrase: {"count", "siedem osób"}.
using PhraseValues = std::initializer_list<std::pair<std::string_view, std::string>>;

/// The phrases that answers are made of, in one language; data, phrases/LANGUAGE.toml. Immutable; thread-safe.
class Phrasebook {
 public:
  /// The shipped one of "pl" or "en"; English for any other.
  static const Phrasebook& of(std::string_view language);

  const std::string& language() const { return language_; }

  /// The phrase with its gaps filled, beginning with a capital. An unknown key gives the key itself.
  std::string sentence(std::string_view key, PhraseValues values = {}) const;
  /// The same as part of a sentence.
  std::string part(std::string_view key, PhraseValues values = {}) const;

  /// "o 17:10", "wczoraj o 17:10", "21 listopada o 17:10".
  std::string moment(absl::Time time, absl::Time now, absl::TimeZone zone) const;
  /// "17:10".
  std::string clock(absl::Time time, absl::TimeZone zone) const;
  /// "wczoraj", "wczoraj 18:00–24:00", "od 21 listopada o 5:00", "wszystko, co mam"; absent ends are infinite.
  std::string range(absl::Time from, absl::Time to, absl::Time now, absl::TimeZone zone) const;

 private:
  explicit Phrasebook(std::string_view toml, std::string language);
  std::string day(absl::CivilDay day, absl::Time now, absl::TimeZone zone) const;

  std::string language_;
  absl::flat_hash_map<std::string, std::string> phrases_;
  std::vector<std::string> months_;
};

/// `text` with its first letter capital; Polish letters too. Reentrant.
std::string capitalised(const std::string& text);

}  // namespace cameramonit::chat
