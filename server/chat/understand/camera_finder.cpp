#include "server/chat/understand/camera_finder.h"

#include <algorithm>

namespace cameramonit::chat {
namespace {

// How sure it is that a token is a word of a name.
constexpr int kNo = 0;
constexpr int kTypo = 1;
constexpr int kInflected = 2;
constexpr int kStemmed = 3;
constexpr int kSame = 4;

constexpr std::size_t kShortestGuessed = 4;
constexpr std::size_t kLongestEnding = 4;

bool isVowel(char c) {
  return std::string_view("aeiouy").find(c) != std::string_view::npos;
}

std::string consonants(std::string_view word) {
  std::string result;
  for (char c : word) {
    if (!isVowel(c)) result += c;
  }
  return result;
}

// Case forms change the end of a word and sometimes a vowel within: podjazd, podjezdzie; ogrodek, ogrodku.
bool looksInflected(std::string_view name, std::string_view typed) {
  if (name.size() < kShortestGuessed || typed.size() < kShortestGuessed) return false;
  const auto [end, other] = std::mismatch(
      name.begin(), name.begin() + static_cast<std::ptrdiff_t>(std::min(name.size(), typed.size())), typed.begin());
  const auto common = static_cast<std::size_t>(end - name.begin());
  const std::size_t needed = std::max(kShortestGuessed, name.size() - std::min<std::size_t>(name.size(), 3));
  if (common >= needed && typed.size() - common <= kLongestEnding) return true;
  if (common < kShortestGuessed) return false;
  const std::string nameSkeleton = consonants(name);
  const std::string typedSkeleton = consonants(typed);
  return nameSkeleton.size() >= 4 && typedSkeleton.starts_with(nameSkeleton) &&
         typedSkeleton.size() <= nameSkeleton.size() + 2;
}

bool isNumber(const Token& token) {
  return token.number.has_value();
}

bool shareStem(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

std::vector<bool> setPhrases(const Sentence& sentence) {
  std::vector<bool> result(sentence.tokens.list.size(), false);
  const int category = sentence.language->grammar().categoryIndex("noise");
  for (const Match& match : sentence.chart.matches) {
    if (match.category != category || match.tokens.size() < 2) continue;
    for (int at : match.tokens) result[static_cast<std::size_t>(at)] = true;
  }
  return result;
}

// Whether two hits are spoken of one after the other: "…, the gate", "… and the gate".
bool apart(const Sentence& sentence, const CameraHit& a, const CameraHit& b) {
  const int from = std::min(a.end, b.end);
  const int to = std::max(a.begin, b.begin);
  for (int at = from; at <= to; ++at) {
    if (sentence.tokens.list[static_cast<std::size_t>(at)].breakBefore) return true;
    if (at < to && sentence.startsAt("joiner", at)) return true;
  }
  return false;
}

std::vector<std::string> placesIn(const Language& language, const Tokens& tokens) {
  std::vector<std::string> result;
  const Sentence sentence = readSentence(language, tokens);
  const int category = language.grammar().categoryIndex("place");
  for (const Match& match : sentence.chart.matches) {
    if (match.category == category && match.typos == 0) result.push_back(language.grammar().meaningName(match.meaning));
  }
  return result;
}

}  // namespace

CameraFinder::CameraFinder(const std::vector<KnownCamera>& cameras, const std::vector<const Language*>& languages) {
  for (const KnownCamera& camera : cameras) {
    Name name;
    const Tokens tokens = tokenize(camera.name);
    for (const Token& token : tokens.list) {
      NameWord word{token.word, {}, isNumber(token), false};
      for (const Language* language : languages) {
        word.stems[language] = language->dictionary().look(token.raw).stems;
      }
      name.words.push_back(std::move(word));
    }
    for (const Language* language : languages) {
      for (std::string& place : placesIn(*language, tokens)) name.places.push_back(std::move(place));
      const Sentence sentence = readSentence(*language, tokens);
      for (std::size_t i = 0; i < name.words.size(); ++i) {
        if (sentence.startsAt("generic_place", static_cast<int>(i))) name.words[i].generic = true;
      }
    }
    names_.push_back(std::move(name));
  }
}

int CameraFinder::quality(const NameWord& word, const Sentence& sentence, std::size_t at) {
  const Token& token = sentence.tokens.list[at];
  if (token.word == word.folded) return kSame;
  if (word.number || isNumber(token)) return kNo;
  const Reading& reading = sentence.readings[at];
  const std::string& typed = token.word;
  // A word that means something else here is not bent into a name: "wejdzie" is no Wejście.
  const int position = static_cast<int>(at);
  const bool place = sentence.startsAt("place", position);
  const bool another = reading.recognition == Recognition::kExact && !place;
  if (word.generic && sentence.startsAt("generic_place", position)) return kInflected;  // "camera 1" is Kamera 1
  if (std::find(reading.stems.begin(), reading.stems.end(), word.folded) != reading.stems.end()) return kStemmed;
  if (another || sentence.startsAt("stop", position)) return kNo;
  const auto stems = word.stems.find(sentence.language);
  const bool known = stems != word.stems.end() && !stems->second.empty();
  if (known && shareStem(reading.stems, stems->second)) return kStemmed;
  // A word that the dictionary knows as something else only looks alike: "parku" is no Parking.
  const bool alike = reading.right && !reading.stems.empty() && known && !place;
  if (!alike && looksInflected(word.folded, typed)) return kInflected;
  if (reading.right || typed.size() < kShortestGuessed || word.folded.size() < kShortestGuessed) return kNo;
  const int limit = word.folded.size() >= 8 ? 2 : 1;
  return editDistance(typed, word.folded, limit) <= limit ? kTypo : kNo;
}

CameraFinder::Run CameraFinder::runAt(std::size_t camera, const Sentence& sentence, const std::vector<bool>& taken,
                                      int begin) const {
  const Name& name = names_[camera];
  Run run{camera, begin, begin, 0, 0};
  std::vector<bool> used(name.words.size(), false);
  bool distinctive = false;
  bool generic = false;
  bool number = false;
  for (int at = begin; at < static_cast<int>(sentence.tokens.list.size()); ++at) {
    if (at > begin && sentence.tokens.list[static_cast<std::size_t>(at)].word == "-") continue;
    if (taken[static_cast<std::size_t>(at)]) break;
    int best = kNo;
    std::size_t which = 0;
    for (std::size_t i = 0; i < name.words.size(); ++i) {
      if (used[i]) continue;
      const int found = quality(name.words[i], sentence, static_cast<std::size_t>(at));
      if (found > best) {
        best = found;
        which = i;
      }
    }
    if (best == kNo) break;
    used[which] = true;
    ++run.words;
    run.quality += best;
    run.end = at + 1;
    const NameWord& word = name.words[which];
    (word.number ? number : word.generic ? generic : distinctive) = true;
  }
  // "3" alone is a number, "camera" alone any camera; together they are a name.
  const bool only = name.words.size() == 1;
  if (!distinctive && !(generic && (number || only))) run.words = 0;
  return run;
}

std::vector<CameraHit> CameraFinder::byName(const Sentence& sentence) const {
  std::vector<CameraHit> hits;
  bool wholeBefore = false;
  const std::vector<bool> taken = setPhrases(sentence);
  for (int at = 0; at < static_cast<int>(sentence.tokens.list.size());) {
    Run best;
    CameraHit hit{at, at, {}, 0};
    for (std::size_t camera = 0; camera < names_.size(); ++camera) {
      const Run run = runAt(camera, sentence, taken, at);
      if (run.words == 0) continue;
      if (run.words > best.words || (run.words == best.words && run.quality > best.quality)) {
        best = run;
        hit = {at, run.end, {camera}, run.quality};
      } else if (run.words == best.words && run.quality == best.quality) {
        hit.cameras.push_back(camera);
      }
    }
    if (hit.cameras.empty()) {
      ++at;
      continue;
    }
    at = hit.end;
    // "the garage door" is Garage, though Front Door has a door too: a part of a name right behind a whole one.
    const bool behind = !hits.empty() && hits.back().end == hit.begin && !apart(sentence, hits.back(), hit);
    const bool part = best.words < static_cast<int>(names_[hit.cameras.front()].words.size());
    if (behind && part && wholeBefore) continue;
    wholeBefore = !part;
    hits.push_back(std::move(hit));
  }
  return hits;
}

std::vector<CameraHit> CameraFinder::byPlace(const Sentence& sentence) const {
  std::vector<CameraHit> hits;
  const Grammar& grammar = sentence.language->grammar();
  const int category = grammar.categoryIndex("place");
  for (const Match& match : sentence.chart.matches) {
    if (match.category != category) continue;
    const std::string& place = grammar.meaningName(match.meaning);
    CameraHit hit{match.tokens.front(), match.end(), {}, kInflected};
    for (std::size_t camera = 0; camera < names_.size(); ++camera) {
      const std::vector<std::string>& places = names_[camera].places;
      if (std::find(places.begin(), places.end(), place) != places.end()) hit.cameras.push_back(camera);
    }
    const bool taken = std::any_of(hits.begin(), hits.end(), [&hit](const CameraHit& other) {
      return hit.begin < other.end && other.begin < hit.end;
    });
    if (!hit.cameras.empty() && !taken) hits.push_back(std::move(hit));
  }
  std::sort(hits.begin(), hits.end(), [](const CameraHit& a, const CameraHit& b) { return a.begin < b.begin; });
  return hits;
}

std::vector<CameraHit> CameraFinder::find(const Sentence& sentence) const {
  std::vector<CameraHit> hits = byName(sentence);
  const bool sure = std::any_of(hits.begin(), hits.end(), [](const CameraHit& hit) { return hit.quality >= kStemmed; });
  if (sure) std::erase_if(hits, [](const CameraHit& hit) { return hit.quality < kInflected; });
  const std::size_t names = hits.size();
  for (const CameraHit& place : byPlace(sentence)) {
    const auto end = hits.begin() + static_cast<std::ptrdiff_t>(names);
    const bool overlaps = std::any_of(hits.begin(), end, [&place](const CameraHit& hit) {
      return place.begin < hit.end && hit.begin < place.end && hit.quality >= kInflected;
    });
    // "the garage door" is one place, "the garage and the door" are two.
    const bool beside =
        sure && std::any_of(hits.begin(), end, [&](const CameraHit& hit) { return !apart(sentence, hit, place); });
    if (!overlaps && !beside) hits.push_back(place);
  }
  std::sort(hits.begin(), hits.end(), [](const CameraHit& a, const CameraHit& b) { return a.begin < b.begin; });
  return hits;
}

}  // namespace cameramonit::chat
