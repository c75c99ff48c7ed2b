#include "server/chat/everywhere.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/answer/answer.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr std::size_t kLongestText = 100'000;
constexpr std::size_t kMostCameras = 200;
constexpr double kUnsure = 0.5;

using CameraAnswer = v1::AskEverywhereResponse::CameraAnswer;

void setPhrase(std::string_view key, type::v1::LocalizedText& text) {
  text.set_pl(Phrasebook::of("pl").sentence(key));
  text.set_en(Phrasebook::of("en").sentence(key));
}

AnswerContext contextAt(const PeersClient::Place& place, const std::vector<PeersClient::Place>& places,
                        absl::Time now) {
  AnswerContext context;
  context.now = now;
  context.timeZoneName = place.timeZone;
  if (!absl::LoadTimeZone(place.timeZone, &context.timeZone)) context.timeZone = absl::UTCTimeZone();
  context.channel = place.channel.name();
  for (const PeersClient::Place& other : places) {
    context.cameras.push_back({other.channel.name(), other.channel.display_name()});
  }
  return context;
}

CameraAnswer told(const PeersClient::Place& place, const Answer& answer) {
  CameraAnswer result;
  result.set_chat(chatOf(place.channel.name()));
  result.set_display_name(place.channel.display_name());
  for (const type::v1::LocalizedText& sentence : answer.sentences) {
    const char* gap = result.text().pl().empty() ? "" : " ";
    absl::StrAppend(result.mutable_text()->mutable_pl(), gap, sentence.pl());
    absl::StrAppend(result.mutable_text()->mutable_en(), gap, sentence.en());
  }
  for (const v1::Citation& citation : answer.citations) *result.add_citations() = citation;
  for (const v1::HourCount& hour : answer.hours) *result.add_hours() = hour;
  return result;
}

absl::Time newestOf(const CameraAnswer& answer) {
  absl::Time newest = absl::InfinitePast();
  for (const v1::Citation& citation : answer.citations()) newest = std::max(newest, timeOf(citation.time()));
  return newest;
}

}  // namespace

absl::Status askEverywhere(const rpc::Principal& who, const std::string& text, const PeersClient& peers,
                           const QuestionReader& reader, const base::Clock& clock,
                           v1::AskEverywhereResponse& response) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto places, peers.places(who));
  if (places.size() > kMostCameras) places.resize(kMostCameras);
  if (places.empty()) {
    setPhrase("everywhere_no_camera", *response.mutable_nothing());
    return absl::OkStatus();
  }
  const absl::Time now = clock.now();
  ReadQuestion read = reader.read(text.substr(0, kLongestText), contextAt(places.front(), places, now), std::nullopt);
  *response.mutable_understanding() = read.shown;
  if (read.shown.confidence() < kUnsure && read.shown.has_asked_back()) {
    *response.mutable_nothing() = read.shown.asked_back();
    return absl::OkStatus();
  }
  if (read.question.intent == Intent::kNotify || read.command) {
    setPhrase("everywhere_no_standing", *response.mutable_nothing());
    return absl::OkStatus();
  }
  if (read.question.intent == Intent::kHelp) {
    setPhrase("help", *response.mutable_nothing());
    return absl::OkStatus();
  }
  std::vector<CameraAnswer> answers;
  for (const PeersClient::Place& place : places) {
    const std::vector<std::string>& named = read.question.cameras;
    if (!named.empty() && std::find(named.begin(), named.end(), place.channel.name()) == named.end()) continue;
    Question question = read.question;
    question.cameras = {place.channel.name()};
    UserEvents events(peers, who);
    CAMERAMONIT_ASSIGN_OR_RETURN(const Answer found, answer(question, contextAt(place, places, now), events));
    response.set_cameras(response.cameras() + 1);
    // Whatever was found is cited.
    if (!found.citations.empty()) answers.push_back(told(place, found));
  }
  std::stable_sort(answers.begin(), answers.end(),
                   [](const CameraAnswer& a, const CameraAnswer& b) { return newestOf(a) > newestOf(b); });
  for (CameraAnswer& found : answers) *response.add_answers() = std::move(found);
  if (response.answers().empty()) setPhrase("everywhere_nothing", *response.mutable_nothing());
  return absl::OkStatus();
}

}  // namespace cameramonit::chat
