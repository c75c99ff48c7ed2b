#include "web-gateway/grpcweb/upstream.h"

#include <algorithm>
#include <utility>

#include <absl/strings/ascii.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include "common/base/status.h"
#include "web-gateway/grpcweb/upstream_call.h"

namespace cameramonit::grpcweb {

/// One channel and what it serves.
class Upstream::Backend {
 public:
  explicit Backend(Route route) : prefix(std::move(route.prefix)), channel(route.channel), stub(route.channel) {}

  const std::string prefix;
  const std::shared_ptr<grpc::Channel> channel;
  mutable grpc::GenericStub stub;
};

CallStatus shuttingDown() {
  return toCallStatus(base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "The server is shutting down."));
}

bool isUnaryMethod(std::string_view path) {
  std::string name(path.substr(1));
  std::replace(name.begin(), name.end(), '/', '.');
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  return method != nullptr && !method->client_streaming() && !method->server_streaming();
}

Upstream::Upstream(std::vector<Route> routes) {
  for (Route& route : routes) backends_.push_back(std::make_unique<Backend>(std::move(route)));
  std::stable_sort(backends_.begin(), backends_.end(),
                   [](const auto& a, const auto& b) { return a->prefix.size() > b->prefix.size(); });
}

Upstream::~Upstream() {
  shutdown();
  absl::MutexLock lock(&mutex_);
  const auto deserted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return alive_ == 0; };
  mutex_.Await(absl::Condition(&deserted));
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
  if (isUnaryMethod(request.path)) {
    return std::make_shared<UnaryCall>(*this, backend->stub, std::move(request), std::move(listener));
  }
  return std::make_shared<StreamingCall>(*this, backend->stub, std::move(request), std::move(listener));
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
