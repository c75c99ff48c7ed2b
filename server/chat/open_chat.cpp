#include "server/chat/open_chat.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"
#include "storage/sql/page_token.h"

namespace cameramonit::chat {
namespace {

constexpr int kTurnBits = 23;
constexpr std::int64_t kTurnMask = (std::int64_t{1} << kTurnBits) - 1;
constexpr int kUsualNewest = 50;
constexpr int kMostNewest = 200;
constexpr int kBatch = 200;

}  // namespace

ChatRevision ChatRevision::unpack(std::int64_t packed) {
  return {packed >> kTurnBits, packed & kTurnMask};
}

std::int64_t ChatRevision::pack() const {
  return (events << kTurnBits) | (turns & kTurnMask);
}

std::string olderPageToken(const std::string& chat, const v1::Message& message) {
  return sql::encodePageToken(chat, {absl::StrCat(absl::ToUnixMicros(timeOf(message.time()))), message.name()});
}

OpenChat::OpenChat(const Parts& parts, rpc::Principal who, std::string channel, const v1::OpenChatRequest& request,
                   std::shared_ptr<Stream> stream)
    : parts_(parts),
      conversation_(parts.turns, parts.peers, std::move(who), std::move(channel)),
      stream_(std::move(stream)),
      newest_(request.newest() <= 0 ? kUsualNewest : std::min(request.newest(), kMostNewest)),
      revision_(ChatRevision::unpack(request.revision())),
      begun_(request.revision() != 0) {}

void OpenChat::send(v1::Message message) {
  for (const events::v1::Event& event : message.events()) {
    messageOfEvent_[event.name()] = message.name();
    eventsOfMessage_[message.name()].insert(event.name());
  }
  if (message.has_upload()) films_[message.name()] = message.SerializeAsString();
  v1::OpenChatResponse response;
  *response.mutable_message() = std::move(message);
  stream_->push(std::move(response));
}

absl::Status OpenChat::snapshot() {
  // Where we are is read first: what changes while the page is read comes once more, never not at all.
  events::v1::ListEventChangesRequest where;
  where.set_from_now(true);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto now, parts_.peers.eventChanges(conversation_.who(), where));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t turns, parts_.turns.lastRevision());
  CAMERAMONIT_ASSIGN_OR_RETURN(ConversationPage page, conversation_.before({}, newest_));
  if (page.hasOlder) olderPageToken_ = olderPageToken(chatOf(conversation_.channel()), page.messages.back());
  std::reverse(page.messages.begin(), page.messages.end());
  for (v1::Message& message : page.messages) send(std::move(message));
  revision_ = {now.revision(), turns};
  begun_ = true;
  return absl::OkStatus();
}

void OpenChat::forgetEvent(const std::string& event) {
  const auto known = messageOfEvent_.find(event);
  if (known == messageOfEvent_.end()) return;
  std::set<std::string>& left = eventsOfMessage_[known->second];
  left.erase(event);
  if (left.empty()) {
    v1::OpenChatResponse response;
    response.set_deleted(known->second);
    stream_->push(std::move(response));
    eventsOfMessage_.erase(known->second);
  }
  messageOfEvent_.erase(known);
}

absl::Status OpenChat::eventChanges() {
  for (bool more = true; more;) {
    events::v1::ListEventChangesRequest request;
    request.mutable_filter()->add_parents(conversation_.channel());
    request.set_revision(revision_.events);
    request.set_page_size(kBatch);
    auto found = parts_.peers.eventChanges(conversation_.who(), request);
    CAMERAMONIT_RETURN_IF_ERROR(found.status());
    std::set<std::string> told;
    for (const events::v1::Event& event : found->updated()) {
      if (!told.insert(messageNameOf(event)).second) continue;
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message message, conversation_.messageOfEvent(event));
      send(std::move(message));
    }
    for (const std::string& name : found->deleted()) forgetEvent(name);
    revision_.events = found->revision();
    more = found->more();
  }
  return absl::OkStatus();
}

absl::Status OpenChat::turnChanges() {
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(
        auto changed,
        parts_.turns.changedSince(chatOf(conversation_.channel()), conversation_.who().name, revision_.turns, kBatch));
    for (v1::Message& message : changed) {
      revision_.turns = std::max(revision_.turns, message.revision());
      if (!conversation_.isHidden(message)) send(std::move(message));
    }
    if (changed.size() < kBatch) return absl::OkStatus();
  }
}

absl::Status OpenChat::filmChanges() {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto films, conversation_.films());
  for (v1::Message& film : films) {
    const auto sent = films_.find(film.name());
    if (sent == films_.end() || sent->second != film.SerializeAsString()) send(std::move(film));
  }
  return absl::OkStatus();
}

absl::Status OpenChat::changes() {
  CAMERAMONIT_RETURN_IF_ERROR(filmChanges());
  CAMERAMONIT_RETURN_IF_ERROR(eventChanges());
  return turnChanges();
}

void OpenChat::sendCheckpoint() {
  v1::OpenChatResponse response;
  response.mutable_checkpoint()->set_revision(revision_.pack());
  *response.mutable_checkpoint()->mutable_time() = timestampOf(parts_.clock.now());
  response.mutable_checkpoint()->set_older_page_token(olderPageToken_);
  stream_->push(std::move(response));
}

bool OpenChat::poll(bool checkpoint) {
  const absl::Status status = begun_ ? changes() : snapshot();
  if (status.code() == absl::StatusCode::kUnavailable) return !stream_->closed();  // tried again at the next wake
  if (!status.ok()) {
    stream_->finish(status);
    return false;
  }
  if (checkpoint) sendCheckpoint();
  return !stream_->closed();
}

}  // namespace cameramonit::chat
