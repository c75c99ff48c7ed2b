#include "server/chat/timeline/timeline.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/timeline/chat_names.h"

namespace cameramonit::chat {
namespace {

using events::v1::Event;
using events::v1::EventKind;

constexpr int kMostOfOneObject = 200;

std::string messageName(const std::string& resource) {
  return absl::StrCat(chatOf(channelOfResource(resource)), "/messages/", lastPart(resource));
}

/// Sentences one after another, without saying the same twice.
type::v1::LocalizedText joined(const std::vector<Event>& events) {
  type::v1::LocalizedText text;
  const std::string* lastPl = nullptr;
  for (const Event& event : events) {
    if (lastPl != nullptr && *lastPl == event.sentence().pl()) continue;
    lastPl = &event.sentence().pl();
    const char* gap = text.pl().empty() ? "" : " ";
    absl::StrAppend(text.mutable_pl(), gap, event.sentence().pl());
    absl::StrAppend(text.mutable_en(), gap, event.sentence().en());
  }
  return text;
}

}  // namespace

absl::Time timeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp timestampOf(absl::Time time) {
  google::protobuf::Timestamp result;
  const std::int64_t micros = absl::ToUnixMicros(time);
  std::int64_t seconds = micros / 1'000'000;
  std::int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  result.set_seconds(seconds);
  result.set_nanos(static_cast<std::int32_t>(rest * 1000));
  return result;
}

const std::vector<EventKind>& openingKinds() {
  static const std::vector<EventKind> kinds = {
      events::v1::EVENT_KIND_APPEARED,      events::v1::EVENT_KIND_MOVED,
      events::v1::EVENT_KIND_MET,           events::v1::EVENT_KIND_GROUPED,
      events::v1::EVENT_KIND_COUNT_CHANGED, events::v1::EVENT_KIND_OBJECT_LEFT_BEHIND,
      events::v1::EVENT_KIND_OBJECT_TAKEN,  events::v1::EVENT_KIND_CAMERA_BLIND,
      events::v1::EVENT_KIND_CAMERA_FROZEN, events::v1::EVENT_KIND_CAMERA_DEFOCUSED,
      events::v1::EVENT_KIND_CAMERA_TURNED, events::v1::EVENT_KIND_CAMERA_OFFLINE,
      events::v1::EVENT_KIND_CAMERA_BACK};
  return kinds;
}

std::string messageNameOf(const Event& event) {
  return messageName(event.tracked_object().empty() ? event.name() : event.tracked_object());
}

absl::StatusOr<v1::Message> messageOf(const Event& event, EventReader& reader) {
  std::vector<Event> events = {event};
  if (!event.tracked_object().empty()) {
    events::v1::EventFilter filter;
    filter.add_parents(channelOfResource(event.name()));
    filter.set_tracked_object(event.tracked_object());
    CAMERAMONIT_ASSIGN_OR_RETURN(events, reader.list(filter, /*oldestFirst=*/true, kMostOfOneObject));
    if (events.empty()) events = {event};
  }
  v1::Message message;
  message.set_name(messageNameOf(event));
  message.set_author(v1::Message::AUTHOR_CAMERA);
  *message.mutable_time() = events.front().start_time();
  *message.mutable_text() = joined(events);
  for (Event& one : events) {
    message.set_revision(std::max(message.revision(), one.revision()));
    *message.add_events() = std::move(one);
  }
  return message;
}

v1::Message messageOf(const media::v1::Media& upload) {
  v1::Message message;
  message.set_name(messageName(upload.name()));
  message.set_author(v1::Message::AUTHOR_NOTICE);
  *message.mutable_time() = upload.start_time();
  *message.mutable_text() = upload.remark();
  v1::UploadStatus& status = *message.mutable_upload();
  status.set_media(upload.name());
  status.set_display_name(upload.display_name());
  status.set_analysis_state(upload.analysis_state());
  status.set_progress(upload.analysis_progress());
  *status.mutable_error() = upload.analysis_error();
  *status.mutable_duration() = upload.duration();
  return message;
}

}  // namespace cameramonit::chat
