#include "common/media/still.h"

#include <algorithm>
#include <utility>

extern "C" {
#include <libavcodec/packet.h>
}

#include "common/base/status.h"
#include "common/media/picture_encoder.h"
#include "common/media/picture_reader.h"

namespace cameramonit::media {
namespace {

/// At the asked moment; past the last picture a little earlier, where there may be one; else at the beginning.
absl::StatusOr<PictureReader> openNear(const std::filesystem::path& source, const StillOptions& options,
                                       const std::stop_token& stop) {
  for (const absl::Duration at : {options.at, options.at - absl::Seconds(1), absl::ZeroDuration()}) {
    PictureReaderOptions reading{.use = PictureUse::kJpeg,
                                 .range = {.from = std::max(at, absl::ZeroDuration())},
                                 .mostWidth = options.mostWidth,
                                 .mostHeight = options.mostHeight};
    absl::StatusOr<PictureReader> reader = PictureReader::open(source, reading, stop);
    const bool nothingThere =
        !reader.ok() && base::errorReason(reader.status()) == base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE;
    if (!nothingThere || at <= absl::ZeroDuration()) return reader;
  }
  return base::internalError("No picture was looked for.");
}

}  // namespace

absl::StatusOr<std::string> makeStill(const std::filesystem::path& source, const StillOptions& options,
                                      std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(PictureReader pictures, openNear(source, options, stop));
  Frame picture;
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool got, pictures.next(picture));
  if (!got) return base::internalError("The picture was lost.");
  CAMERAMONIT_ASSIGN_OR_RETURN(PictureEncoder encoder, PictureEncoder::open({.codec = PictureCodec::kJpeg,
                                                                             .width = pictures.width(),
                                                                             .height = pictures.height(),
                                                                             .quality = options.quality}));
  std::string jpeg;
  const auto keep = [&jpeg](Packet& packet) {
    jpeg.assign(reinterpret_cast<const char*>(packet.native()->data), static_cast<std::size_t>(packet.native()->size));
    return absl::OkStatus();
  };
  CAMERAMONIT_RETURN_IF_ERROR(encoder.encode(picture, keep));
  CAMERAMONIT_RETURN_IF_ERROR(encoder.finish(keep));
  if (jpeg.empty()) return base::internalError("The picture could not be encoded.");
  return jpeg;
}

}  // namespace cameramonit::media
