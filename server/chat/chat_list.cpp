#include "server/chat/chat_list.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/str_split.h>

#include "common/base/status.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"
#include "server/chat/understand/fold.h"

namespace cameramonit::chat {
namespace {

v1::Chat::CameraState stateOf(const analyzer::v1::GetChannelStatusResponse& status) {
  using analyzer::v1::GetChannelStatusResponse;
  return status.activity() == GetChannelStatusResponse::ACTIVITY_ANALYSING_MEDIA ? v1::Chat::CAMERA_STATE_ANALYSING
                                                                                 : v1::Chat::CAMERA_STATE_UPLOADS;
}

}  // namespace

bool matchesSearch(const std::string& name, const std::string& search) {
  const std::string folded = fold(name);
  const std::vector<std::string> words = absl::StrSplit(fold(search), ' ', absl::SkipEmpty());
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return folded.find(word) != std::string::npos; });
}

absl::StatusOr<v1::Chat> ChatList::make(const rpc::Principal& who, const PeersClient::Place& place,
                                        const ChatState& state) const {
  v1::Chat chat;
  chat.set_name(chatOf(place.channel.name()));
  chat.set_channel(place.channel.name());
  chat.set_display_name(place.channel.display_name());
  chat.set_time_zone(place.timeZone);
  chat.set_pinned(state.pinned);

  UserEvents events(peers_, who);
  events::v1::EventFilter filter;
  filter.add_parents(place.channel.name());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto newest, events.list(filter, /*oldestFirst=*/false, 1));
  if (!newest.empty()) {
    *chat.mutable_last_sentence() = newest.front().sentence();
    *chat.mutable_last_time() = newest.front().start_time();
    chat.set_picture(newest.front().still());
    for (const events::v1::EventKind kind : openingKinds()) filter.add_kinds(kind);
    *filter.mutable_time_range()->mutable_start_time() = timestampOf(state.readUntil);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto unread,
                                 events.count(filter, events::v1::CountEventsRequest::GROUP_BY_UNSPECIFIED, ""));
    chat.set_unread(static_cast<int>(std::min<std::int64_t>(unread.objects(), 999)));
  }
  // Without an analyzer the conversation is still there.
  const auto status = peers_.channelStatus(who, place.channel.name());
  chat.set_camera_state(status.ok() ? stateOf(*status) : v1::Chat::CAMERA_STATE_UPLOADS);
  return chat;
}

absl::StatusOr<std::vector<v1::Chat>> ChatList::of(const rpc::Principal& who) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto places, peers_.places(who));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto states, states_.ofUser(who.name));
  std::vector<v1::Chat> chats;
  for (const PeersClient::Place& place : places) {
    const auto state = states.find(chatOf(place.channel.name()));
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Chat chat, make(who, place, state == states.end() ? ChatState{} : state->second));
    chats.push_back(std::move(chat));
  }
  std::stable_sort(chats.begin(), chats.end(), [](const v1::Chat& a, const v1::Chat& b) {
    if (a.pinned() != b.pinned()) return a.pinned();
    return timeOf(a.last_time()) > timeOf(b.last_time());
  });
  return chats;
}

absl::StatusOr<v1::Chat> ChatList::one(const rpc::Principal& who, const std::string& chat) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(chat));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto place, peers_.place(who, channel));
  CAMERAMONIT_ASSIGN_OR_RETURN(const ChatState state, states_.get(who.name, chat));
  return make(who, place, state);
}

bool OpenChatList::poll(bool checkpoint) {
  auto chats = list_.of(who_);
  if (chats.status().code() == absl::StatusCode::kUnavailable) return !stream_->closed();
  if (!chats.ok()) {
    stream_->finish(chats.status());
    return false;
  }
  std::set<std::string> present;
  for (v1::Chat& chat : *chats) {
    present.insert(chat.name());
    std::string now = chat.SerializeAsString();
    std::string& sent = sent_[chat.name()];
    if (sent == now) continue;
    sent = std::move(now);
    v1::WatchChatsResponse response;
    *response.mutable_updated() = std::move(chat);
    stream_->push(std::move(response));
  }
  for (auto entry = sent_.begin(); entry != sent_.end();) {
    if (present.contains(entry->first)) {
      ++entry;
      continue;
    }
    v1::WatchChatsResponse response;
    response.set_deleted(entry->first);
    stream_->push(std::move(response));
    entry = sent_.erase(entry);
  }
  if (checkpoint) {
    v1::WatchChatsResponse response;
    *response.mutable_checkpoint() = timestampOf(clock_.now());
    stream_->push(std::move(response));
  }
  return !stream_->closed();
}

}  // namespace cameramonit::chat
