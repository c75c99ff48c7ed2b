#include "server/chat/understand/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <absl/strings/str_replace.h>

namespace cameramonit::chat {
namespace {

constexpr std::size_t kShortestCorrected = 3;
constexpr std::size_t kLongestCorrected = 24;

// Short words are close to too many others to be guessed at.
int allowedEdits(std::size_t length) {
  return length <= 3 ? 0 : length <= 7 ? 1 : 2;
}

template <typename Map>
void append(const Map& map, std::string_view key, std::vector<WordId>& result) {
  const auto found = map.find(absl::string_view(key.data(), key.size()));
  if (found != map.end()) result.insert(result.end(), found->second.begin(), found->second.end());
}

// Whether two words differ only by two neighbouring letters having changed places: the likeliest slip in a short word.
bool isSwap(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto [first, other] = std::mismatch(a.begin(), a.end(), b.begin());
  const auto at = static_cast<std::size_t>(first - a.begin());
  return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
}

}  // namespace

int editDistance(std::string_view a, std::string_view b, int limit) {
  const int tooFar = limit + 1;
  if (std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) > limit) return tooFar;
  constexpr std::size_t kWidth = kMaxWordBytes * 3 + 1;
  if (b.size() >= kWidth) return tooFar;
  std::array<int, kWidth> older{};
  std::array<int, kWidth> old{};
  std::array<int, kWidth> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) old[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    int best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({old[j] + 1, row[j - 1] + 1, old[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], older[j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > limit) return tooFar;
    older = old;
    old = row;
  }
  return std::min(old[b.size()], tooFar);
}

std::string Vocabulary::soundOf(std::string_view folded) const {
  std::string sound(folded);
  for (const auto& [from, to] : alike_) sound = absl::StrReplaceAll(sound, {{from, to}});
  return sound;
}

WordId Vocabulary::add(std::string_view pattern) {
  const auto [entry, isNew] = ids_.try_emplace(std::string(pattern), next_);
  if (!isNew) return entry->second;
  const WordId id = next_++;
  std::string text(pattern);
  const bool prefix = text.size() > 1 && text.back() == '*';
  if (prefix) text.pop_back();
  if (text.starts_with('*')) {
    suffixes_[text.substr(1)].push_back(id);
    return id;
  }
  if (text.starts_with('~')) {
    text.erase(0, 1);
    stems_[text].push_back(id);
    exact_[text].push_back(id);
  } else {
    (prefix ? prefixes_ : exact_)[text].push_back(id);
  }
  spellings_.push_back({text, soundOf(text), id, prefix});
  return id;
}

void Vocabulary::addPrefixes(std::string_view word, std::vector<WordId>& result) const {
  for (std::size_t length = 2; length <= word.size(); ++length) append(prefixes_, word.substr(0, length), result);
}

void Vocabulary::addSuffixes(std::string_view word, std::vector<WordId>& result) const {
  for (std::size_t length = 1; length + 2 <= word.size() && length <= 4; ++length)
    append(suffixes_, word.substr(word.size() - length), result);
}

void Vocabulary::addNearest(std::string_view word, std::vector<WordId>& result) const {
  const std::string sound = soundOf(word);
  int best = allowedEdits(word.size()) * 2;
  // Distances are doubled, so that a pair of letters that sound alike costs half a slip.
  const auto consider = [&result, &best](int distance, WordId id) {
    if (distance > best || distance == 0) return;
    if (distance < best) result.clear();
    best = distance;
    result.push_back(id);
  };
  for (const Spelling& spelling : spellings_) {
    const std::size_t length = spelling.text.size();
    if (length < kShortestCorrected || (spelling.prefix && length < 5)) continue;
    if (!spelling.prefix && isSwap(word, spelling.text)) consider(1, spelling.word);
    const int limit = std::min(allowedEdits(length), best / 2);
    if (spelling.prefix) {
      // The ending is free, so the beginning is compared, with a letter more or less.
      for (std::size_t cut = length - 1; cut <= std::min(length + 1, word.size()); ++cut) {
        const int distance = editDistance(word.substr(0, cut), spelling.text, std::min(limit, 1));
        if (distance <= std::min(limit, 1)) consider(distance * 2, spelling.word);
      }
      if (sound.starts_with(spelling.sound)) consider(1, spelling.word);
      continue;
    }
    if (limit > 0) {
      const int distance = editDistance(word, spelling.text, limit);
      if (distance <= limit) consider(distance * 2, spelling.word);
    }
    if (sound == spelling.sound) consider(1, spelling.word);
  }
}

Reading Vocabulary::read(const Token& token, const Dictionary& dictionary, int& corrections) const {
  Reading reading;
  append(exact_, token.word, reading.words);
  addPrefixes(token.word, reading.words);
  if (!reading.words.empty()) reading.recognition = Recognition::kExact;
  if (!token.number && !token.clockMinute && !token.date) {
    Dictionary::Entry entry = dictionary.look(token.raw);
    reading.right = entry.right;
    reading.stems = std::move(entry.stems);
    for (const std::string& stem : reading.stems) append(stems_, stem, reading.words);
    if (!reading.words.empty() && reading.recognition == Recognition::kUnknown)
      reading.recognition = Recognition::kStem;
    const std::size_t length = token.word.size();
    if (reading.words.empty() && !reading.right && corrections > 0 && length >= kShortestCorrected &&
        length <= kLongestCorrected) {
      --corrections;
      addNearest(token.word, reading.words);
      if (!reading.words.empty()) reading.recognition = Recognition::kTypo;
    }
  }
  // An ending says something about the sentence, but does not make the word a known one.
  addSuffixes(token.word, reading.words);
  std::sort(reading.words.begin(), reading.words.end());
  reading.words.erase(std::unique(reading.words.begin(), reading.words.end()), reading.words.end());
  return reading;
}

}  // namespace cameramonit::chat
