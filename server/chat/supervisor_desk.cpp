#include "server/chat/supervisor_desk.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/naming_desk.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr int kPictures = 4;

/// It reads what happened as the service itself.
rpc::Principal ourselves() {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kService;
  return who;
}

}  // namespace

bool isAsked(const rpc::Principal& who) {
  return NamingDesk::mayName(who);
}

absl::Status SupervisorDesk::ask(const std::string& channel, const events::v1::UnknownThing& thing) {
  const std::vector<std::string> objects(thing.tracked_objects().begin(), thing.tracked_objects().end());
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool before, parts_.asked.wasAsked(objects));
  if (before) return absl::OkStatus();
  const absl::Time now = parts_.clock.now();
  v1::Message message;
  message.set_name(absl::StrCat(chatOf(channel), "/messages/", base::newUuid(now)));
  message.set_author(v1::Message::AUTHOR_CAMERA);
  *message.mutable_time() = timestampOf(now);
  const std::string count = absl::StrCat(thing.sightings());
  message.mutable_text()->set_pl(Phrasebook::of("pl").sentence("supervisor_question", {{"count", count}}));
  message.mutable_text()->set_en(Phrasebook::of("en").sentence("supervisor_question", {{"count", count}}));
  v1::SupervisorQuestion& question = *message.mutable_supervisor_question();
  question.set_tracked_object(thing.tracked_object());
  for (const events::v1::Event& event : thing.events()) {
    if (question.sightings_size() >= kPictures) break;
    v1::Citation& sighting = *question.add_sightings();
    sighting.set_number(question.sightings_size());
    sighting.set_event(event.name());
    *sighting.mutable_time() = event.start_time();
    sighting.set_still(event.still());
    sighting.set_clip(event.clip());
    sighting.set_channel(channel);
    *sighting.mutable_sentence() = event.sentence();
  }
  CAMERAMONIT_RETURN_IF_ERROR(parts_.asked.put(objects, message.name(), now));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.turns.put({{std::move(message), ""}}).status());
  parts_.told();
  return absl::OkStatus();
}

absl::Status SupervisorDesk::askNew() {
  events::v1::ListEventChangesRequest where;
  where.set_from_now(true);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto now, parts_.peers.eventChanges(ourselves(), where));
  if (now.revision() == position_) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto places, parts_.peers.places(ourselves()));
  for (const PeersClient::Place& place : places) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto unknown, parts_.peers.unknownThings(ourselves(), place.channel.name()));
    for (const events::v1::UnknownThing& thing : unknown.things()) {
      CAMERAMONIT_RETURN_IF_ERROR(ask(place.channel.name(), thing));
    }
  }
  position_ = now.revision();
  return absl::OkStatus();
}

bool SupervisorDesk::poll(bool checkpoint) {
  if (!checkpoint) return true;
  if (const absl::Status status = askNew(); !status.ok()) {
    parts_.log.warn("supervisor_questions.delayed", {{"status", status.ToString()}});
  }
  return true;
}

}  // namespace cameramonit::chat
