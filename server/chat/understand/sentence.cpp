#include "server/chat/understand/sentence.h"

#include <algorithm>
#include <array>

namespace cameramonit::chat {
namespace {

// Misspelt words that are looked up in one text; each is a pass over the vocabulary.
constexpr int kMaxCorrections = 24;

constexpr std::string_view kCameraCategory = "camera";

// Categories that stand for themselves in a sentence; the others only fill slots.
constexpr std::array<std::string_view, 13> kTopLevel = {"intent", "object",   "any_object", "event",      "feature",
                                                        "time",   "duration", "count_of",   "everywhere", "noise",
                                                        "follow", "rate",     "standing"};

// "again" is no second reading of the same words, but a conversation's "it" or "a" says nothing about the rest.
// The two share a token.
bool contradicts(const Mark& kept, const Mark& candidate) {
  return kept.tokens != candidate.tokens || kept.category == candidate.category || kept.category == kCameraCategory ||
         candidate.category == kCameraCategory;
}

// Several words of one camera's name are hardly a coincidence: the "3" of "magazyn 3 w nocy" is no hour.
std::size_t weight(const Mark& mark) {
  return mark.length() + (mark.category == kCameraCategory && mark.length() > 1 ? 2 : 0);
}

int rank(const Mark& mark) {
  if (mark.category == "time") return 0;
  return mark.category == kCameraCategory ? 1 : 2;
}

bool surer(const Mark& a, const Mark& b) {
  if (weight(a) != weight(b)) return weight(a) > weight(b);
  if (a.typos != b.typos) return a.typos < b.typos;
  // One word that is a name and something else, too: only a time weighs more than the name.
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.parts != b.parts) return a.parts > b.parts;
  return a.begin() < b.begin();
}

}  // namespace

std::vector<const Mark*> Sentence::of(std::string_view category) const {
  std::vector<const Mark*> result;
  for (const Mark& mark : marks) {
    if (mark.category == category) result.push_back(&mark);
  }
  return result;
}

bool Sentence::has(std::string_view category, std::string_view meaning) const {
  return std::any_of(marks.begin(), marks.end(), [category, meaning](const Mark& mark) {
    return mark.category == category && mark.meaning == meaning;
  });
}

bool Sentence::startsAt(std::string_view category, int token) const {
  const int index = language->grammar().categoryIndex(category);
  if (index < 0 || token < 0 || token >= static_cast<int>(tokens.list.size())) return false;
  return !chart.starting[static_cast<std::size_t>(index)][static_cast<std::size_t>(token)].empty();
}

Sentence readSentence(const Language& language, const Tokens& tokens) {
  Sentence sentence;
  sentence.language = &language;
  sentence.tokens = tokens;
  int corrections = kMaxCorrections;
  for (const Token& token : tokens.list)
    sentence.readings.push_back(language.vocabulary().read(token, language.dictionary(), corrections));
  sentence.chart = language.grammar().parse(tokens.list, sentence.readings);
  return sentence;
}

void choosePhrases(const std::vector<CameraHit>& cameras, Sentence& sentence) {
  std::vector<Mark> candidates;
  const Grammar& grammar = sentence.language->grammar();
  for (std::size_t i = 0; i < sentence.chart.matches.size(); ++i) {
    const Match& match = sentence.chart.matches[i];
    const std::string& category = grammar.categoryName(match.category);
    const bool phrase = std::find(kTopLevel.begin(), kTopLevel.end(), category) != kTopLevel.end();
    if (!phrase && !(category == "filler" && match.tokens.size() > 1)) continue;
    candidates.push_back({category, grammar.meaningName(match.meaning), match.tokens, match.typos, static_cast<int>(i),
                          static_cast<int>(match.parts.size())});
  }
  for (const CameraHit& hit : cameras) {
    Mark mark{std::string(kCameraCategory), "", {}, 0, -1, 0};
    for (int at = hit.begin; at < hit.end; ++at) mark.tokens.push_back(at);
    candidates.push_back(std::move(mark));
  }
  std::stable_sort(candidates.begin(), candidates.end(), surer);
  // Each token remembers who holds it, so that choosing stays linear in the length of the text.
  std::vector<std::vector<std::size_t>> holders(sentence.tokens.list.size());
  for (Mark& candidate : candidates) {
    const bool refused = [&] {
      for (int at : candidate.tokens) {
        for (std::size_t holder : holders[static_cast<std::size_t>(at)]) {
          if (contradicts(sentence.marks[holder], candidate)) return true;
        }
      }
      return false;
    }();
    if (refused) continue;
    for (int at : candidate.tokens) holders[static_cast<std::size_t>(at)].push_back(sentence.marks.size());
    sentence.marks.push_back(std::move(candidate));
  }
  std::stable_sort(sentence.marks.begin(), sentence.marks.end(),
                   [](const Mark& a, const Mark& b) { return a.begin() < b.begin(); });
  for (const CameraHit& hit : cameras) {
    const bool kept = std::any_of(sentence.marks.begin(), sentence.marks.end(), [&hit](const Mark& mark) {
      return mark.category == kCameraCategory && mark.begin() == hit.begin && mark.end() == hit.end;
    });
    if (kept) sentence.cameras.push_back(hit);
  }
}

double explainedShare(const Sentence& sentence) {
  if (sentence.tokens.list.empty()) return 0;
  std::vector<double> explained(sentence.tokens.list.size(), 0);
  for (std::size_t i = 0; i < explained.size(); ++i) {
    if (sentence.readings[i].right) explained[i] = 0.5;
    if (sentence.startsAt("stop", static_cast<int>(i))) explained[i] = 0.9;
  }
  for (const Mark& mark : sentence.marks) {
    if (mark.category == kCameraCategory) continue;
    for (int at : mark.tokens)
      explained[static_cast<std::size_t>(at)] =
          std::max(explained[static_cast<std::size_t>(at)], mark.typos > 0 ? 0.6 : 1.0);
  }
  double sum = 0;
  for (double share : explained) sum += share;
  return sum / static_cast<double>(explained.size());
}

}  // namespace cameramonit::chat
