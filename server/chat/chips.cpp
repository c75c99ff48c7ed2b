#include "server/chat/chips.h"

#include <array>
#include <string>
#include <string_view>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "common/text/words.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/question_mapping.h"

namespace cameramonit::chat {
namespace {

constexpr std::array<Intent, 5> kOtherIntents = {Intent::kCount, Intent::kExists, Intent::kShow, Intent::kLast,
                                                 Intent::kSummarize};
constexpr std::array<std::string_view, 5> kOtherObjects = {"person", "car", "bicycle", "dog", kAny};
constexpr std::array<std::string_view, 5> kOtherEvents = {"appeared", "left", "stopped", "loitered", kAny};

/// Builds the chips of one question.
class Chips {
 public:
  Chips(const Question& question, const AnswerContext& context)
      : question_(question),
        context_(context),
        book_(Phrasebook::of(question.language)),
        words_(text::words(book_.language())) {}

  std::vector<v1::Chip> make() && {
    intent();
    if (question_.intent == Intent::kHelp) return std::move(chips_);
    object();
    event();
    time();
    cameras();
    return std::move(chips_);
  }

 private:
  v1::Chip& add(v1::Chip::Field field, const std::string& text) {
    v1::Chip& chip = chips_.emplace_back();
    chip.set_field(field);
    chip.set_text(text);
    return chip;
  }

  void offer(v1::Chip& chip, const std::string& text, const Question& other) {
    if (other == question_) return;
    v1::Chip::Choice& choice = *chip.add_choices();
    choice.set_text(text);
    *choice.mutable_question() = toProto(other, context_.timeZoneName);
  }

  void intent() {
    const auto name = [&](Intent intent) { return book_.part(absl::StrCat("chip_", std::string(intentName(intent)))); };
    v1::Chip& chip = add(v1::Chip::FIELD_INTENT, name(question_.intent));
    for (const Intent intent : kOtherIntents) {
      Question other = question_;
      other.intent = intent;
      offer(chip, name(intent), other);
    }
  }

  std::string objectName(std::string_view object) const {
    return object == kAny ? book_.part("chip_any") : words_.noun(object, "nom", /*several=*/true);
  }

  void object() {
    std::string text;
    for (const std::string& feature : question_.features) {
      const std::string word = words_.hasAdjective(feature) ? words_.adjective(feature, "pl")
                               : words_.hasNoun(feature)    ? words_.noun(feature)
                                                            : feature;
      absl::StrAppend(&text, text.empty() ? "" : ", ", word);
    }
    const std::string object = objectName(question_.object);
    v1::Chip& chip = add(v1::Chip::FIELD_OBJECT, text.empty() ? object : absl::StrCat(object, ", ", text));
    if (!question_.features.empty()) {
      Question plain = question_;
      plain.features.clear();
      offer(chip, object, plain);
    }
    for (const std::string_view name : kOtherObjects) {
      Question other = question_;
      other.object = std::string(name);
      other.features.clear();
      offer(chip, objectName(name), other);
    }
  }

  void event() {
    if (question_.event == kAny) return;
    const auto name = [&](std::string_view event) { return book_.part(absl::StrCat("chip_", std::string(event))); };
    v1::Chip& chip = add(v1::Chip::FIELD_EVENT, name(question_.event));
    for (const std::string_view event : kOtherEvents) {
      Question other = question_;
      other.event = std::string(event);
      offer(chip, name(event), other);
    }
  }

  std::string timeText() const {
    if (question_.time.daily) {
      const auto clock = [](int minute) { return absl::StrFormat("%d:%02d", minute / 60, minute % 60); };
      return book_.part("chip_daily", {{"from", clock(question_.time.daily->startMinute)},
                                       {"to", clock(question_.time.daily->endMinute)}});
    }
    if (question_.time.unbounded()) return book_.part("chip_always");
    return book_.range(question_.time.from.value_or(absl::InfinitePast()),
                       question_.time.to.value_or(absl::InfiniteFuture()), context_.now, context_.timeZone);
  }

  void time() {
    v1::Chip& chip = add(v1::Chip::FIELD_TIME, timeText());
    const absl::CivilDay today = absl::ToCivilDay(context_.now, context_.timeZone);
    const auto between = [&](absl::CivilDay from, absl::Time to, const std::string& text) {
      Question other = question_;
      other.time = {};
      other.time.from = absl::FromCivil(from, context_.timeZone);
      other.time.to = to;
      offer(chip, text, other);
    };
    between(today, context_.now, book_.part("chip_today"));
    between(today - 1, absl::FromCivil(today, context_.timeZone), book_.part("chip_yesterday"));
    between(today - 6, context_.now, book_.part("chip_week"));
    Question always = question_;
    always.time = {};
    offer(chip, book_.part("chip_always"), always);
  }

  void cameras() {
    if (question_.cameras.empty() && context_.cameras.size() < 2) return;
    std::string text;
    for (const AnswerContext::Camera& camera : context_.cameras) {
      for (const std::string& channel : question_.cameras) {
        if (camera.channel == channel) absl::StrAppend(&text, text.empty() ? "" : ", ", camera.displayName);
      }
    }
    v1::Chip& chip = add(v1::Chip::FIELD_CHANNELS, text.empty() ? book_.part("chip_here") : text);
    for (const AnswerContext::Camera& camera : context_.cameras) {
      Question other = question_;
      other.cameras = {camera.channel};
      offer(chip, camera.displayName, other);
    }
  }

  const Question& question_;
  const AnswerContext& context_;
  const Phrasebook& book_;
  const text::Words& words_;
  std::vector<v1::Chip> chips_;
};

}  // namespace

std::vector<v1::Chip> chipsOf(const Question& question, const AnswerContext& context) {
  return Chips(question, context).make();
}

}  // namespace cameramonit::chat
