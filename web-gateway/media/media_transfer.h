#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cameramonit/media/v1/media_service.pb.h"
#include "web-gateway/grpcweb/upstream.h"
#include "web-gateway/http/byte_range.h"
#include "web-gateway/http/handler.h"

namespace cameramonit::media {

/// What a player asked for.
struct MediaQuery {
  std::string token;
  bool head = false;
  bool download = false;  ///< save it instead of showing it
  bool secure = false;    ///< came over TLS
  std::optional<http::RangeRequest> range;
  std::string ifRange;
  std::string ifNoneMatch;
  std::string acceptLanguage;
};

/// One answer, made of one read of the media service or, where size or ETag must be known first, of two. It lives as
/// long as its reads. Its reads drive it one after the other.
class MediaTransfer final : public std::enable_shared_from_this<MediaTransfer> {
 public:
  /// Borrows `upstream`.
  MediaTransfer(grpcweb::Upstream& upstream, MediaQuery query, std::shared_ptr<http::ResponseWriter> writer);

  void begin();

 private:
  class Read;

  void readInfo();
  void readContent(std::uint64_t offset, std::uint64_t limit);
  void start(const std::shared_ptr<Read>& read);

  void onInfo(const v1::ReadMediaResponse& message);
  bool onContent(v1::ReadMediaResponse message, const std::shared_ptr<Read>& read);
  void onInfoFailed(const grpcweb::CallStatus& status);
  void onContentDone(const grpcweb::CallStatus& status);

  http::ResponseHead makeHead(int status) const;
  void sendWithoutBody(int status);

  grpcweb::Upstream& upstream_;
  const MediaQuery query_;
  const std::shared_ptr<http::ResponseWriter> writer_;
  std::optional<v1::ReadMediaResponse::Info> info_;
  std::string etag_;
  std::optional<http::ByteRange> range_;  ///< what is sent; nothing: all of it
  std::uint64_t left_ = 0;                ///< bytes still to send
  bool begun_ = false;                    ///< the head is out
};

}  // namespace cameramonit::media
