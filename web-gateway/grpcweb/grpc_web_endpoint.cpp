#include "web-gateway/grpcweb/grpc_web_endpoint.h"

#include <atomic>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::grpcweb {
namespace {

/// One message may be on its way to the browser while the next is fetched; more would be memory at the mercy of a slow
/// reader.
constexpr int kMessagesInFlight = 2;

http::ResponseHead makeHead(Dialect dialect) {
  http::ResponseHead head;
  head.headers.add("content-type", std::string(contentType(dialect)));
  head.headers.add("cache-control", "no-store");
  head.headers.add("x-content-type-options", "nosniff");
  head.headers.add("x-accel-buffering", "no");  // a proxy in front must not gather a stream
  return head;
}

std::string trailersFrame(const CallStatus& status, Dialect dialect) {
  const std::string trailers = encodeTrailers(status);
  return encodeFrames(frameHeader(kTrailersFrame, static_cast<std::uint32_t>(trailers.size())) + trailers, dialect);
}

std::string dataFrame(absl::Span<const std::string_view> parts, Dialect dialect) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string frame = frameHeader(kDataFrame, static_cast<std::uint32_t>(size));
  frame.reserve(frame.size() + size);
  for (const std::string_view part : parts) frame.append(part);
  return encodeFrames(std::move(frame), dialect);
}

/// Ties one upstream call to one response: a stream piece by piece, a unary reply in one.
class Forwarding final : public CallListener, public std::enable_shared_from_this<Forwarding> {
 public:
  Forwarding(std::shared_ptr<http::ResponseWriter> writer, Dialect dialect, http::ResponseHead head,
             const MetadataPolicy& policy, http::SharedLimit::Slot slot)
      : writer_(std::move(writer)),
        dialect_(dialect),
        head_(std::move(head)),
        policy_(policy),
        slot_(std::move(slot)) {}

  void run(std::shared_ptr<UpstreamCall> call) {
    call_ = call;
    isUnary_ = call->isUnary();
    writer_->onGone([call] { call->cancel(); });
    call->start();
  }

  void onMessage(absl::Span<const std::string_view> parts) override {
    std::string frame = dataFrame(parts, dialect_);
    if (isUnary_) {
      reply_ = std::move(frame);
      return;
    }
    begin();
    writer_->write(std::move(frame), [self = shared_from_this()](bool sent) { self->onWritten(sent); });
    // Counted only now: once it counts, the next message may be fetched, and must not overtake this one.
    if (++inFlight_ < kMessagesInFlight) readNext();
  }

  void onDone(const CallStatus& status) override {
    writer_->onGone(nullptr);
    std::string trailers = trailersFrame(status, dialect_);
    if (isUnary_) {
      completeHead();
      http::Response response;
      response.head = std::move(head_);
      response.body = std::make_shared<std::string>(std::move(reply_) + trailers);
      return writer_->send(std::move(response));
    }
    begin();
    writer_->write(std::move(trailers), nullptr);
    writer_->finish();
  }

 private:
  void begin() {
    if (std::exchange(begun_, true)) return;
    completeHead();
    writer_->start(std::move(head_));
  }

  void completeHead() {
    const auto call = call_.lock();
    if (!call) return;
    for (const auto& [name, value] : responseHeaders(call->initialMetadata(), policy_)) head_.headers.add(name, value);
  }

  void onWritten(bool sent) {
    if (!sent) return;  // the call is being cancelled
    if (inFlight_-- == kMessagesInFlight) readNext();
  }

  void readNext() {
    if (const auto call = call_.lock()) call->read();
  }

  const std::shared_ptr<http::ResponseWriter> writer_;
  const Dialect dialect_;
  http::ResponseHead head_;
  const MetadataPolicy& policy_;
  const http::SharedLimit::Slot slot_;
  std::weak_ptr<UpstreamCall> call_;
  std::atomic<int> inFlight_{0};  ///< messages queued and not yet sent; a sent one may be discounted first
  bool begun_ = false;
  bool isUnary_ = false;
  std::string reply_;  ///< a unary call's, kept until its status is known
};

void fail(http::ResponseWriter& writer, http::ResponseHead head, Dialect dialect, const absl::Status& status) {
  http::Response response;
  response.head = std::move(head);
  response.body = std::make_shared<std::string>(trailersFrame(toCallStatus(status), dialect));
  writer.send(std::move(response));
}

}  // namespace

GrpcWebEndpoint::GrpcWebEndpoint(Upstream& upstream, const http::OriginPolicy& origins,
                                 const http::SessionCookies& cookies, const base::Clock& clock, GrpcWebOptions options)
    : upstream_(upstream),
      origins_(origins),
      cookies_(cookies),
      clock_(clock),
      options_(std::move(options)),
      limit_(options_.calls, options_.callsPerUser) {}

absl::StatusOr<CallRequest> GrpcWebEndpoint::prepare(http::Request& request, Dialect dialect) const {
  CallRequest call;
  call.path = request.path;
  if (!upstream_.serves(call.path)) return absl::UnimplementedError("No such service is reachable here.");
  CAMERAMONIT_ASSIGN_OR_RETURN(call.message, decodeRequest(std::move(request.body), dialect, options_.messageBytes));
  const std::string_view timeout = request.headers.get("grpc-timeout");
  if (!timeout.empty()) {
    const auto duration = parseTimeout(timeout);
    if (!duration) {
      return base::invalidArgument(type::v1::ERROR_REASON_FIELD_INVALID, "The grpc-timeout field is malformed.");
    }
    call.deadline = clock_.now() + *duration;
  }
  std::string authorization = cookies_.authorization(request, origins_);
  request.headers.remove("authorization");
  if (!authorization.empty()) request.headers.add("authorization", std::move(authorization));
  call.metadata = requestMetadata(request.headers, options_.metadata);
  call.metadata.emplace_back(kClientAddressKey, request.peer);
  return call;
}

void GrpcWebEndpoint::handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) {
  if (request.method == "OPTIONS") return writer->send(origins_.preflight(request));
  if (request.method != "POST") {
    http::Response response = http::plainResponse(405, "gRPC-web calls are made by POST.");
    response.head.headers.set("allow", "POST");
    return writer->send(std::move(response));
  }
  const auto dialect = parseContentType(request.headers.get("content-type"));
  if (!dialect) return writer->send(http::plainResponse(415, "Only gRPC-web with protobuf messages is served here."));
  if (!origins_.allows(request)) {
    return writer->send(http::plainResponse(403, "Pages of other sites may not call this server."));
  }
  http::ResponseHead head = makeHead(*dialect);
  origins_.decorate(request, head.headers);

  absl::StatusOr<CallRequest> call = prepare(request, *dialect);
  if (!call.ok()) return fail(*writer, std::move(head), *dialect, call.status());
  const std::string_view user = request.headers.get("authorization");
  auto slot = limit_.acquire(user.empty() ? http::clientKey(request.peer) : std::string(user));
  if (!slot) {
    const absl::Status status =
        base::resourceExhausted(type::v1::ERROR_REASON_OVERLOADED, "Too many calls are open at the same time.");
    return fail(*writer, std::move(head), *dialect, status);
  }
  auto forwarding =
      std::make_shared<Forwarding>(std::move(writer), *dialect, std::move(head), options_.metadata, std::move(*slot));
  const auto upstreamCall = upstream_.open(*std::move(call), forwarding);
  forwarding->run(upstreamCall);
}

}  // namespace cameramonit::grpcweb
