#include "server/chat/understand/understander.h"

#include <algorithm>
#include <span>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/understand/follow_up.h"
#include "server/chat/understand/interpreter.h"

namespace cameramonit::chat {

// Compiled in from lexicon/*.toml.
std::span<const std::pair<std::string_view, std::string_view>> lexiconFiles();

namespace {

constexpr std::size_t kFinders = 256;
constexpr double kTypoDoubt = 0.08;
constexpr double kGuessDoubt = 0.15;
constexpr double kAskedBack = 0.45;  // below what is answered without asking back

Field fieldOf(const std::string& category) {
  if (category == "object" || category == "any_object") return Field::kObject;
  if (category == "feature" || category == "duration" || category == "count_of") return Field::kFeatures;
  if (category == "event") return Field::kEvent;
  if (category == "time") return Field::kTime;
  if (category == "camera" || category == "everywhere") return Field::kCameras;
  return Field::kIntent;
}

std::vector<FieldSpan> spansOf(const Sentence& sentence) {
  std::vector<FieldSpan> spans;
  for (const Mark& mark : sentence.marks) {
    if (mark.category == "noise" || mark.category == "filler" || mark.category == "follow") continue;
    const TextSpan span{sentence.tokens.list[static_cast<std::size_t>(mark.begin())].span.begin,
                        sentence.tokens.list[static_cast<std::size_t>(mark.end() - 1)].span.end};
    spans.push_back({fieldOf(mark.category), span});
  }
  return spans;
}

/// What of the words was used.
struct Coverage {
  std::vector<std::string> ignored;
  int content = 0;
  int used = 0;
  int typos = 0;
};

Coverage coverageOf(const Sentence& sentence) {
  Coverage coverage;
  std::vector<bool> covered(sentence.tokens.list.size(), false);
  for (const Mark& mark : sentence.marks) {
    for (int at : mark.tokens) covered[static_cast<std::size_t>(at)] = true;
    coverage.typos += mark.typos;
  }
  for (std::size_t i = 0; i < covered.size(); ++i) {
    const int at = static_cast<int>(i);
    const bool small = sentence.startsAt("stop", at) || sentence.startsAt("filler", at);
    if (covered[i]) {
      ++coverage.content;
      ++coverage.used;
    } else if (!small && sentence.tokens.list[i].word != "-") {
      ++coverage.content;
      coverage.ignored.push_back(sentence.tokens.list[i].raw);
    }
  }
  return coverage;
}

std::optional<StandingCommand> commandOf(const Draft& draft) {
  if (draft.command == "list") return StandingCommand::kList;
  if (draft.command == "pause") return StandingCommand::kPause;
  if (draft.command == "resume") return StandingCommand::kResume;
  if (draft.command == "remove") return StandingCommand::kRemove;
  return std::nullopt;
}

double confidenceOf(const Coverage& coverage, const Draft& draft, bool leaned) {
  if (coverage.content == 0 || (draft.saysNothing() && !draft.intent && !leaned && draft.command.empty())) return 0.1;
  double confidence = static_cast<double>(coverage.used) / coverage.content;
  confidence -= kTypoDoubt * coverage.typos;
  if (!draft.intent && !leaned && draft.command.empty()) confidence -= kGuessDoubt;
  if (!draft.ambiguousCameras.empty()) confidence = std::min(confidence, kAskedBack);
  return std::clamp(confidence, 0.05, 1.0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Understander>> Understander::load(const std::string& dictionaryFolder) {
  std::vector<std::string_view> lexicons;
  for (const auto& [file, contents] : lexiconFiles()) lexicons.push_back(contents);
  return loadLexicons(lexicons, dictionaryFolder);
}

absl::StatusOr<std::unique_ptr<Understander>> Understander::loadLexicons(const std::vector<std::string_view>& lexicons,
                                                                         const std::string& dictionaryFolder) {
  auto understander = std::unique_ptr<Understander>(new Understander());
  for (std::string_view lexicon : lexicons) {
    CAMERAMONIT_ASSIGN_OR_RETURN(std::unique_ptr<Language> language, Language::load(lexicon, dictionaryFolder));
    understander->languages_.push_back(std::move(language));
  }
  if (understander->languages_.empty())
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID, "At least one lexicon is needed.");
  return understander;
}

std::vector<std::string> Understander::languages() const {
  std::vector<std::string> codes;
  for (const auto& language : languages_) codes.push_back(language->code());
  return codes;
}

const Language* Understander::language(std::string_view code) const {
  for (const auto& language : languages_) {
    if (language->code() == code) return language.get();
  }
  return nullptr;
}

std::shared_ptr<const CameraFinder> Understander::finderFor(const std::vector<KnownCamera>& cameras) const {
  std::string key;
  for (const KnownCamera& camera : cameras) absl::StrAppend(&key, camera.name, "\n");
  {
    absl::MutexLock lock(&mutex_);
    if (const auto found = finders_.find(key); found != finders_.end()) return found->second;
  }
  std::vector<const Language*> languages;
  for (const auto& language : languages_) languages.push_back(language.get());
  auto finder = std::make_shared<const CameraFinder>(cameras, languages);
  absl::MutexLock lock(&mutex_);
  if (finders_.size() >= kFinders) finders_.clear();
  finders_[key] = finder;
  return finder;
}

Sentence Understander::bestReading(const Tokens& tokens, const CameraFinder& finder, const Context& context) const {
  Sentence best;
  double bestShare = -1;
  for (const auto& language : languages_) {
    Sentence sentence = readSentence(*language, tokens);
    choosePhrases(finder.find(sentence), sentence);
    double share = explainedShare(sentence);
    // Where the words do not tell, the conversation does.
    if (context.previous && context.previous->language == language->code()) share += 0.02;
    if (context.language == language->code()) share += 0.01;
    if (share <= bestShare) continue;
    bestShare = share;
    best = std::move(sentence);
  }
  return best;
}

Understanding Understander::understand(std::string_view text, const Context& context) const {
  const Tokens tokens = tokenize(text);
  const std::shared_ptr<const CameraFinder> finder = finderFor(context.cameras);
  const Sentence sentence = bestReading(tokens, *finder, context);
  const CivilClock clock(context.now, context.zone);
  const Draft draft = interpret(sentence, clock);

  Understanding result;
  result.truncated = tokens.truncated;
  result.command = commandOf(draft);
  result.leanedOnPrevious = context.previous && !result.command && leansOnPrevious(draft, tokens.list.size());
  const auto compose = [&](const Draft& meant) {
    Question question = result.leanedOnPrevious ? leanOnPrevious(meant, context, clock, tokens.asks)
                                                : standAlone(meant, context, clock, tokens.asks);
    question.language = sentence.language->code();
    return question;
  };
  result.question = compose(draft);
  const Coverage coverage = coverageOf(sentence);
  result.ignored = coverage.ignored;
  result.confidence = confidenceOf(coverage, draft, result.leanedOnPrevious);
  result.spans = spansOf(sentence);
  if (result.question.intent == Intent::kNotify && draft.absent) {
    result.confidence = std::min(result.confidence, kAskedBack);
    result.ambiguities.push_back({Field::kEvent,
                                  sentence.language->chip("ask_absence"),
                                  {{sentence.language->chip("choice_absence"), result.question}}});
  }
  if (!draft.ambiguousCameras.empty()) {
    Ambiguity ambiguity{Field::kCameras, sentence.language->chip("ask_camera"), {}};
    for (std::size_t camera : draft.ambiguousCameras) {
      Draft meant = draft;
      meant.ambiguousCameras.clear();
      meant.cameras.push_back(camera);
      ambiguity.choices.push_back({context.cameras[camera].name, compose(meant)});
    }
    result.ambiguities.push_back(std::move(ambiguity));
  }
  return result;
}

}  // namespace cameramonit::chat
