#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/executor.h"
#include "common/rpc/server_stream.h"
#include "storage/media/open_file.h"

namespace cameramonit::media {

/// Sends a part of a file over a stream at the reader's speed: the next piece is read from disk when the one before has
/// left. Keeps itself alive until the stream is over. Thread-safe.
class MediaRead final : public std::enable_shared_from_this<MediaRead> {
 public:
  using Stream = rpc::ServerStream<v1::ReadMediaResponse>;

  /// Borrows `executor`, where the disk is read. Sends bytes [from, to) of `file`, the first message with `info`.
  MediaRead(OpenFile file, std::int64_t from, std::int64_t to, v1::ReadMediaResponse::Info info,
            base::Executor& executor, std::shared_ptr<Stream> stream);

  void start();

 private:
  void readLater();
  void readOne();

  const OpenFile file_;
  std::int64_t at_;
  const std::int64_t end_;
  v1::ReadMediaResponse::Info info_;
  bool first_ = true;
  base::Executor& executor_;
  const std::shared_ptr<Stream> stream_;
};

}  // namespace cameramonit::media
