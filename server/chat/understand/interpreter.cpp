#include "server/chat/understand/interpreter.h"

#include <algorithm>
#include <set>

#include "server/chat/understand/taxonomy.h"

namespace cameramonit::chat {
namespace {

/// The words of a sentence that ask for something; docs/design/understanding.md gives their order of precedence.
class Intents {
 public:
  explicit Intents(const Sentence& sentence) : sentence_(sentence) {}
  bool has(std::string_view meaning) const { return sentence_.has("intent", meaning); }

 private:
  const Sentence& sentence_;
};

bool says(const Sentence& sentence, const Mark& mark, std::string_view category, std::string_view meaning) {
  return std::any_of(sentence.marks.begin(), sentence.marks.end(), [&](const Mark& other) {
    return other.tokens == mark.tokens && other.category == category && other.meaning == meaning;
  });
}

bool isPast(const Sentence& sentence, std::string_view meaning) {
  for (int at = 0; at < static_cast<int>(sentence.tokens.list.size()); ++at) {
    const int category = sentence.language->grammar().categoryIndex("past");
    if (category < 0) return false;
    for (int index : sentence.chart.starting[static_cast<std::size_t>(category)][static_cast<std::size_t>(at)]) {
      const Match& match = sentence.chart.matches[static_cast<std::size_t>(index)];
      if (meaning.empty() || sentence.language->grammar().meaningName(match.meaning) == meaning) return true;
    }
  }
  return false;
}

bool hasAnywhere(const Sentence& sentence, std::string_view category) {
  for (int at = 0; at < static_cast<int>(sentence.tokens.list.size()); ++at) {
    if (sentence.startsAt(category, at)) return true;
  }
  return false;
}

bool isFuture(const Sentence& sentence) {
  return hasAnywhere(sentence, "future");
}

bool saysPastTime(const Sentence& sentence) {
  return std::any_of(sentence.marks.begin(), sentence.marks.end(), [](const Mark& mark) {
    return mark.category == "time" && (mark.meaning == "last" || mark.meaning == "ago" || mark.meaning == "since");
  });
}

bool wantsNotice(const Sentence& sentence) {
  const Intents intents(sentence);
  // "gdy będzie stał": the Polish future is made of the past form.
  const bool told = isPast(sentence, "told") && !isFuture(sentence);
  if (intents.has("notify")) return !(told && (intents.has("exists") || intents.has("count") || intents.has("who")));
  if (intents.has("tell_if") && isPast(sentence, "")) return false;
  return (intents.has("tell_when") || intents.has("tell_if")) && !told && !saysPastTime(sentence);
}

std::optional<Intent> explicitIntent(const Sentence& sentence, bool notice) {
  const Intents intents(sentence);
  if (notice) return Intent::kNotify;
  if (intents.has("describe") || intents.has("describe_worn")) return Intent::kDescribe;
  if (intents.has("count")) return Intent::kCount;
  if (intents.has("summarize")) return Intent::kSummarize;
  if (intents.has("first")) return Intent::kFirst;
  if (intents.has("last")) return Intent::kLast;
  if (intents.has("lately") && intents.has("when")) return Intent::kLast;
  if (intents.has("show")) return Intent::kShow;
  if (intents.has("find")) return Intent::kFind;
  if (intents.has("when") && !(intents.has("exists") && sentence.of("intent").front()->meaning == "exists"))
    return Intent::kFind;
  // "who was there" asks who, though "was there" alone would ask whether.
  if (intents.has("exists")) return sentence.of("intent").front()->meaning == "who" ? Intent::kFind : Intent::kExists;
  return std::nullopt;
}

std::optional<Intent> guessedIntent(const Sentence& sentence) {
  const Intents intents(sentence);
  if (intents.has("when") || intents.has("who")) return Intent::kFind;
  if (intents.has("exists_weak")) return Intent::kExists;
  return std::nullopt;
}

// Whether two marks stand beside each other with only "and" or "or" between.
bool joined(const Sentence& sentence, const Mark& a, const Mark& b) {
  if (b.begin() == a.end()) return sentence.tokens.list[static_cast<std::size_t>(b.begin())].breakBefore;
  return b.begin() > a.end() && b.begin() - a.end() <= 2 && sentence.startsAt("joiner", a.end());
}

std::optional<std::string> objectOf(const Sentence& sentence) {
  const std::vector<const Mark*> marks = sentence.of("object");
  if (marks.empty()) {
    if (sentence.of("any_object").empty()) return std::nullopt;
    return std::string(kAny);
  }
  std::string object = marks.front()->meaning;
  for (std::size_t i = 1; i < marks.size() && joined(sentence, *marks[i - 1], *marks[i]); ++i)
    object = commonObject(object, marks[i]->meaning);
  return object;
}

std::optional<std::string> eventOf(const Sentence& sentence, const std::optional<std::string>& object) {
  std::optional<std::string> weak;
  for (const Mark* mark : sentence.of("event")) {
    const std::string& event = mark->meaning;
    if (event == "stood") {
      const bool vehicle = object && isVehicle(*object);
      const bool thing = !object || *object == kAny;
      if (vehicle || (thing && sentence.has("intent", "who"))) return "stopped";
      weak = weak ? weak : std::optional<std::string>(kAny);
      continue;
    }
    // "pull up the video" is no arrival.
    // "podsumuj ruch" is about all that happened.
    const bool asks = says(sentence, *mark, "intent", "show") || says(sentence, *mark, "intent", "summarize") ||
                      (says(sentence, *mark, "any_object", "is") && sentence.has("intent", "summarize"));
    if (event != "was" && event != "passed" && !asks) return event;
  }
  return weak;
}

std::string seconds(absl::Duration duration) {
  return std::to_string(absl::ToInt64Seconds(duration));
}

void addNumbers(const Sentence& sentence, const TimeReader& times, std::set<std::string>& features) {
  for (const Mark* mark : sentence.of("duration")) {
    const absl::Duration length = times.lengthIn(mark->match);
    if (length > absl::ZeroDuration()) features.insert("duration>" + seconds(length));
  }
  const bool picksOne = sentence.has("intent", "first") || sentence.has("intent", "last");
  for (const Mark* mark : sentence.of("count_of")) {
    const int number = static_cast<int>(times.numberIn(mark->match)) + (mark->meaning == "more_than" ? 1 : 0);
    // "two people" is a number of people; "a man" or "the last two cars" is not a condition.
    const bool bare = mark->meaning == "at_least" && mark->length() == 1;
    if (number < 1 || (bare && (number < 2 || picksOne))) continue;
    features.insert("count>=" + std::to_string(number));
  }
}

std::vector<std::string> featuresOf(const Sentence& sentence, const TimeReader& times) {
  std::set<std::string> features;
  for (const Mark* mark : sentence.of("feature")) features.insert(mark->meaning);
  addNumbers(sentence, times, features);
  return {features.begin(), features.end()};
}

void readCameras(const Sentence& sentence, Draft& draft) {
  std::set<std::size_t> sure;
  for (const CameraHit& hit : sentence.cameras) {
    if (hit.cameras.size() == 1) sure.insert(hit.cameras.front());
  }
  for (const CameraHit& hit : sentence.cameras) {
    const bool settled = std::any_of(hit.cameras.begin(), hit.cameras.end(),
                                     [&sure](std::size_t camera) { return sure.contains(camera); });
    if (!settled) draft.ambiguousCameras.insert(draft.ambiguousCameras.end(), hit.cameras.begin(), hit.cameras.end());
  }
  draft.cameras.assign(sure.begin(), sure.end());
  draft.everywhere = !sentence.of("everywhere").empty();
}

bool isPart(const Mark& mark) {
  return mark.category != "follow" && mark.category != "noise" && mark.category != "intent";
}

// "not today, yesterday": where the second thing of a kind begins, after a comma; -1: there is none.
int insteadOf(const Sentence& sentence, int denied) {
  const Mark* first = nullptr;
  for (const Mark& mark : sentence.marks) {
    if (mark.begin() <= denied || !isPart(mark)) continue;
    if (first == nullptr) {
      first = &mark;
      continue;
    }
    const auto from = sentence.tokens.list.begin() + first->end();
    const auto to = sentence.tokens.list.begin() + mark.begin() + 1;
    const bool apart = from < to && std::any_of(from, to, [](const Token& token) { return token.breakBefore; });
    if (mark.category == first->category && apart) return mark.begin();
  }
  return -1;
}

// "not cars, only people": what stands between the two is denied, not asked for.
Sentence withoutDenied(const Sentence& sentence) {
  int denied = -1;
  int instead = -1;
  for (const Mark* mark : sentence.of("follow")) {
    if (mark->meaning == "no" && denied < 0) denied = mark->begin();
    if ((mark->meaning == "only" || mark->meaning == "rather") && denied >= 0 && mark->begin() > denied)
      instead = mark->begin();
  }
  if (denied >= 0 && instead < 0) instead = insteadOf(sentence, denied);
  if (instead < 0) return sentence;
  Sentence result = sentence;
  const auto between = [denied, instead](int at) { return denied < at && at < instead; };
  std::erase_if(result.marks, [&](const Mark& mark) { return mark.category != "follow" && between(mark.begin()); });
  std::erase_if(result.cameras, [&](const CameraHit& hit) { return between(hit.begin); });
  return result;
}

}  // namespace

bool Draft::saysNothing() const {
  return !object && features.empty() && !event && !time.said && cameras.empty() && ambiguousCameras.empty() &&
         !everywhere;
}

Draft interpret(const Sentence& read, const CivilClock& clock) {
  const Sentence sentence = withoutDenied(read);
  Draft draft;
  const Intents intents(sentence);
  draft.hints.notify = wantsNotice(sentence);
  draft.hints.future = isFuture(sentence);
  draft.hints.past = !draft.hints.future && isPast(sentence, "");
  const TimeReader times(*sentence.language, sentence.chart, sentence.tokens.list, clock, draft.hints);
  std::vector<int> timeMatches;
  for (const Mark* mark : sentence.of("time")) timeMatches.push_back(mark->match);
  draft.time = times.read(timeMatches);
  draft.object = objectOf(sentence);
  if (const auto objects = sentence.of("object"); !objects.empty())
    draft.objectIsPronoun =
        says(sentence, *objects.front(), "intent", "who") || says(sentence, *objects.front(), "intent", "exists_weak");
  draft.event = eventOf(sentence, draft.object);
  draft.features = featuresOf(sentence, times);
  readCameras(sentence, draft);
  if (const auto rates = sentence.of("rate"); !rates.empty()) draft.atMostEvery = times.lengthIn(rates.front()->match);
  draft.intent = explicitIntent(sentence, draft.hints.notify);
  if (!draft.intent) {
    draft.intent = guessedIntent(sentence);
    draft.intentGuessed = draft.intent.has_value();
  }
  if (intents.has("help") && !draft.time.said && (!draft.object || !draft.intent)) draft.intent = Intent::kHelp;
  draft.continues = sentence.has("follow", "and");
  draft.only = sentence.has("follow", "only");
  draft.corrects = sentence.has("follow", "no");
  // "don't tell me more than once an hour" asks for less, not for nothing.
  if (const auto commands = sentence.of("standing"); !commands.empty() && sentence.of("rate").empty())
    draft.command = commands.front()->meaning;
  draft.wearer = intents.has("describe_worn");
  draft.absent = hasAnywhere(sentence, "absence");
  draft.sameThere = sentence.has("follow", "there_only");
  draft.refers = sentence.has("follow", "it") || sentence.has("follow", "there");
  return draft;
}

Question standAlone(const Draft& draft, const Context& context, const CivilClock& clock, bool asks) {
  Question question;
  if (draft.intent) {
    question.intent = *draft.intent;
  } else if (draft.saysNothing()) {
    question.intent = Intent::kHelp;
  } else if (!draft.object && draft.features.empty() && !draft.event) {
    question.intent = Intent::kSummarize;  // "yesterday?", "the gate"
  } else {
    question.intent = asks ? Intent::kExists : Intent::kFind;
  }
  if (!draft.command.empty()) question.intent = Intent::kHelp;
  if (question.intent == Intent::kHelp && draft.command.empty()) return question;
  if (draft.wearer) question.object = "person";
  if (draft.object) question.object = *draft.object;
  if (draft.event) question.event = *draft.event;
  question.features = draft.features;
  question.time = resolveTime(draft.time, clock, draft.hints);
  for (std::size_t camera : draft.cameras) question.cameras.push_back(context.cameras[camera].id);
  if (question.intent == Intent::kNotify) question.atMostEvery = draft.atMostEvery;
  return question;
}

}  // namespace cameramonit::chat
