#include "web-gateway/media/media_transfer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <absl/status/status.h>

#include "web-gateway/media/media_answer.h"

namespace cameramonit::media {
namespace {

constexpr char kReadMedia[] = "/cameramonit.media.v1.MediaService/ReadMedia";
constexpr std::uint64_t kLargestOffset = std::numeric_limits<std::int64_t>::max();

}  // namespace

/// One call of ReadMedia: either for the info alone, or for the bytes to send.
class MediaTransfer::Read final : public grpcweb::CallListener, public std::enable_shared_from_this<Read> {
 public:
  enum class Purpose { kInfo, kContent };

  Read(std::shared_ptr<MediaTransfer> transfer, Purpose purpose, std::uint64_t offset, std::uint64_t limit)
      : transfer_(std::move(transfer)), purpose_(purpose) {
    request_.set_token(transfer_->query_.token);
    request_.set_offset(static_cast<std::int64_t>(offset));
    request_.set_limit(static_cast<std::int64_t>(limit));
  }

  grpcweb::CallRequest callRequest() const {
    grpcweb::CallRequest call;
    call.path = kReadMedia;
    call.message = request_.SerializeAsString();
    return call;
  }

  void attach(const std::shared_ptr<grpcweb::UpstreamCall>& call) { call_ = call; }

  void readNext() {
    if (const auto call = call_.lock()) call->read();
  }

  void onMessage(absl::Span<const std::string_view> parts) override {
    std::string bytes;
    for (const std::string_view part : parts) bytes.append(part);
    v1::ReadMediaResponse message;
    if (!message.ParseFromString(bytes)) return giveUp();
    if (purpose_ == Purpose::kContent) {
      if (!transfer_->onContent(std::move(message), shared_from_this())) giveUp();
      return;
    }
    giveUp();  // one message was all that is needed
    answered_ = true;
    transfer_->onInfo(message);
  }

  void onDone(const grpcweb::CallStatus& status) override {
    const auto transfer = std::exchange(transfer_, nullptr);
    if (purpose_ == Purpose::kContent) {
      transfer->onContentDone(status);
    } else if (!answered_) {
      transfer->onInfoFailed(status);
    }
  }

 private:
  void giveUp() {
    if (const auto call = call_.lock()) call->cancel();
  }

  std::shared_ptr<MediaTransfer> transfer_;
  const Purpose purpose_;
  v1::ReadMediaRequest request_;
  std::weak_ptr<grpcweb::UpstreamCall> call_;
  bool answered_ = false;
};

MediaTransfer::MediaTransfer(grpcweb::Upstream& upstream, MediaQuery query,
                             std::shared_ptr<http::ResponseWriter> writer)
    : upstream_(upstream), query_(std::move(query)), writer_(std::move(writer)) {}

void MediaTransfer::begin() {
  const bool conditional = !query_.ifNoneMatch.empty() || (query_.range && !query_.ifRange.empty());
  const bool fromEnd = query_.range && (!query_.range->first || *query_.range->first > kLargestOffset);
  if (query_.head || conditional || fromEnd) return readInfo();
  if (!query_.range) return readContent(0, 0);
  // The usual range of a player needs no size: one call is enough.
  const std::uint64_t first = *query_.range->first;
  const std::uint64_t last = std::min(query_.range->last.value_or(kLargestOffset), kLargestOffset);
  readContent(first, last == kLargestOffset ? 0 : last - first + 1);
}

void MediaTransfer::readInfo() {
  start(std::make_shared<Read>(shared_from_this(), Read::Purpose::kInfo, 0, 1));
}

void MediaTransfer::readContent(std::uint64_t offset, std::uint64_t limit) {
  start(std::make_shared<Read>(shared_from_this(), Read::Purpose::kContent, offset, limit));
}

void MediaTransfer::start(const std::shared_ptr<Read>& read) {
  const auto call = upstream_.open(read->callRequest(), read);
  if (!call) return read->onDone(grpcweb::toCallStatus(absl::UnavailableError("No media service is reachable.")));
  read->attach(call);
  writer_->onGone([call] { call->cancel(); });
  call->start();
}

void MediaTransfer::onInfo(const v1::ReadMediaResponse& message) {
  info_ = message.info();
  etag_ = quotedEtag(info_->etag());
  const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, info_->size_bytes()));
  if (http::matchesAnyEtag(query_.ifNoneMatch, etag_)) return sendWithoutBody(304);
  if (query_.head) return sendWithoutBody(200);
  const bool ranged = query_.range && (query_.ifRange.empty() || http::matchesIfRange(query_.ifRange, etag_));
  if (!ranged) return readContent(0, 0);
  range_ = http::resolveRange(*query_.range, size);
  if (!range_) return sendWithoutBody(416);
  readContent(range_->first, range_->length());
}

bool MediaTransfer::onContent(v1::ReadMediaResponse message, const std::shared_ptr<Read>& read) {
  if (!begun_) {
    if (!message.has_info()) return false;
    const bool first = !info_;
    if (!first && quotedEtag(message.info().etag()) != etag_) return false;  // another file by now
    info_ = message.info();
    etag_ = quotedEtag(info_->etag());
    const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, info_->size_bytes()));
    if (first && query_.range) {
      range_ = http::resolveRange(*query_.range, size);
      if (!range_) {
        sendWithoutBody(416);
        return false;
      }
    }
    left_ = range_ ? range_->length() : size;
    begun_ = true;
    writer_->start(makeHead(range_ ? 206 : 200));
  }
  std::string data = std::move(*message.mutable_data());
  if (data.size() > left_) return false;  // more than was asked for: the answer can't be right
  left_ -= data.size();
  writer_->write(std::move(data), [read](bool sent) {
    if (sent) read->readNext();
  });
  return true;
}

void MediaTransfer::onInfoFailed(const grpcweb::CallStatus& status) {
  writer_->send(errorPage(status, query_.acceptLanguage));
}

void MediaTransfer::onContentDone(const grpcweb::CallStatus& status) {
  if (begun_) {
    writer_->onGone(nullptr);
    if (status.code == 0 && left_ == 0) return writer_->finish();
    return writer_->abort();
  }
  // Perhaps behind the end of the file: its size is needed to say so. A bad token is refused again.
  const auto code = static_cast<absl::StatusCode>(status.code);
  const bool offsetRefused = code == absl::StatusCode::kOutOfRange || code == absl::StatusCode::kInvalidArgument;
  if (offsetRefused && query_.range && !info_) return readInfo();
  writer_->send(errorPage(status, query_.acceptLanguage));  // dropped when an answer has been sent
}

http::ResponseHead MediaTransfer::makeHead(int status) const {
  http::ResponseHead head = describe(*info_, etag_, query_.download, query_.secure);
  head.status = status;
  if (status == 206)
    head.headers.add("content-range", range_->contentRange(static_cast<std::uint64_t>(info_->size_bytes())));
  if (status == 200 || status == 206) {
    head.contentLength =
        range_ ? range_->length() : static_cast<std::uint64_t>(std::max<std::int64_t>(0, info_->size_bytes()));
  }
  return head;
}

void MediaTransfer::sendWithoutBody(int status) {
  http::Response response;
  if (status == 416) {
    response = http::plainResponse(416, "The film ends before this.");
    response.head.headers.add(
        "content-range",
        http::unsatisfiedRange(static_cast<std::uint64_t>(std::max<std::int64_t>(0, info_->size_bytes()))));
  } else {
    response.head = makeHead(status);
  }
  writer_->send(std::move(response));
}

}  // namespace cameramonit::media
