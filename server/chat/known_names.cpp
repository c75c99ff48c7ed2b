#include "server/chat/known_names.h"

#include <algorithm>
#include <array>

#include "common/text/words.h"
#include "server/chat/answer/filter_token.h"
#include "server/chat/understand/context.h"
#include "server/chat/understand/fold.h"

namespace cameramonit::chat {
namespace {

constexpr std::size_t kShortName = 4;      // letters; shorter ones change at most their last
constexpr std::size_t kLongestEnding = 4;  // letters that a case may add

/// Words that a name has or has not: "nasza śmieciarka" is spoken of as "śmieciarka".
constexpr std::array<std::string_view, 30> kSmall = {
    "nasz",   "nasza", "nasze", "naszego", "naszej", "naszemu", "naszym", "moj", "moja", "moje",
    "mojego", "mojej", "ten",   "ta",      "to",     "tego",    "tej",    "pan", "pana", "pani",
    "our",    "ours",  "my",    "mine",    "the",    "a",       "an",     "mr",  "mrs",  "this"};

bool isSmall(std::string_view word) {
  return std::find(kSmall.begin(), kSmall.end(), word) != kSmall.end();
}

std::vector<std::string> stemsOf(const Token& token, const Understander& understander) {
  std::vector<std::string> stems;
  for (const std::string& code : understander.languages()) {
    for (std::string& stem : understander.language(code)->dictionary().look(token.raw).stems) {
      stems.push_back(std::move(stem));
    }
  }
  return stems;
}

/// Case forms change the end of a word: Marek, Marka, Markowi; Ewa, Ewy.
bool looksInflected(std::string_view name, std::string_view typed) {
  const auto common = static_cast<std::size_t>(
      std::mismatch(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(std::min(name.size(), typed.size())),
                    typed.begin())
          .first -
      name.begin());
  const std::size_t changed = name.size() < kShortName ? 1 : name.size() < 8 ? 2 : 3;
  return common >= 2 && common + changed >= name.size() && typed.size() <= common + kLongestEnding;
}

bool sameWord(const Token& name, const Token& typed, const Understander& understander) {
  if (name.word == typed.word) return true;
  if (name.number || typed.number) return false;
  const auto ofName = stemsOf(name, understander), ofTyped = stemsOf(typed, understander);
  if (std::find_first_of(ofName.begin(), ofName.end(), ofTyped.begin(), ofTyped.end()) != ofName.end()) return true;
  // What a dictionary knows as another word is not bent into a name.
  return ofTyped.empty() || ofName.empty() ? looksInflected(name.word, typed.word) : false;
}

/// The words that must be said; all of them where the name has nothing but small ones.
std::vector<Token> neededWords(const Tokens& name) {
  std::vector<Token> needed;
  for (const Token& token : name.list) {
    if (!isSmall(token.word)) needed.push_back(token);
  }
  return needed.empty() ? name.list : needed;
}

}  // namespace

std::optional<NameHit> findName(std::string_view text, const std::vector<std::string>& names,
                                const Understander& understander) {
  const Tokens tokens = tokenize(text);
  std::optional<NameHit> best;
  std::size_t most = 0;
  for (const std::string& name : names) {
    const std::vector<Token> needed = neededWords(tokenize(name));
    if (needed.size() <= most) continue;  // a longer name tells more
    for (std::size_t from = 0; from + needed.size() <= tokens.list.size(); ++from) {
      std::size_t said = 0;
      while (said < needed.size() && sameWord(needed[said], tokens.list[from + said], understander)) ++said;
      if (said < needed.size()) continue;
      std::size_t begin = from;
      while (begin > 0 && isSmall(tokens.list[begin - 1].word)) --begin;
      best = NameHit{name, {tokens.list[begin].span.begin, tokens.list[from + said - 1].span.end}};
      most = needed.size();
      break;
    }
  }
  return best;
}

std::string kindOfWord(std::string_view word, const Understander& understander) {
  Context nowhere;
  nowhere.zone = absl::UTCTimeZone();
  const Understanding read = understander.understand(word, nowhere);
  const std::string& object = read.question.object;
  const std::string folded = fold(word);
  for (const std::string& language : text::wordLanguages()) {
    const text::Words& words = text::words(language);
    if (object == kAny || object == "vehicle" || object == "animal" || !words.hasNoun(object)) continue;
    for (const std::string& form : words.nounForms(object)) {
      if (fold(form) == folded) return object;
    }
  }
  return "";
}

std::string nameToken(std::string_view name) {
  return std::string(kNameToken) + std::string(name);
}

std::string_view nameOfToken(std::string_view token) {
  return token.starts_with(kNameToken) ? token.substr(kNameToken.size()) : std::string_view();
}

}  // namespace cameramonit::chat
