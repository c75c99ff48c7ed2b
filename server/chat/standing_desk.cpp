#include "server/chat/standing_desk.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/question_mapping.h"
#include "server/chat/timeline/chat_names.h"

namespace cameramonit::chat {
namespace {

using Questions = std::vector<v1::StandingQuestion>;

constexpr std::size_t kListed = 20;

/// What makes two questions the same: all but the words and the language they were asked in.
std::string essence(v1::Question question, const std::string& channel) {
  question.clear_language();
  question.set_intent(v1::INTENT_NOTIFY);
  if (question.channels().empty()) question.add_channels(channel);
  return question.SerializeAsString();
}

bool isOf(const v1::Question& standing, const Question& wanted, const std::string& channel) {
  const auto watches = [&standing](const std::string& camera) {
    return std::find(standing.channels().begin(), standing.channels().end(), camera) != standing.channels().end();
  };
  const bool here =
      wanted.cameras.empty() ? watches(channel) : std::any_of(wanted.cameras.begin(), wanted.cameras.end(), watches);
  return here && (wanted.object == kAny || standing.object() == wanted.object) &&
         (wanted.event == kAny || standing.event() == wanted.event);
}

Answer saying(std::string_view phrase, const type::v1::LocalizedText& what = {}) {
  Answer answer;
  type::v1::LocalizedText& text = answer.sentences.emplace_back();
  text.set_pl(Phrasebook::of("pl").sentence(phrase, {{"what", what.pl()}}));
  text.set_en(Phrasebook::of("en").sentence(phrase, {{"what", what.en()}}));
  return answer;
}

}  // namespace

type::v1::LocalizedText StandingDesk::inWords(const v1::Question& question, const AnswerContext& context) const {
  type::v1::LocalizedText text;
  if (const auto read = fromProto(question); read.ok()) text = reader_.inWords(*read, context);
  if (text.pl().empty()) text.set_pl(Phrasebook::of("pl").part("standing_anything"));
  if (text.en().empty()) text.set_en(Phrasebook::of("en").part("standing_anything"));
  return text;
}

absl::StatusOr<std::optional<v1::StandingQuestion>> StandingDesk::changedBy(const std::string& user,
                                                                            const ReadQuestion& read,
                                                                            const AnswerContext& context) const {
  if (!read.changes) return std::nullopt;
  CAMERAMONIT_ASSIGN_OR_RETURN(Questions mine, standing_.ofUser(user, projectOf(context.channel)));
  const std::string before = essence(toProto(*read.changes, context.timeZoneName), context.channel);
  const auto same = std::find_if(mine.rbegin(), mine.rend(), [&](const v1::StandingQuestion& question) {
    return essence(question.question(), context.channel) == before;
  });
  if (same == mine.rend()) return std::nullopt;  // it was removed meanwhile: this makes a new one
  return std::move(*same);
}

absl::StatusOr<Answer> StandingDesk::keep(const std::string& user, const std::string& text, const ReadQuestion& read,
                                          const AnswerContext& context, const std::string& seed) const {
  v1::Question question = read.shown.question();
  // Without a camera named, the one that is spoken with is meant.
  if (question.channels().empty()) question.add_channels(context.channel);
  const type::v1::LocalizedText words = inWords(question, context);
  const std::string name =
      absl::StrCat(projectOf(context.channel), "/standingQuestions/", base::stableUuid(absl::UnixEpoch(), seed));
  if (standing_.get(name, user).ok()) return saying("standing_stored", words);  // asked again: an answer was lost
  CAMERAMONIT_ASSIGN_OR_RETURN(const Questions mine, standing_.ofUser(user, projectOf(context.channel)));
  const bool told = std::any_of(mine.begin(), mine.end(), [&](const v1::StandingQuestion& known) {
    return !known.paused() && essence(known.question(), context.channel) == essence(question, context.channel);
  });
  if (told) return saying("standing_known", words);

  CAMERAMONIT_ASSIGN_OR_RETURN(auto changed, changedBy(user, read, context));
  if (changed) {
    if (!text.empty()) changed->set_text(absl::StrCat(changed->text(), ", ", text));
    *changed->mutable_question() = std::move(question);
    *changed->mutable_chips() = read.shown.chips();
    CAMERAMONIT_RETURN_IF_ERROR(standing_.update(*changed, user).status());
    return saying("standing_changed", words);
  }
  StoredStandingQuestion stored;
  stored.user = user;
  stored.question.set_name(name);
  stored.question.set_text(text.empty() ? words.pl() : text);
  *stored.question.mutable_question() = std::move(question);
  *stored.question.mutable_chips() = read.shown.chips();
  CAMERAMONIT_RETURN_IF_ERROR(standing_.create(stored, context.now).status());
  return saying("standing_stored", words);
}

absl::StatusOr<Answer> StandingDesk::obey(const std::string& user, const ReadQuestion& read,
                                          const AnswerContext& context) const {
  const StandingCommand command = read.command.value_or(StandingCommand::kList);
  CAMERAMONIT_ASSIGN_OR_RETURN(Questions meant, standing_.ofUser(user, projectOf(context.channel)));
  const bool all = command == StandingCommand::kList && read.question.cameras.empty();
  std::erase_if(meant, [&](const v1::StandingQuestion& question) {
    return !all && !isOf(question.question(), read.question, context.channel);
  });
  if (meant.empty()) return saying("standing_none");

  type::v1::LocalizedText list;
  for (std::size_t i = 0; i < std::min(meant.size(), kListed); ++i) {
    const type::v1::LocalizedText words = inWords(meant[i].question(), context);
    const char* gap = i == 0 ? "" : "; ";
    const bool paused = meant[i].paused() && command == StandingCommand::kList;
    absl::StrAppend(list.mutable_pl(), gap, words.pl(), paused ? Phrasebook::of("pl").part("standing_is_paused") : "");
    absl::StrAppend(list.mutable_en(), gap, words.en(), paused ? Phrasebook::of("en").part("standing_is_paused") : "");
  }
  if (command == StandingCommand::kList) return saying("standing_list", list);
  const bool named = read.question.object != kAny || read.question.event != kAny || !read.question.cameras.empty();
  if (command == StandingCommand::kRemove && meant.size() > 1 && !named) return saying("standing_which", list);
  for (v1::StandingQuestion& question : meant) {
    if (command == StandingCommand::kRemove) {
      CAMERAMONIT_RETURN_IF_ERROR(standing_.remove(question.name(), user));
      continue;
    }
    question.set_paused(command == StandingCommand::kPause);
    CAMERAMONIT_RETURN_IF_ERROR(standing_.update(question, user).status());
  }
  return saying(command == StandingCommand::kRemove  ? "standing_removed"
                : command == StandingCommand::kPause ? "standing_paused"
                                                     : "standing_resumed",
                list);
}

}  // namespace cameramonit::chat
