#include "server/chat/change_listener_client.h"

#include <algorithm>
#include <utility>

namespace cameramonit::chat {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
/// Between two tellings: nobody reads faster, and every watcher saves the looks in between.
constexpr absl::Duration kRest = absl::Milliseconds(50);

}  // namespace

ChangeListener::ChangeListener(const PeersClient& peers, log::Logger& log, std::function<void()> changed)
    : peers_(peers), log_(log), changed_(std::move(changed)) {
  events_ = std::thread([this] {
    listen("events", [this](grpc::ClientContext& context) {
      const auto stream = peers_.watchEvents(context);
      events::v1::WatchEventsResponse message;
      bool any = false;
      while (stream->Read(&message)) {
        any = true;
        if (!message.has_checkpoint()) heard();
      }
      stream->Finish();
      return any;
    });
  });
  media_ = std::thread([this] {
    listen("media", [this](grpc::ClientContext& context) {
      const auto stream = peers_.watchMedia(context);
      media::v1::WatchMediaResponse message;
      bool any = false;
      while (stream->Read(&message)) {
        any = true;
        if (!message.has_checkpoint()) heard();
      }
      stream->Finish();
      return any;
    });
  });
  teller_ = std::thread([this] { tell(); });
}

void ChangeListener::heard() {
  absl::MutexLock lock(&mutex_);
  heard_ = true;
}

void ChangeListener::tell() {
  do {
    {
      absl::MutexLock lock(&mutex_);
      const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return heard_ || stopping_; };
      mutex_.Await(absl::Condition(&due));
      if (stopping_) return;
      heard_ = false;
    }
    changed_();
  } while (pause(kRest));
}

ChangeListener::~ChangeListener() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (grpc::ClientContext* context : open_) context->TryCancel();
  }
  events_.join();
  media_.join();
  teller_.join();
}

bool ChangeListener::pause(absl::Duration time) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), time);
  return !stopping_;
}

void ChangeListener::listen(const char* what, const ReadStream& read) {
  absl::Duration wait = kFirstPause;
  do {
    const auto context = peers_.streamContext();
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      open_.push_back(context.get());
    }
    const bool worked = read(*context);
    {
      absl::MutexLock lock(&mutex_);
      open_.erase(std::find(open_.begin(), open_.end(), context.get()));
      if (stopping_) return;
    }
    log_.info("chat.listener_reconnects", {{"to", what}});
    heard();  // whatever happened meanwhile
    wait = worked ? kFirstPause : std::min(wait * 2, kLongestPause);
  } while (pause(wait));
}

}  // namespace cameramonit::chat
