#include "web-gateway/grpcweb/upstream.h"

#include <algorithm>
#include <utility>

#include <absl/strings/ascii.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include "common/base/status.h"

namespace cameramonit::grpcweb {
namespace {

CallStatus shuttingDown() {
  return toCallStatus(base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "The server is shutting down."));
}

Metadata copyOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  Metadata copy;
  copy.reserve(metadata.size());
  for (const auto& [key, value] : metadata) {
    copy.emplace_back(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return copy;
}

}  // namespace

/// One channel and what it serves.
class Upstream::Backend {
 public:
  explicit Backend(Route route) : prefix(std::move(route.prefix)), channel(route.channel), stub(route.channel) {}

  const std::string prefix;
  const std::shared_ptr<grpc::Channel> channel;
  mutable grpc::GenericStub stub;
};

/// A call seen from gRPC. Once started, the upstream owns it until OnDone. A hold keeps OnDone away while `read` may
/// still come from outside.
class Upstream::Call final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                             public UpstreamCall,
                             public std::enable_shared_from_this<Call> {
 public:
  Call(Upstream& upstream, const Backend& backend, CallRequest request, std::shared_ptr<CallListener> listener)
      : upstream_(upstream), backend_(backend), path_(std::move(request.path)), listener_(std::move(listener)) {
    for (auto& [key, value] : request.metadata) context_.AddMetadata(key, std::move(value));
    if (request.deadline != absl::InfiniteFuture()) context_.set_deadline(absl::ToChronoTime(request.deadline));
    context_.set_initial_metadata_corked(true);  // leaves together with the message
    // The slice takes the message over without a copy.
    auto* message = new std::string(std::move(request.message));
    const grpc::Slice slice(
        message->data(), message->size(), [](void* owner) { delete static_cast<std::string*>(owner); }, message);
    outgoing_ = grpc::ByteBuffer(&slice, 1);
  }

  void start() override {
    const bool admitted = upstream_.admit(shared_from_this());
    {
      absl::MutexLock lock(&mutex_);
      started_ = admitted && !cancelled_;
      reading_ = started_;
      ended_ = !started_;
    }
    if (!admitted || !reading()) return endBeforeStart(admitted);
    backend_.stub.PrepareBidiStreamingCall(&context_, path_, {}, this);
    AddHold();
    StartWriteLast(&outgoing_, {});
    StartRead(&incoming_);
    StartCall();
  }

  void read() override {
    {
      absl::MutexLock lock(&mutex_);
      if (ended_ || reading_) return;
      reading_ = true;
    }
    StartRead(&incoming_);
  }

  void cancel() override { cancelWith(CallStatus{grpc::StatusCode::CANCELLED, "The client has gone.", {}, {}}); }

  /// Ends the call; the listener is told `status`, unless the call had ended well meanwhile.
  void cancelWith(CallStatus status) {
    bool release = false;
    {
      absl::MutexLock lock(&mutex_);
      if (ended_ || cancelled_) return;
      cancelled_ = true;
      override_ = std::move(status);
      if (!started_) return;
      if (!reading_) release = ended_ = true;
    }
    context_.TryCancel();
    if (release) RemoveHold();
  }

  Metadata initialMetadata() const override {
    {
      absl::MutexLock lock(&mutex_);
      if (!started_) return {};  // gRPC has none to ask for
    }
    return copyOf(context_.GetServerInitialMetadata());
  }

  void OnReadDone(bool ok) override {
    bool release = false;
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      release = ended_ = !ok || cancelled_;
    }
    if (release) return RemoveHold();
    std::vector<grpc::Slice> slices;
    (void)incoming_.Dump(&slices);
    incoming_.Clear();
    std::vector<std::string_view> parts;
    parts.reserve(slices.size());
    for (const grpc::Slice& slice : slices) {
      parts.emplace_back(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    listener_->onMessage(parts);
  }

  void OnDone(const grpc::Status& status) override {
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
    upstream_.ended(*this);  // the last word: this may be gone afterwards
  }

 private:
  bool reading() const {
    absl::MutexLock lock(&mutex_);
    return reading_;
  }

  void endBeforeStart(bool admitted) {
    CallStatus status = shuttingDown();
    if (admitted) {
      absl::MutexLock lock(&mutex_);
      status = override_;
    }
    std::exchange(listener_, nullptr)->onDone(status);
    if (admitted) upstream_.ended(*this);
  }

  Upstream& upstream_;
  const Backend& backend_;
  const std::string path_;
  std::shared_ptr<CallListener> listener_;
  grpc::ClientContext context_;
  grpc::ByteBuffer outgoing_;
  grpc::ByteBuffer incoming_;
  mutable absl::Mutex mutex_;
  CallStatus override_ ABSL_GUARDED_BY(mutex_);
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;  ///< the hold is gone: no further reads
};

Upstream::Upstream(std::vector<Route> routes) {
  for (Route& route : routes) backends_.push_back(std::make_unique<Backend>(std::move(route)));
  std::stable_sort(backends_.begin(), backends_.end(),
                   [](const auto& a, const auto& b) { return a->prefix.size() > b->prefix.size(); });
}

Upstream::~Upstream() {
  shutdown();
  awaitIdle(absl::InfiniteDuration());
}

const Upstream::Backend* Upstream::find(std::string_view path) const {
  if (!isMethodPath(path)) return nullptr;
  const std::string_view service = path.substr(1);
  for (const auto& backend : backends_) {
    if (service.substr(0, backend->prefix.size()) == backend->prefix) return backend.get();
  }
  return nullptr;
}

bool Upstream::serves(std::string_view path) const {
  return find(path) != nullptr;
}

std::shared_ptr<UpstreamCall> Upstream::open(CallRequest request, std::shared_ptr<CallListener> listener) {
  const Backend* backend = find(request.path);
  if (backend == nullptr) return nullptr;
  return std::make_shared<Call>(*this, *backend, std::move(request), std::move(listener));
}

bool Upstream::admit(std::shared_ptr<Call> call) {
  absl::MutexLock lock(&mutex_);
  if (shutdown_) return false;
  calls_.insert(std::move(call));
  ++*active_;
  return true;
}

void Upstream::shutdown() {
  std::vector<std::shared_ptr<Call>> calls;
  {
    absl::MutexLock lock(&mutex_);
    shutdown_ = true;
    calls.assign(calls_.begin(), calls_.end());
  }
  // Outside the lock: a call may end, and be taken out, while it is cancelled.
  for (const auto& call : calls) call->cancelWith(shuttingDown());
}

bool Upstream::awaitIdle(absl::Duration patience) {
  absl::MutexLock lock(&mutex_);
  const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return calls_.empty(); };
  return mutex_.AwaitWithTimeout(absl::Condition(&idle), patience);
}

void Upstream::ended(Call& call) {
  std::shared_ptr<Call> last = call.shared_from_this();  // dies after the lock is released
  absl::MutexLock lock(&mutex_);
  calls_.erase(last);
  --*active_;
}

bool isMethodPath(std::string_view path) {
  if (path.size() < 4 || path.front() != '/') return false;
  const std::size_t slash = path.find('/', 1);
  if (slash == std::string_view::npos || slash == 1 || slash + 1 == path.size()) return false;
  const auto isName = [](std::string_view text, bool dots) {
    return std::all_of(text.begin(), text.end(), [dots](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || (dots && c == '.');
    });
  };
  return isName(path.substr(1, slash - 1), true) && isName(path.substr(slash + 1), false);
}

}  // namespace cameramonit::grpcweb
