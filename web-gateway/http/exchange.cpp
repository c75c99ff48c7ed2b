#include "web-gateway/http/exchange.h"

#include <utility>

namespace cameramonit::http {

void Exchange::wakeLocked() {
  if (woken_ || isGone_) return;
  woken_ = true;
  wake_();
}

void Exchange::send(Response response) {
  absl::MutexLock lock(&mutex_);
  if (isGone_ || finished_) return;
  outgoing_.head = std::move(response.head);
  if (response.body) outgoing_.pieces.push_back({{}, std::move(response.body), {}});
  outgoing_.finished = finished_ = true;
  wakeLocked();
}

void Exchange::start(ResponseHead head) {
  absl::MutexLock lock(&mutex_);
  if (isGone_ || finished_) return;
  outgoing_.head = std::move(head);
  wakeLocked();
}

void Exchange::write(std::string bytes, Written written) {
  {
    absl::MutexLock lock(&mutex_);
    if (!isGone_ && !finished_) {
      outgoing_.pieces.push_back({std::move(bytes), nullptr, std::move(written)});
      wakeLocked();
      return;
    }
  }
  if (written) written(false);
}

void Exchange::finish() {
  absl::MutexLock lock(&mutex_);
  if (isGone_ || finished_) return;
  outgoing_.finished = finished_ = true;
  wakeLocked();
}

void Exchange::abort() {
  absl::MutexLock lock(&mutex_);
  if (isGone_ || finished_) return;
  outgoing_.aborted = finished_ = true;
  wakeLocked();
}

void Exchange::onGone(std::function<void()> callback) {
  {
    absl::MutexLock lock(&mutex_);
    if (!isGone_) {
      std::swap(gone_, callback);  // the callback set before dies outside the lock
      return;
    }
  }
  if (callback) callback();
}

Exchange::Outgoing Exchange::take() {
  absl::MutexLock lock(&mutex_);
  woken_ = false;
  return std::exchange(outgoing_, Outgoing{});
}

bool Exchange::finished() const {
  absl::MutexLock lock(&mutex_);
  return finished_;
}

void Exchange::clientGone() {
  std::function<void()> gone;
  Outgoing untaken;
  {
    absl::MutexLock lock(&mutex_);
    if (isGone_) return;
    isGone_ = true;
    gone = std::move(gone_);
    gone_ = nullptr;
    untaken = std::exchange(outgoing_, Outgoing{});
  }
  for (Piece& piece : untaken.pieces) {
    if (piece.written) piece.written(false);
  }
  if (gone) gone();
}

void Exchange::delivered() {
  std::function<void()> gone;
  absl::MutexLock lock(&mutex_);
  isGone_ = true;  // nothing can be written any more
  gone.swap(gone_);
}

}  // namespace cameramonit::http
