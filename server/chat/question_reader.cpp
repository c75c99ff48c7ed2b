#include "server/chat/question_reader.h"

#include <utility>

#include "server/chat/chips.h"
#include "server/chat/question_mapping.h"

namespace cameramonit::chat {
namespace {

constexpr int kIgnoredShown = 20;

ReadQuestion shown(Question question, const AnswerContext& context, double confidence) {
  ReadQuestion read;
  *read.shown.mutable_question() = toProto(question, context.timeZoneName);
  read.shown.set_confidence(static_cast<float>(confidence));
  for (v1::Chip& chip : chipsOf(question, context)) *read.shown.add_chips() = std::move(chip);
  read.question = std::move(question);
  return read;
}

}  // namespace

ReadQuestion QuestionReader::read(const std::string& text, const AnswerContext& context,
                                  const std::optional<Question>& previous) const {
  Context asked;
  asked.now = context.now;
  asked.zone = context.timeZone;
  asked.previous = previous;
  for (const AnswerContext::Camera& camera : context.cameras)
    asked.cameras.push_back({camera.channel, camera.displayName});
  Understanding understanding = understander_.understand(text, asked);
  ReadQuestion read = shown(understanding.question, context, understanding.confidence);
  for (const std::string& word : understanding.ignored) {
    if (read.shown.ignored_words_size() < kIgnoredShown) read.shown.add_ignored_words(word);
  }
  if (!understanding.ambiguities.empty()) {
    const Ambiguity& ambiguity = understanding.ambiguities.front();
    read.shown.mutable_asked_back()->set_pl(ambiguity.prompt);
    read.shown.mutable_asked_back()->set_en(ambiguity.prompt);
    for (const Choice& choice : ambiguity.choices) {
      v1::Chip::Choice& offered = *read.shown.add_choices();
      offered.set_text(choice.label);
      *offered.mutable_question() = toProto(choice.question, context.timeZoneName);
    }
  }
  return read;
}

ReadQuestion QuestionReader::take(const Question& question, const AnswerContext& context) const {
  return shown(question, context, 1);
}

}  // namespace cameramonit::chat
