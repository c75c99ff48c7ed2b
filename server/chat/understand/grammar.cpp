#include "server/chat/understand/grammar.h"

#include <algorithm>
#include <set>

#include <absl/strings/str_split.h>

#include "common/base/status.h"
#include "server/chat/understand/fold.h"

namespace cameramonit::chat {
namespace {

constexpr int kReadings = 6;                  // of the same words as the same meaning; more help nobody
constexpr std::size_t kMatchesPerStart = 64;  // of one category
constexpr std::size_t kVariants = 64;         // of one phrase with its optional parts left out

absl::Status badPhrase(std::string_view phrase, const char* why) {
  return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID, "A phrase of a lexicon can't be read.",
                               {{"phrase", std::string(phrase)}, {"why", why}});
}

// "a [b] c" -> "a b c", "a c".
bool expandOptional(const std::string& phrase, std::vector<std::string>& variants) {
  const std::size_t open = phrase.find('[');
  if (open == std::string::npos) {
    variants.push_back(phrase);
    return variants.size() <= kVariants;
  }
  const std::size_t close = phrase.find(']', open);
  if (close == std::string::npos) return false;
  const std::string before = phrase.substr(0, open);
  const std::string after = phrase.substr(close + 1);
  return expandOptional(before + phrase.substr(open + 1, close - open - 1) + after, variants) &&
         expandOptional(before + after, variants);
}

bool isWhole(const Token& token) {
  return token.number && *token.number == static_cast<double>(static_cast<int>(*token.number));
}

bool isWholeWithin(const Token& token, int from, int to) {
  return isWhole(token) && !token.clockMinute && *token.number >= from && *token.number <= to;
}

}  // namespace

struct Grammar::Input {
  const std::vector<Token>& tokens;
  const std::vector<Reading>& readings;
  std::vector<bool> starts;  ///< where a clause begins
};

struct Grammar::Attempt {
  int category;
  const Pattern& pattern;
  std::vector<int> tokens;
  int typos = 0;
  std::vector<int> parts;
};

int Grammar::categoryIndex(std::string_view name) const {
  const auto found = categoryIndex_.find(absl::string_view(name.data(), name.size()));
  return found == categoryIndex_.end() ? -1 : found->second;
}

std::vector<std::string> Grammar::meanings(std::string_view category) const {
  const int index = categoryIndex(category);
  if (index < 0) return {};
  std::set<std::string> result;
  for (const Pattern& pattern : categories_[static_cast<std::size_t>(index)].patterns)
    result.insert(meaningName(pattern.meaning));
  return {result.begin(), result.end()};
}

absl::StatusOr<Grammar::Element> Grammar::parseElement(std::string_view text, bool context) {
  Element element;
  element.context = context;
  if (text == "^" || text == "$") {
    element.kind = text == "^" ? Kind::kStart : Kind::kEnd;
    element.context = true;
    return element;
  }
  if (text.front() == '<') {
    if (text.back() != '>') return badPhrase(text, "a slot ends with >");
    element.slot = std::string(text.substr(1, text.size() - 2));
    static const auto* const kNumbers = new std::map<std::string, Kind, std::less<>>{
        {"int", Kind::kInt},   {"hour", Kind::kHour},   {"day_number", Kind::kMonthDay},
        {"year", Kind::kYear}, {"clock", Kind::kClock}, {"date", Kind::kDate}};
    const auto number = kNumbers->find(element.slot);
    element.kind = number == kNumbers->end() ? Kind::kSlot : number->second;
    return element;
  }
  if (text == "*") {
    element.kind = Kind::kAnyWord;
    element.context = true;
    return element;
  }
  for (absl::string_view word : absl::StrSplit(absl::string_view(text.data(), text.size()), '|')) {
    if (word == "$") {
      element.orEnd = true;
      continue;
    }
    const std::string folded = fold(std::string_view(word.data(), word.size()));
    if (folded.empty()) return badPhrase(text, "an empty word");
    element.words.push_back(vocabulary_.add(folded));
  }
  std::sort(element.words.begin(), element.words.end());
  return element;
}

