#include "common/media/animation.h"

#include <system_error>
#include <utility>

#include "common/base/status.h"
#include "common/media/atomic_file.h"
#include "common/media/muxer.h"
#include "common/media/picture_encoder.h"
#include "common/media/picture_reader.h"

namespace cameramonit::media {
namespace {

/// How an attempt differs from what was asked.
struct Attempt {
  double size;
  double rate;
  int quality;
};
constexpr Attempt kAttempts[] = {{1.0, 1.0, 60}, {0.8, 1.0, 40}, {0.6, 0.75, 30}, {0.4, 0.5, 15}};

absl::Status encode(const std::filesystem::path& source, const AnimationOptions& options, const Attempt& attempt,
                    const std::filesystem::path& destination, const std::stop_token& stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(PictureReader pictures,
                               PictureReader::open(source,
                                                   {.use = PictureUse::kWebp,
                                                    .range = {options.from, options.from + options.length},
                                                    .mostWidth = static_cast<int>(options.mostWidth * attempt.size),
                                                    .mostHeight = static_cast<int>(options.mostHeight * attempt.size),
                                                    .mostPerSecond = options.perSecond * attempt.rate},
                                                   stop));
  CAMERAMONIT_ASSIGN_OR_RETURN(PictureEncoder encoder,
                               PictureEncoder::open({.codec = PictureCodec::kAnimatedWebp,
                                                     .width = pictures.width(),
                                                     .height = pictures.height(),
                                                     .framesPerSecond = pictures.framesPerSecond(),
                                                     .quality = attempt.quality}));
  CAMERAMONIT_ASSIGN_OR_RETURN(Muxer muxer, Muxer::create(destination, Muxer::Container::kWebp));
  CAMERAMONIT_ASSIGN_OR_RETURN(const int track, muxer.addEncoded(encoder.native()));
  CAMERAMONIT_RETURN_IF_ERROR(muxer.begin());
  const auto write = [&](Packet& packet) { return muxer.write(track, packet); };
  for (;;) {
    Frame picture;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, pictures.next(picture));
    if (!more) break;
    CAMERAMONIT_RETURN_IF_ERROR(encoder.encode(picture, write));
  }
  CAMERAMONIT_RETURN_IF_ERROR(encoder.finish(write));
  return muxer.finish();
}

}  // namespace

absl::Status makeAnimation(const std::filesystem::path& source, const AnimationOptions& options,
                           const std::filesystem::path& destination, std::stop_token stop) {
  AtomicFile result(destination);
  for (const Attempt& attempt : kAttempts) {
    CAMERAMONIT_RETURN_IF_ERROR(encode(source, options, attempt, result.temporary(), stop));
    std::error_code ignored;
    if (std::filesystem::file_size(result.temporary(), ignored) <= static_cast<std::uintmax_t>(options.mostBytes))
      break;
  }
  return result.commit();
}

}  // namespace cameramonit::media
