#include "storage/media/media_read.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr std::int64_t kPieceBytes = 256 << 10;  // of one message; the contract allows 1 MiB

}  // namespace

MediaRead::MediaRead(OpenFile file, std::int64_t from, std::int64_t to, v1::ReadMediaResponse::Info info,
                     base::Executor& executor, std::shared_ptr<Stream> stream)
    : file_(std::move(file)),
      at_(from),
      end_(to),
      info_(std::move(info)),
      executor_(executor),
      stream_(std::move(stream)) {}

void MediaRead::start() {
  // The stream holds the callback, and this the stream, until the call is over.
  stream_->onDrained([self = shared_from_this()] { self->readLater(); });
}

void MediaRead::readLater() {
  if (executor_.post([self = shared_from_this()] { self->readOne(); })) return;
  stream_->finish(
      base::unavailable(base::ErrorReason::ERROR_REASON_OVERLOADED, "Too much work is waiting. Try again later."));
}

void MediaRead::readOne() {
  if (!first_ && at_ >= end_) {
    stream_->finish(absl::OkStatus());
    return;
  }
  v1::ReadMediaResponse message;
  if (first_) *message.mutable_info() = info_;
  first_ = false;
  const auto wanted = static_cast<std::size_t>(std::min(kPieceBytes, end_ - at_));
  if (wanted > 0) {
    std::string& data = *message.mutable_data();
    data.resize(wanted);
    const ssize_t got = pread(file_.fd(), data.data(), wanted, at_);
    if (got <= 0) {
      stream_->finish(base::internalError("The file cannot be read.",
                                          {{"cause", got < 0 ? std::generic_category().message(errno) : "it shrank"}}));
      return;
    }
    data.resize(static_cast<std::size_t>(got));
    at_ += got;
  }
  stream_->push(std::move(message));
}

}  // namespace cameramonit::media