absl::StatusOr<Grammar::Pattern> Grammar::parsePattern(const std::string& phrase) {
  Pattern pattern;
  bool context = false;
  for (absl::string_view piece : absl::StrSplit(phrase, ' ', absl::SkipEmpty())) {
    std::string text(piece);
    if (text.front() == '(') {
      context = true;
      text.erase(0, 1);
    }
    const bool last = !text.empty() && text.back() == ')';
    if (last) text.pop_back();
    if (text.empty()) return badPhrase(phrase, "an empty context");
    CAMERAMONIT_ASSIGN_OR_RETURN(Element element, parseElement(text, context));
    pattern.elements.push_back(std::move(element));
    if (last) context = false;
  }
  if (std::all_of(pattern.elements.begin(), pattern.elements.end(), [](const Element& e) { return e.context; }))
    return badPhrase(phrase, "nothing is consumed");
  return pattern;
}

absl::Status Grammar::add(const std::string& category, const std::string& meaning,
                          const std::vector<std::string>& phrases) {
  const auto [index, isNew] = categoryIndex_.try_emplace(category, static_cast<int>(categories_.size()));
  if (isNew) categories_.push_back({category, {}, {}, {}});
  const auto [meaningAt, newMeaning] = meaningIndex_.try_emplace(meaning, static_cast<int>(meanings_.size()));
  if (newMeaning) meanings_.push_back(meaning);
  Category& target = categories_[static_cast<std::size_t>(index->second)];
  for (const std::string& phrase : phrases) {
    std::vector<std::string> variants;
    if (!expandOptional(phrase, variants)) return badPhrase(phrase, "optional parts nest or are too many");
    for (const std::string& variant : variants) {
      CAMERAMONIT_ASSIGN_OR_RETURN(Pattern pattern, parsePattern(variant));
      pattern.meaning = meaningAt->second;
      const int at = static_cast<int>(target.patterns.size());
      const Element& first = pattern.elements.front();
      if (first.kind == Kind::kWords) {
        for (WordId word : first.words) target.byFirstWord[word].push_back(at);
      } else {
        target.others.push_back(at);
      }
      target.patterns.push_back(std::move(pattern));
    }
  }
  return absl::OkStatus();
}

absl::Status Grammar::order(int category, std::vector<int>& state) {
  enum { kNew, kOpen, kDone };
  auto& mine = state[static_cast<std::size_t>(category)];
  Category& current = categories_[static_cast<std::size_t>(category)];
  if (mine == kDone) return absl::OkStatus();
  if (mine == kOpen) return badPhrase(current.name, "a category contains itself");
  mine = kOpen;
  for (Pattern& pattern : current.patterns) {
    for (Element& element : pattern.elements) {
      if (element.kind != Kind::kSlot) continue;
      element.category = categoryIndex(element.slot);
      if (element.category < 0) return badPhrase(element.slot, "no such category");
      CAMERAMONIT_RETURN_IF_ERROR(order(element.category, state));
    }
  }
  state[static_cast<std::size_t>(category)] = kDone;
  order_.push_back(category);
  return absl::OkStatus();
}

absl::Status Grammar::compile() {
  order_.clear();
  std::vector<int> state(categories_.size(), 0);
  for (std::size_t i = 0; i < categories_.size(); ++i) CAMERAMONIT_RETURN_IF_ERROR(order(static_cast<int>(i), state));
  return absl::OkStatus();
}

bool Grammar::fits(const Input& input, const Element& element, int at) const {
  const Token& token = input.tokens[static_cast<std::size_t>(at)];
  switch (element.kind) {
    case Kind::kWords: {
      const std::vector<WordId>& words = input.readings[static_cast<std::size_t>(at)].words;
      return std::any_of(element.words.begin(), element.words.end(),
                         [&words](WordId word) { return std::binary_search(words.begin(), words.end(), word); });
    }
    case Kind::kAnyWord:
      return true;
    case Kind::kInt:
      return token.number.has_value();
    case Kind::kHour:
      return isWholeWithin(token, 0, 24) && token.word.size() <= 2;
    case Kind::kMonthDay:
      return isWholeWithin(token, 1, 31) && token.word.size() <= 2;
    case Kind::kYear:
      return isWholeWithin(token, 1990, 2100);
    case Kind::kClock:
      return token.clockMinute.has_value();
    case Kind::kDate:
      return token.date.has_value();
    default:
      return false;
  }
}

void Grammar::finish(const Attempt& attempt, Chart& chart) {
  if (attempt.tokens.empty()) return;
  // What only must stand before it is no part of it: slots look for it where its own words begin.
  const int start = attempt.tokens.front();
  auto& here = chart.starting[static_cast<std::size_t>(attempt.category)][static_cast<std::size_t>(start)];
  if (here.size() >= kMatchesPerStart) return;
  int readings = 0;
  for (int index : here) {
    const Match& known = chart.matches[static_cast<std::size_t>(index)];
    if (known.meaning != attempt.pattern.meaning || known.tokens != attempt.tokens) continue;
    if (known.parts == attempt.parts || ++readings == kReadings) return;
  }
  here.push_back(static_cast<int>(chart.matches.size()));
  chart.matches.push_back({attempt.category, attempt.pattern.meaning, attempt.tokens, attempt.typos, attempt.parts});
}

