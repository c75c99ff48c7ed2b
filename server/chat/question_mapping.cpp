#include "server/chat/question_mapping.h"

#include <algorithm>

#include "common/base/status.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr int kMostFeatures = 20;
constexpr int kMostChannels = 200;
constexpr std::size_t kLongestToken = 256;  // bytes; a name may have 60 characters
constexpr int kMinutesOfDay = 24 * 60;

type::v1::Language languageOf(const std::string& code) {
  return code == "pl" ? type::v1::LANGUAGE_PL : code == "en" ? type::v1::LANGUAGE_EN : type::v1::LANGUAGE_UNSPECIFIED;
}

}  // namespace

v1::Question toProto(const Question& question, const std::string& timeZone) {
  v1::Question result;
  // The contract's numbers begin after UNSPECIFIED, in the same order.
  result.set_intent(static_cast<v1::Intent>(static_cast<int>(question.intent) + 1));
  result.set_object(question.object);
  for (const std::string& feature : question.features) result.add_features(feature);
  result.set_event(question.event);
  if (question.time.from) *result.mutable_time_range()->mutable_start_time() = timestampOf(*question.time.from);
  if (question.time.to) *result.mutable_time_range()->mutable_end_time() = timestampOf(*question.time.to);
  if (question.time.daily) {
    result.mutable_daily()->set_start_minute(question.time.daily->startMinute);
    result.mutable_daily()->set_end_minute(question.time.daily->endMinute);
    result.mutable_daily()->set_time_zone(timeZone);
  }
  for (const std::string& camera : question.cameras) result.add_channels(camera);
  if (question.atMostEvery) result.mutable_at_most_every()->set_seconds(absl::ToInt64Seconds(*question.atMostEvery));
  result.set_language(languageOf(question.language));
  return result;
}

absl::StatusOr<Question> fromProto(const v1::Question& question) {
  std::vector<base::FieldViolation> wrong;
  if (question.intent() <= v1::INTENT_UNSPECIFIED || question.intent() > v1::INTENT_HELP) {
    wrong.push_back({"question.intent", "must be one of the known intents"});
  }
  if (question.features_size() > kMostFeatures) wrong.push_back({"question.features", "may be at most 20"});
  if (question.channels_size() > kMostChannels) wrong.push_back({"question.channels", "may be at most 200"});
  const auto tooLong = [](const std::string& token) { return token.size() > kLongestToken; };
  if (tooLong(question.object()) || tooLong(question.event()) ||
      std::any_of(question.features().begin(), question.features().end(), tooLong)) {
    wrong.push_back({"question", "words may have at most 256 bytes"});
  }
  Question result;
  const auto& range = question.time_range();
  if (range.has_start_time()) result.time.from = timeOf(range.start_time());
  if (range.has_end_time()) result.time.to = timeOf(range.end_time());
  if (result.time.from && result.time.to && *result.time.to < *result.time.from) {
    wrong.push_back({"question.time_range", "must not end before it begins"});
  }
  if (question.has_daily()) {
    const DailyWindow daily{question.daily().start_minute(), question.daily().end_minute()};
    const auto inDay = [](int minute) { return minute >= 0 && minute < kMinutesOfDay; };
    if (!inDay(daily.startMinute) || !inDay(daily.endMinute)) {
      wrong.push_back({"question.daily", "minutes are 0 to 1439"});
    }
    result.time.daily = daily;
  }
  if (!wrong.empty()) return base::invalidFields(wrong);
  result.intent = static_cast<Intent>(static_cast<int>(question.intent()) - 1);
  result.object = question.object().empty() ? std::string(kAny) : question.object();
  result.features.assign(question.features().begin(), question.features().end());
  result.event = question.event().empty() ? std::string(kAny) : question.event();
  result.cameras.assign(question.channels().begin(), question.channels().end());
  if (question.has_at_most_every()) result.atMostEvery = absl::Seconds(question.at_most_every().seconds());
  result.language = question.language() == type::v1::LANGUAGE_EN ? "en" : "pl";
  return result;
}

}  // namespace cameramonit::chat
