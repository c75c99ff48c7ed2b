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

constexpr std::int64_t kMostUnread = 999;

v1::Chat::CameraState stateOf(const analyzer::v1::LiveStatus& live) {
  if (live.link() != analyzer::v1::LiveStatus::LINK_ONLINE) return v1::Chat::CAMERA_STATE_OFFLINE;
  return live.awake() ? v1::Chat::CAMERA_STATE_LIVE : v1::Chat::CAMERA_STATE_ASLEEP;
}

v1::Chat::CameraState stateOf(const analyzer::v1::GetChannelStatusResponse& status) {
  using analyzer::v1::GetChannelStatusResponse;
  if (status.has_live()) return stateOf(status.live());
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

absl::StatusOr<std::vector<v1::Chat>> ChatList::make(const rpc::Principal& who,
                                                     const std::vector<PeersClient::Place>& places,
                                                     const States& states) const {
  const auto stored = [&states](const std::string& chat) {
    const auto state = states.find(chat);
    return state == states.end() ? ChatState{} : state->second;
  };
  events::v1::SummarizeChannelsRequest request;
  for (const events::v1::EventKind kind : openingKinds()) request.add_kinds(kind);
  for (const PeersClient::Place& place : places) {
    auto& wanted = *request.add_channels();
    wanted.set_channel(place.channel.name());
    *wanted.mutable_since() = timestampOf(stored(chatOf(place.channel.name())).readUntil);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto summaries, peers_.summarize(who, request));
  std::vector<v1::Chat> chats;
  chats.reserve(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const PeersClient::Place& place = places[i];
    v1::Chat& chat = chats.emplace_back();
    chat.set_name(chatOf(place.channel.name()));
    chat.set_channel(place.channel.name());
    chat.set_display_name(place.channel.display_name());
    chat.set_time_zone(place.timeZone);
    chat.set_pinned(stored(chat.name()).pinned);
    if (i >= summaries.size() || !summaries[i].has_newest()) continue;
    const events::v1::Event& newest = summaries[i].newest();
    *chat.mutable_last_sentence() = newest.sentence();
    *chat.mutable_last_time() = newest.start_time();
    chat.set_picture(newest.still());
    chat.set_unread(static_cast<int>(std::min<std::int64_t>(summaries[i].objects(), kMostUnread)));
  }
  return chats;
}

void ChatList::addCameraStates(const rpc::Principal& who, std::vector<v1::Chat>& chats) const {
  for (v1::Chat& chat : chats) {
    // Without an analyzer the conversation is still there.
    const auto status = peers_.channelStatus(who, chat.channel());
    chat.set_camera_state(status.ok() ? stateOf(*status) : v1::Chat::CAMERA_STATE_UPLOADS);
    if (chat.camera_state() != v1::Chat::CAMERA_STATE_OFFLINE) continue;
    *chat.mutable_state_reason() = status->live().offline_text();
  }
}

absl::StatusOr<ChatPage> ChatList::page(const rpc::Principal& who, const std::string& search, std::size_t skip,
                                        std::size_t size) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto places, peers_.places(who));
  std::erase_if(places, [&](const auto& place) { return !matchesSearch(place.channel.display_name(), search); });
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto states, states_.ofUser(who.name));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto chats, make(who, places, states));
  std::stable_sort(chats.begin(), chats.end(), [](const v1::Chat& a, const v1::Chat& b) {
    if (a.pinned() != b.pinned()) return a.pinned();
    return timeOf(a.last_time()) > timeOf(b.last_time());
  });
  ChatPage page;
  const std::size_t end = std::min(chats.size(), skip + size);
  for (std::size_t i = skip; i < end; ++i) page.chats.push_back(std::move(chats[i]));
  page.more = end < chats.size();
  addCameraStates(who, page.chats);
  return page;
}

