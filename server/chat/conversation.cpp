#include "server/chat/conversation.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "common/base/status.h"
#include "server/chat/supervisor_desk.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr int kFilms = 100;

void moveInto(std::vector<v1::Message>& target, std::vector<v1::Message> source) {
  std::move(source.begin(), source.end(), std::back_inserter(target));
}

events::v1::EventFilter openingsOf(const std::string& channel) {
  events::v1::EventFilter filter;
  filter.add_parents(channel);
  for (const events::v1::EventKind kind : openingKinds()) filter.add_kinds(kind);
  return filter;
}

}  // namespace

MessageMark markOf(const v1::Message& message) {
  return {timeOf(message.time()), message.name()};
}

bool isBefore(const MessageMark& a, const MessageMark& b) {
  return std::tie(a.time, a.name) < std::tie(b.time, b.name);
}

Conversation::Conversation(MessageTable& turns, const PeersClient& peers, rpc::Principal who, std::string channel)
    : turns_(turns), peers_(peers), who_(std::move(who)), channel_(std::move(channel)) {}

bool Conversation::isHidden(const v1::Message& turn) const {
  return turn.has_supervisor_question() && !isAsked(who_);
}

absl::StatusOr<v1::Message> Conversation::messageOfEvent(const events::v1::Event& event) const {
  UserEvents events(peers_, who_);
  return messageOf(event, events);
}

absl::StatusOr<std::vector<v1::Message>> Conversation::happenings(const events::v1::EventFilter& filter,
                                                                  bool oldestFirst, int limit) const {
  UserEvents events(peers_, who_);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto openings, events.list(filter, oldestFirst, limit));
  std::vector<v1::Message> messages;
  for (const events::v1::Event& opening : openings) {
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message message, messageOf(opening, events));
    // An object that was lost and found again opens twice; its message was made at the first of these.
    const bool again = std::any_of(messages.begin(), messages.end(),
                                   [&](const v1::Message& other) { return other.name() == message.name(); });
    if (!again) messages.push_back(std::move(message));
  }
  return messages;
}

absl::StatusOr<std::vector<v1::Message>> Conversation::films() const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto uploads, peers_.uploads(who_, channel_, kFilms));
  std::vector<v1::Message> messages;
  for (const media::v1::Media& upload : uploads) messages.push_back(messageOf(upload));
  return messages;
}

absl::StatusOr<ConversationPage> Conversation::before(const MessageMark& mark, int limit) const {
  events::v1::EventFilter filter = openingsOf(channel_);
  // The mark's own moment is included: messages of the same moment differ by name.
  if (mark.time != absl::InfiniteFuture()) {
    *filter.mutable_time_range()->mutable_end_time() = timestampOf(mark.time + absl::Microseconds(1));
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<v1::Message> all, happenings(filter, /*oldestFirst=*/false, limit + 1));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto turns, turns_.before(chatOf(channel_), who_.name, mark, limit + 1));
  std::erase_if(turns, [this](const v1::Message& turn) { return isHidden(turn); });
  moveInto(all, std::move(turns));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto sent, films());
  moveInto(all, std::move(sent));

  std::erase_if(all, [&](const v1::Message& message) { return !isBefore(markOf(message), mark); });
  std::sort(all.begin(), all.end(),
            [](const v1::Message& a, const v1::Message& b) { return isBefore(markOf(b), markOf(a)); });
  ConversationPage page;
  page.hasOlder = all.size() > static_cast<std::size_t>(limit);
  if (page.hasOlder) all.resize(static_cast<std::size_t>(limit));
  page.messages = std::move(all);
  return page;
}

absl::StatusOr<std::vector<v1::Message>> Conversation::from(absl::Time time, int limit) const {
  events::v1::EventFilter filter = openingsOf(channel_);
  *filter.mutable_time_range()->mutable_start_time() = timestampOf(time);
  const MessageMark mark{time, ""};
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<v1::Message> all, happenings(filter, /*oldestFirst=*/true, limit));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto turns, turns_.from(chatOf(channel_), who_.name, mark, limit));
  std::erase_if(turns, [this](const v1::Message& turn) { return isHidden(turn); });
  moveInto(all, std::move(turns));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto sent, films());
  moveInto(all, std::move(sent));
  std::erase_if(all, [&](const v1::Message& message) { return isBefore(markOf(message), mark); });
  std::sort(all.begin(), all.end(),
            [](const v1::Message& a, const v1::Message& b) { return isBefore(markOf(a), markOf(b)); });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

}  // namespace cameramonit::chat
