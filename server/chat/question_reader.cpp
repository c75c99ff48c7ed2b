#include "server/chat/question_reader.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "server/chat/answer/phrasebook.h"
#include "server/chat/chips.h"
#include "server/chat/known_names.h"
#include "server/chat/question_mapping.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/understand/describe.h"

namespace cameramonit::chat {
namespace {

constexpr int kIgnoredShown = 20;
constexpr double kUnsure = 0.5;
constexpr double kProposed = 0.6;  // a model's word: enough to answer, not as sure as the grammar's
constexpr double kNamed = 0.7;     // who names something known asks about it

bool isStanding(const std::optional<Question>& question) {
  return question && question->intent == Intent::kNotify;
}

void askBack(const std::string& prompt, ReadQuestion& read) {
  read.shown.mutable_asked_back()->set_pl(prompt);
  read.shown.mutable_asked_back()->set_en(prompt);
}

void offer(const std::string& label, const Question& question, const AnswerContext& context, ReadQuestion& read) {
  v1::Chip::Choice& offered = *read.shown.add_choices();
  offered.set_text(label);
  *offered.mutable_question() = toProto(question, context.timeZoneName);
}

std::string wordsIn(const Question& question, const Language& language, const Context& context) {
  std::string text;
  for (const ChipText& chip : describeQuestion(question, language, context)) {
    if (chip.field != Field::kIntent) absl::StrAppend(&text, text.empty() ? "" : ", ", chip.text);
  }
  return text;
}

/// Whoever stood in for the name becomes the one who bears it.
void nameIt(const std::string& name, Understanding& understanding) {
  Question& question = understanding.question;
  question.object = std::string(kAny);
  if (question.intent == Intent::kHelp) question.intent = Intent::kFind;
  question.features.push_back(nameToken(name));
  std::sort(question.features.begin(), question.features.end());
  question.features.erase(std::unique(question.features.begin(), question.features.end()), question.features.end());
  understanding.confidence = std::max(understanding.confidence, kNamed);
}

}  // namespace

Context understoodIn(const AnswerContext& context) {
  Context asked;
  asked.now = context.now;
  asked.zone = context.timeZone;
  for (const AnswerContext::Camera& camera : context.cameras)
    asked.cameras.push_back({camera.channel, camera.displayName});
  return asked;
}

ReadQuestion QuestionReader::shown(Question question, const AnswerContext& context, double confidence) const {
  ReadQuestion read;
  *read.shown.mutable_question() = toProto(question, context.timeZoneName);
  read.shown.set_confidence(static_cast<float>(confidence));
  const Language* language = understander_.language(question.language);
  if (language == nullptr) language = understander_.language("en");
  if (language != nullptr) {
    for (v1::Chip& chip : chipsOf(question, context, *language)) *read.shown.add_chips() = std::move(chip);
  }
  read.question = std::move(question);
  return read;
}

type::v1::LocalizedText QuestionReader::inWords(const Question& question, const AnswerContext& context) const {
  const Context asked = understoodIn(context);
  type::v1::LocalizedText text;
  if (const Language* polish = understander_.language("pl")) text.set_pl(wordsIn(question, *polish, asked));
  if (const Language* english = understander_.language("en")) text.set_en(wordsIn(question, *english, asked));
  return text;
}

void QuestionReader::consult(const std::string& text, const AnswerContext& context, const Context& asked,
                             ReadQuestion& read) const {
  std::optional<Question> proposed = model_->propose(text, projectOf(context.channel), asked);
  if (!proposed) return;
  proposed->language = read.question.language;
  ReadQuestion other = shown(*proposed, context, kProposed);
  if (proposed->intent == Intent::kNotify) {
    // A proposal may be looked up, but a standing question is only made when its asker says so.
    other.shown.set_confidence(static_cast<float>(read.shown.confidence()));
    const Phrasebook& book = Phrasebook::of(proposed->language);
    askBack(book.sentence("did_you_mean"), other);
    const type::v1::LocalizedText words = inWords(*proposed, context);
    const std::string& what = proposed->language == "pl" ? words.pl() : words.en();
    offer(book.part("shall_tell", {{"what", what}}), *proposed, context, other);
  }
  read = std::move(other);
}

ReadQuestion QuestionReader::read(const std::string& text, const AnswerContext& context,
                                  const std::optional<Question>& previous, Effort effort) const {
  Context asked = understoodIn(context);
  asked.previous = previous;
  // A name means nothing to a grammar: somebody stands in for it while the rest is read.
  const std::optional<NameHit> named = findName(text, context.names, understander_);
  std::string plain = text;
  if (named.has_value()) {
    const bool polish = understander_.understand(text, asked).question.language == "pl";
    plain.replace(named->span.begin, named->span.end - named->span.begin, polish ? "osoba" : "person");
  }
  Understanding understanding = understander_.understand(plain, asked);
  if (named.has_value()) nameIt(named->name, understanding);
  ReadQuestion read = shown(understanding.question, context, understanding.confidence);
  read.command = understanding.command;
  if (understanding.leanedOnPrevious && isStanding(previous) && isStanding(understanding.question)) {
    read.changes = previous;
  }
  for (const std::string& word : understanding.ignored) {
    if (read.shown.ignored_words_size() < kIgnoredShown) read.shown.add_ignored_words(word);
  }
  if (!understanding.ambiguities.empty()) {
    const Ambiguity& ambiguity = understanding.ambiguities.front();
    askBack(ambiguity.prompt, read);
    for (const Choice& choice : ambiguity.choices) offer(choice.label, choice.question, context, read);
  } else if (effort == Effort::kModel && model_ != nullptr && understanding.confidence < kUnsure && !read.command) {
    consult(text, context, asked, read);
  }
  return read;
}

ReadQuestion QuestionReader::take(const Question& question, const AnswerContext& context,
                                  const std::optional<Question>& previous) const {
  ReadQuestion read = shown(question, context, 1);
  if (isStanding(previous) && isStanding(question)) read.changes = previous;
  return read;
}

}  // namespace cameramonit::chat
