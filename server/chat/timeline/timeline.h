#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat.pb.h"
#include "cameramonit/events/v1/event.pb.h"
#include "cameramonit/media/v1/media.pb.h"
#include "server/chat/timeline/event_reader.h"

namespace cameramonit::chat {

/// How what happened becomes messages: the events of one object are one message that grows, placed where the object
/// was first seen; events without an object are a message each. Reentrant.

/// The name of the message that tells of `event`.
std::string messageNameOf(const events::v1::Event& event);

/// The message that tells of `event` and of everything else that its object did.
/// Errors: what reading gives.
absl::StatusOr<v1::Message> messageOf(const events::v1::Event& event, EventReader& events);

/// The kinds that begin a message: everything else an object does comes later in it.
const std::vector<events::v1::EventKind>& openingKinds();

/// The notice of an uploaded film and how far its analysis is.
v1::Message messageOf(const media::v1::Media& upload);

absl::Time timeOf(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp timestampOf(absl::Time time);

}  // namespace cameramonit::chat