absl::StatusOr<v1::Chat> ChatList::one(const rpc::Principal& who, const std::string& chat) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(chat));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto place, peers_.place(who, channel));
  CAMERAMONIT_ASSIGN_OR_RETURN(const ChatState state, states_.get(who.name, chat));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto made, make(who, {place}, {{chat, state}}));
  addCameraStates(who, made);
  return std::move(made.front());
}

absl::StatusOr<std::int64_t> ChatList::changesAfter(const rpc::Principal& who, std::int64_t revision,
                                                    std::set<std::string>& channels) const {
  for (bool more = true; more;) {
    events::v1::ListEventChangesRequest request;
    request.set_revision(revision);
    request.set_from_now(revision == 0);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto found, peers_.eventChanges(who, request));
    for (const events::v1::Event& event : found.updated()) channels.insert(channelOfResource(event.name()));
    for (const std::string& name : found.deleted()) channels.insert(channelOfResource(name));
    more = found.more();
    revision = found.revision();
  }
  return revision;
}

absl::Status OpenChatList::refresh(const std::vector<PeersClient::Place>& places) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto chats, list_.make(who_, places, states_));
  list_.addCameraStates(who_, chats);
  for (v1::Chat& chat : chats) {
    std::string now = chat.SerializeAsString();
    std::string& sent = sent_[chat.name()];
    if (sent == now) continue;
    sent = std::move(now);
    v1::WatchChatsResponse response;
    *response.mutable_updated() = std::move(chat);
    stream_->push(std::move(response));
  }
  return absl::OkStatus();
}

void OpenChatList::forgetMissing() {
  std::set<std::string> present;
  for (const auto& [channel, place] : places_) present.insert(chatOf(channel));
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
}

absl::Status OpenChatList::readAll() {
  // Where we are is read first: what changes meanwhile comes once more, never not at all.
  std::set<std::string> nothing;
  CAMERAMONIT_ASSIGN_OR_RETURN(revision_, list_.changesAfter(who_, 0, nothing));
  CAMERAMONIT_ASSIGN_OR_RETURN(states_, list_.states(who_));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto places, list_.places(who_));
  CAMERAMONIT_RETURN_IF_ERROR(refresh(places));
  places_.clear();
  for (PeersClient::Place& place : places) {
    const std::string channel = place.channel.name();
    places_.emplace(channel, std::move(place));
  }
  forgetMissing();
  return absl::OkStatus();
}

absl::Status OpenChatList::readChanged() {
  std::set<std::string> channels;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, list_.changesAfter(who_, revision_, channels));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto states, list_.states(who_));
  for (const auto& [chat, state] : states) {
    const auto before = states_.find(chat);
    const bool same =
        before != states_.end() && before->second.readUntil == state.readUntil && before->second.pinned == state.pinned;
    if (const auto channel = channelOf(chat); !same && channel.ok()) channels.insert(*channel);
  }
  states_ = std::move(states);
  std::vector<PeersClient::Place> changed;
  for (const std::string& channel : channels) {
    const auto place = places_.find(channel);
    if (place == places_.end()) return readAll();  // a channel that is new
    changed.push_back(place->second);
  }
  if (!changed.empty()) CAMERAMONIT_RETURN_IF_ERROR(refresh(changed));
  revision_ = revision;
  return absl::OkStatus();
}

bool OpenChatList::poll(bool checkpoint) {
  absl::Status status = checkpoint || revision_ == 0 ? readAll() : readChanged();
  if (base::errorReason(status) == type::v1::ERROR_REASON_REVISION_COMPACTED) status = readAll();
  if (status.code() == absl::StatusCode::kUnavailable) return !stream_->closed();
  if (!status.ok()) {
    stream_->finish(status);
    return false;
  }
  if (checkpoint) {
    v1::WatchChatsResponse response;
    *response.mutable_checkpoint() = timestampOf(clock_.now());
    stream_->push(std::move(response));
  }
  return !stream_->closed();
}

}  // namespace cameramonit::chat
