#include <utility>

#include <absl/status/status.h>

#include "web-gateway/grpcweb/upstream.h"

namespace cameramonit::grpcweb {
namespace {

/// Collects the one reply. Driven by the call: a message is followed by the wish for the next, which never comes.
class UnaryListener final : public CallListener {
 public:
  explicit UnaryListener(std::function<void(const CallStatus&, std::string)> done) : done_(std::move(done)) {}

  void attach(const std::shared_ptr<UpstreamCall>& call) { call_ = call; }

  void onMessage(absl::Span<const std::string_view> parts) override {
    reply_.clear();
    for (const std::string_view part : parts) reply_.append(part);
    if (const auto call = call_.lock()) call->read();
  }

  void onDone(const CallStatus& status) override { std::exchange(done_, nullptr)(status, std::move(reply_)); }

 private:
  std::function<void(const CallStatus&, std::string)> done_;
  std::weak_ptr<UpstreamCall> call_;
  std::string reply_;
};

}  // namespace

std::shared_ptr<UpstreamCall> callUnary(Upstream& upstream, CallRequest request,
                                        std::function<void(const CallStatus&, std::string)> done) {
  auto listener = std::make_shared<UnaryListener>(std::move(done));
  auto call = upstream.open(std::move(request), listener);
  if (!call) {
    listener->onDone(toCallStatus(absl::UnimplementedError("No such service is reachable here.")));
    return nullptr;
  }
  listener->attach(call);
  call->start();
  return call;
}

}  // namespace cameramonit::grpcweb