void Grammar::step(const Input& input, Attempt& attempt, std::size_t index, int at, Chart& chart) const {
  if (index == attempt.pattern.elements.size()) {
    finish(attempt, chart);
    return;
  }
  const Element& element = attempt.pattern.elements[index];
  const int size = static_cast<int>(input.tokens.size());
  if (element.kind == Kind::kStart) {
    if (at < size && input.starts[static_cast<std::size_t>(at)]) step(input, attempt, index + 1, at, chart);
    return;
  }
  if (element.kind == Kind::kEnd) {
    if (at == size) step(input, attempt, index + 1, at, chart);
    return;
  }
  if (at >= size) {
    if (element.orEnd) step(input, attempt, index + 1, at, chart);
    return;
  }
  const std::size_t tokensBefore = attempt.tokens.size();
  const std::size_t partsBefore = attempt.parts.size();
  const int typosBefore = attempt.typos;
  const auto goOn = [&](int next) {
    step(input, attempt, index + 1, next, chart);
    attempt.tokens.resize(tokensBefore);
    attempt.parts.resize(partsBefore);
    attempt.typos = typosBefore;
  };
  if (element.kind == Kind::kSlot) {
    // A copy: deeper steps may add matches and move the list.
    const std::vector<int> fillings =
        chart.starting[static_cast<std::size_t>(element.category)][static_cast<std::size_t>(at)];
    for (int filling : fillings) {
      const Match& match = chart.matches[static_cast<std::size_t>(filling)];
      const int next = match.end();
      if (!element.context) attempt.tokens.insert(attempt.tokens.end(), match.tokens.begin(), match.tokens.end());
      attempt.typos += match.typos;
      attempt.parts.push_back(filling);
      goOn(next);
    }
    return;
  }
  if (!fits(input, element, at)) return;
  const bool word = element.kind == Kind::kWords;
  if (!element.context) attempt.tokens.push_back(at);
  if (word && input.readings[static_cast<std::size_t>(at)].recognition == Recognition::kTypo) ++attempt.typos;
  if (!word && element.kind != Kind::kAnyWord) attempt.parts.push_back(~at);
  goOn(at + 1);
}

// A clause begins where the text or a sentence does, and after polite words there.
void Grammar::markStarts(int filler, const Chart& chart, Input& input) {
  for (std::size_t at = 0; at < input.tokens.size(); ++at) {
    if (input.tokens[at].breakBefore) input.starts[at] = true;
    if (filler < 0 || !input.starts[at]) continue;
    for (int index : chart.starting[static_cast<std::size_t>(filler)][at]) {
      const auto end = static_cast<std::size_t>(chart.matches[static_cast<std::size_t>(index)].end());
      if (end < input.starts.size()) input.starts[end] = true;
    }
  }
}

Chart Grammar::parse(const std::vector<Token>& tokens, const std::vector<Reading>& readings) const {
  Chart chart;
  chart.starting.assign(categories_.size(), std::vector<std::vector<int>>(tokens.size()));
  Input input{tokens, readings, std::vector<bool>(tokens.size(), false)};
  const auto run = [&](int category) {
    const Category& current = categories_[static_cast<std::size_t>(category)];
    const auto attemptAt = [&](int pattern, int at) {
      Attempt attempt{category, current.patterns[static_cast<std::size_t>(pattern)], {}, 0, {}};
      step(input, attempt, 0, at, chart);
    };
    for (int at = 0; at < static_cast<int>(tokens.size()); ++at) {
      for (WordId word : readings[static_cast<std::size_t>(at)].words) {
        const auto found = current.byFirstWord.find(word);
        if (found == current.byFirstWord.end()) continue;
        for (int pattern : found->second) attemptAt(pattern, at);
      }
      for (int pattern : current.others) attemptAt(pattern, at);
    }
  };
  const int filler = categoryIndex("filler");
  if (filler >= 0) run(filler);
  markStarts(filler, chart, input);
  for (int category : order_) {
    if (category != filler) run(category);
  }
  return chart;
}

}  // namespace cameramonit::chat
