#include "server/chat/chips.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <absl/strings/str_cat.h>

#include "server/chat/question_mapping.h"
#include "server/chat/understand/describe.h"
#include "server/chat/understand/taxonomy.h"

namespace cameramonit::chat {
namespace {

constexpr std::array<Intent, 5> kOtherIntents = {Intent::kCount, Intent::kExists, Intent::kShow, Intent::kLast,
                                                 Intent::kSummarize};
constexpr std::array<std::string_view, 5> kOtherObjects = {"person", "car", "bicycle", "dog", kAny};
constexpr std::array<std::string_view, 5> kOtherEvents = {"appeared", "left", "stopped", "loitered", kAny};
constexpr std::array<std::string_view, 5> kColours = {"red", "blue", "black", "white", "grey"};
constexpr std::array<DailyWindow, 3> kWindows = {{{22 * 60, 5 * 60}, {18 * 60, 22 * 60}, {5 * 60, 22 * 60}}};
constexpr int kWeek = 7;

/// Builds the chips of one question.
class Chips {
 public:
  Chips(const Question& question, const AnswerContext& context, const Language& language)
      : question_(question), context_(context), language_(language), asked_(understoodIn(context)) {
    texts_ = describeQuestion(question, language, asked_);
  }

  std::vector<v1::Chip> make() && {
    intent();
    if (question_.intent == Intent::kHelp) return std::move(chips_);
    object();
    features();
    event();
    time();
    cameras();
    if (question_.intent == Intent::kNotify) rate();
    return std::move(chips_);
  }

 private:
  /// What the chips of a field say; `missing` where the question says nothing of it.
  std::string textOf(Field field, std::string_view missing) const {
    std::string text;
    for (const ChipText& chip : texts_) {
      if (chip.field == field) absl::StrAppend(&text, text.empty() ? "" : ", ", chip.text);
    }
    return text.empty() ? language_.chip(missing) : text;
  }

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

  std::string said(const Question& other, Field field, std::string_view missing) const {
    for (const ChipText& chip : describeQuestion(other, language_, asked_)) {
      if (chip.field == field) return chip.text;
    }
    return language_.chip(missing);
  }

  void intent() {
    v1::Chip& chip = add(v1::Chip::FIELD_INTENT, textOf(Field::kIntent, ""));
    // What is asked of the future is no question about the past: its chips change what is told.
    if (question_.intent == Intent::kNotify) return;
    for (const Intent intent : kOtherIntents) {
      Question other = question_;
      other.intent = intent;
      offer(chip, language_.chip(absl::StrCat("intent_", std::string(intentName(intent)))), other);
    }
  }

  void object() {
    v1::Chip& chip = add(v1::Chip::FIELD_OBJECT, textOf(Field::kObject, "object_any"));
    for (const std::string_view name : kOtherObjects) {
      Question other = question_;
      other.object = std::string(name);
      if (name != "person") std::erase_if(other.features, [](const std::string& token) { return isWorn(token); });
      offer(chip, said(other, Field::kObject, "object_any"), other);
    }
  }

  void features() {
    const bool some = !question_.features.empty();
    v1::Chip& chip = add(v1::Chip::FIELD_FEATURES, textOf(Field::kFeatures, some ? "change_feature" : "add_feature"));
    for (const std::string& feature : question_.features) {
      Question other = question_;
      std::erase(other.features, feature);
      offer(chip, absl::StrCat(language_.chip("without"), " ", describeFeature(feature, language_)), other);
    }
    for (const std::string_view colour : kColours) {
      Question other = question_;
      std::erase_if(other.features, [](const std::string& token) { return isColour(token); });
      other.features.emplace_back(colour);
      std::sort(other.features.begin(), other.features.end());
      offer(chip, describeFeature(std::string(colour), language_), other);
    }
  }

  void event() {
    v1::Chip& chip = add(v1::Chip::FIELD_EVENT, textOf(Field::kEvent, "add_event"));
    for (const std::string_view event : kOtherEvents) {
      Question other = question_;
      other.event = std::string(event);
      offer(chip, said(other, Field::kEvent, "event_any"), other);
    }
  }

  void time() {
    v1::Chip& chip = add(v1::Chip::FIELD_TIME, textOf(Field::kTime, "time_any"));
    const auto put = [&](const TimeRange& range) {
      Question other = question_;
      other.time = range;
      offer(chip, said(other, Field::kTime, "time_any"), other);
    };
    if (question_.intent == Intent::kNotify) {
      for (const DailyWindow& window : kWindows) put({std::nullopt, std::nullopt, window});
    } else {
      const absl::CivilDay today = absl::ToCivilDay(context_.now, context_.timeZone);
      const auto startOf = [this](absl::CivilDay day) { return absl::FromCivil(day, context_.timeZone); };
      put({startOf(today), context_.now, std::nullopt});
      put({startOf(today - 1), startOf(today), std::nullopt});
      put({startOf(today - kWeek + 1), context_.now, std::nullopt});
    }
    put({});
  }

  void cameras() {
    if (question_.cameras.empty() && context_.cameras.size() < 2) return;
    v1::Chip& chip = add(v1::Chip::FIELD_CHANNELS, textOf(Field::kCameras, "camera_here"));
    for (const AnswerContext::Camera& camera : context_.cameras) {
      Question other = question_;
      other.cameras = {camera.channel};
      offer(chip, camera.displayName, other);
    }
  }

  void rate() {
    v1::Chip& chip = add(v1::Chip::FIELD_RATE, textOf(Field::kRate, "rate_any"));
    for (const absl::Duration every : {absl::Minutes(10), absl::Hours(1), absl::Hours(24)}) {
      Question other = question_;
      other.atMostEvery = every;
      offer(chip, said(other, Field::kRate, "rate_any"), other);
    }
    Question always = question_;
    always.atMostEvery.reset();
    offer(chip, language_.chip("rate_any"), always);
  }

  const Question& question_;
  const AnswerContext& context_;
  const Language& language_;
  const Context asked_;
  std::vector<ChipText> texts_;
  std::vector<v1::Chip> chips_;
};

}  // namespace

std::vector<v1::Chip> chipsOf(const Question& question, const AnswerContext& context, const Language& language) {
  return Chips(question, context, language).make();
}

}  // namespace cameramonit::chat
