#include "analyzer/pipeline/live/outbox_sink.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

namespace cameramonit::pipeline {
namespace {

constexpr char kStandIn[] = "outbox:";
constexpr std::size_t kMostNames = 4096;

/// Whether another attempt may succeed.
bool passing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return false;
    default:
      return true;
  }
}

}  // namespace

OutboxSink::OutboxSink(std::unique_ptr<AnalysisSink> services, const Limits& limits)
    : services_(std::move(services)), limits_(limits), thread_([this] { run(); }) {}

OutboxSink::~OutboxSink() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void OutboxSink::enqueue(Letter letter) {
  absl::MutexLock lock(&mutex_);
  if (letter.kind == Letter::Kind::kEvent || letter.kind == Letter::Kind::kObject) {
    std::erase_if(letters_,
                  [&](const Letter& older) { return older.kind == letter.kind && older.name == letter.name; });
  }
  const auto bytes = static_cast<std::int64_t>(letter.jpeg.size());
  if (bytes > 0 && pictureBytes_ + bytes > limits_.pictureBytes) {
    ++stats_.picturesShed;
    return;
  }
  pictureBytes_ += bytes;
  letters_.push_back(std::move(letter));
  if (letters_.size() <= limits_.letters) return;
  pictureBytes_ -= static_cast<std::int64_t>(letters_.front().jpeg.size());
  letters_.pop_front();
  ++stats_.lost;
}

std::string OutboxSink::enqueueUnnamed(Letter letter) {
  {
    absl::MutexLock lock(&mutex_);
    letter.standIn = absl::StrCat(kStandIn, absl::Dec(++standIns_, absl::kZeroPad16));
  }
  std::string standIn = letter.standIn;
  enqueue(std::move(letter));
  return standIn;
}

absl::Status OutboxSink::record(const std::vector<events::v1::TrackedObject>& objects,
                                const std::vector<events::v1::Event>& events) {
  for (const events::v1::TrackedObject& object : objects) {
    Letter letter{.kind = Letter::Kind::kObject, .name = object.name()};
    letter.object = object;
    enqueue(std::move(letter));
  }
  for (const events::v1::Event& event : events) {
    Letter letter{.kind = Letter::Kind::kEvent, .name = event.name()};
    letter.event = event;
    enqueue(std::move(letter));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> OutboxSink::keepStill(const events::v1::Event& event, absl::Time taken,
                                                  const std::string& jpeg) {
  Letter letter{.kind = Letter::Kind::kStill, .name = event.name()};
  letter.event = event;
  letter.from = taken;
  letter.jpeg = jpeg;
  return enqueueUnnamed(std::move(letter));
}

absl::StatusOr<std::string> OutboxSink::declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) {
  Letter letter{.kind = Letter::Kind::kClip, .name = event.name()};
  letter.event = event;
  letter.from = from;
  letter.to = to;
  return enqueueUnnamed(std::move(letter));
}

std::string OutboxSink::trueName(const std::string& name) const {
  if (!absl::StartsWith(name, kStandIn)) return name;
  const auto found = trueNames_.find(name);
  return found == trueNames_.end() ? std::string() : found->second;
}

absl::Status OutboxSink::deliver(const Letter& letter) {
  absl::StatusOr<std::string> name = std::string();
  switch (letter.kind) {
    case Letter::Kind::kObject:
      return services_->record({letter.object}, {});
    case Letter::Kind::kEvent: {
      events::v1::Event event = letter.event;
      event.set_still(trueName(event.still()));
      event.set_clip(trueName(event.clip()));
      return services_->record({}, {event});
    }
    case Letter::Kind::kStill:
      name = services_->keepStill(letter.event, letter.from, letter.jpeg);
      break;
    case Letter::Kind::kClip:
      name = services_->declareClip(letter.event, letter.from, letter.to);
      break;
  }
  if (!name.ok()) return name.status();
  trueNames_[letter.standIn] = *name;
  if (trueNames_.size() > kMostNames) trueNames_.erase(trueNames_.begin());
  return absl::OkStatus();
}

std::optional<OutboxSink::Letter> OutboxSink::next() {
  absl::MutexLock lock(&mutex_);
  const auto pausing = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; };
  if (pause_ > absl::ZeroDuration()) mutex_.AwaitWithTimeout(absl::Condition(&pausing), pause_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !letters_.empty(); };
  mutex_.Await(absl::Condition(&ready));
  if (letters_.empty()) return std::nullopt;
  Letter letter = std::move(letters_.front());
  letters_.pop_front();
  pictureBytes_ -= static_cast<std::int64_t>(letter.jpeg.size());
  return letter;
}

void OutboxSink::settle(Letter letter, const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (status.ok() || !passing(status)) {
    ++(status.ok() ? stats_.delivered : stats_.refused);
    pause_ = absl::ZeroDuration();
    return;
  }
  pause_ = std::clamp(pause_ * 2, limits_.firstPause, limits_.longestPause);
  const bool told = letter.kind == Letter::Kind::kEvent || letter.kind == Letter::Kind::kObject;
  const bool outdated = told && std::any_of(letters_.begin(), letters_.end(), [&](const Letter& newer) {
                          return newer.kind == letter.kind && newer.name == letter.name;
                        });
  if (outdated) return;
  pictureBytes_ += static_cast<std::int64_t>(letter.jpeg.size());
  letters_.push_front(std::move(letter));
}

void OutboxSink::run() {
  while (auto letter = next()) {
    const bool last = stopping();  // an attempt that began before says nothing about the services now
    const absl::Status status = deliver(*letter);
    settle(*std::move(letter), status);
    if (!last || status.ok() || !passing(status)) continue;
    absl::MutexLock lock(&mutex_);
    stats_.lost += static_cast<std::int64_t>(letters_.size());
    return;
  }
}

bool OutboxSink::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

OutboxSink::Stats OutboxSink::stats() const {
  absl::MutexLock lock(&mutex_);
  Stats stats = stats_;
  stats.waiting = letters_.size();
  return stats;
}

}  // namespace cameramonit::pipeline
