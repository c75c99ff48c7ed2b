#include "web-gateway/grpcweb/upstream_call.h"

#include <utility>
#include <vector>

#include "common/base/status.h"

namespace cameramonit::grpcweb {
namespace {

CallStatus clientGone() {
  return {grpc::StatusCode::CANCELLED, "The client has gone.", {}, {}};
}

Metadata copyOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  Metadata copy;
  copy.reserve(metadata.size());
  for (const auto& [key, value] : metadata) {
    copy.emplace_back(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return copy;
}

/// Hands a message over in the parts it came in.
void deliver(grpc::ByteBuffer& message, CallListener& listener) {
  std::vector<grpc::Slice> slices;
  (void)message.Dump(&slices);
  message.Clear();
  std::vector<std::string_view> parts;
  parts.reserve(slices.size());
  for (const grpc::Slice& slice : slices) {
    parts.emplace_back(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  listener.onMessage(parts);
}

}  // namespace

Upstream::Life::Life(Upstream& upstream) : upstream_(upstream) {
  absl::MutexLock lock(&upstream_.mutex_);
  ++upstream_.alive_;
}

Upstream::Life::~Life() {
  absl::MutexLock lock(&upstream_.mutex_);
  --upstream_.alive_;
}

// --- Any call ------------------------------------------------------------------------------------------------------

Upstream::Call::Call(Upstream& upstream, grpc::GenericStub& stub, CallRequest request,
                     std::shared_ptr<CallListener> listener)
    : life_(upstream),
      stub_(stub),
      path_(std::move(request.path)),
      upstream_(upstream),
      listener_(std::move(listener)) {
  for (const auto& [key, value] : request.metadata) context_.AddMetadata(key, value);
  if (request.deadline != absl::InfiniteFuture()) context_.set_deadline(absl::ToChronoTime(request.deadline));
  // The slice takes the message over without a copy.
  auto* message = new std::string(std::move(request.message));
  const grpc::Slice slice(
      message->data(), message->size(), [](void* owner) { delete static_cast<std::string*>(owner); }, message);
  outgoing_ = grpc::ByteBuffer(&slice, 1);
}

void Upstream::Call::start() {
  const bool admitted = upstream_.admit(shared_from_this());
  if (!admitted) return endBeforeStart(shuttingDown(), false);
  CallStatus refused;
  {
    absl::MutexLock lock(&mutex_);
    started_ = !cancelled_;
    if (!started_) refused = override_;
  }
  if (refused.code != 0) return endBeforeStart(refused, true);
  launch();
}

void Upstream::Call::cancel() {
  cancelWith(clientGone());
}

void Upstream::Call::cancelWith(CallStatus status) {
  {
    absl::MutexLock lock(&mutex_);
    if (cancelled_) return;
    cancelled_ = true;
    override_ = std::move(status);
    if (!started_) return;
  }
  context_.TryCancel();
  onCancelled();
}

bool Upstream::Call::cancelled() const {
  absl::MutexLock lock(&mutex_);
  return cancelled_;
}

Metadata Upstream::Call::initialMetadata() const {
  {
    absl::MutexLock lock(&mutex_);
    if (!started_) return {};  // gRPC has none to ask for
  }
  return copyOf(context_.GetServerInitialMetadata());
}

void Upstream::Call::finish(const grpc::Status& status) {
  CallStatus result;
  {
    absl::MutexLock lock(&mutex_);
    if (cancelled_ && !status.ok()) result = override_;
  }
  if (result.code == 0) {
    result.code = status.error_code();
    result.message = status.error_message();
    result.details = status.error_details();
    result.trailers = copyOf(context_.GetServerTrailingMetadata());
  }
  std::exchange(listener_, nullptr)->onDone(result);
  upstream_.ended(*this);
}

void Upstream::Call::endBeforeStart(const CallStatus& status, bool admitted) {
  std::exchange(listener_, nullptr)->onDone(status);
  if (admitted) upstream_.ended(*this);
}

// --- Unary ---------------------------------------------------------------------------------------------------------

void Upstream::UnaryCall::launch() {
  stub_.PrepareUnaryCall(&context_, path_, {}, &outgoing_, &incoming_, this);
  StartCall();
  if (cancelled()) context_.TryCancel();  // it may have come before there was a call to cancel
}

void Upstream::UnaryCall::OnDone(const grpc::Status& status) {
  if (status.ok() && !cancelled()) deliver(incoming_, listener());
  finish(status);
}

// --- Streaming -----------------------------------------------------------------------------------------------------

void Upstream::StreamingCall::launch() {
  context_.set_initial_metadata_corked(true);  // leaves together with the message
  stub_.PrepareBidiStreamingCall(&context_, path_, {}, this);
  AddHold();
  StartWriteLast(&outgoing_, {});
  StartRead(&incoming_);
  StartCall();
  if (cancelled()) context_.TryCancel();
}

void Upstream::StreamingCall::read() {
  {
    absl::MutexLock lock(&readMutex_);
    if (ended_ || reading_) return;
    reading_ = true;
  }
  StartRead(&incoming_);
}

void Upstream::StreamingCall::onCancelled() {
  {
    absl::MutexLock lock(&readMutex_);
    if (ended_ || reading_) return;  // the read under way will notice
    ended_ = true;
  }
  RemoveHold();
}

void Upstream::StreamingCall::OnReadDone(bool ok) {
  bool goesOn = false;
  {
    absl::MutexLock lock(&readMutex_);
    reading_ = false;
    goesOn = ok && !cancelled();  // a cancel after this finds nothing being read, and lets go itself
    ended_ = !goesOn;
  }
  if (!goesOn) return RemoveHold();
  deliver(incoming_, listener());
}

void Upstream::StreamingCall::OnDone(const grpc::Status& status) {
  finish(status);
}

}  // namespace cameramonit::grpcweb
