#include "common/media/browser_transcoder.h"

#include <optional>
#include <utility>

#include "common/base/status.h"
#include "common/media/muxer.h"
#include "common/media/picture_encoder.h"
#include "common/media/picture_reader.h"
#include "common/media/sound_transcoder.h"

namespace cameramonit::media {
namespace {

constexpr int kQuality = 50;                              // crf 26: small, and number plates stay readable
constexpr absl::Duration kSoundAhead = absl::Seconds(1);  // keeps the muxer's interleaving queue short

}  // namespace

absl::Status transcodeForBrowser(const std::filesystem::path& source, const BrowserOptions& options,
                                 const std::filesystem::path& destination, std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(PictureReader pictures, PictureReader::open(source,
                                                                           {.range = options.range,
                                                                            .mostWidth = options.mostWidth,
                                                                            .mostHeight = options.mostHeight,
                                                                            .mostPerSecond = options.mostPerSecond,
                                                                            .threads = options.threads},
                                                                           stop));
  CAMERAMONIT_ASSIGN_OR_RETURN(PictureEncoder encoder,
                               PictureEncoder::open({.codec = PictureCodec::kH264,
                                                     .width = pictures.width(),
                                                     .height = pictures.height(),
                                                     .framesPerSecond = pictures.framesPerSecond(),
                                                     .quality = kQuality,
                                                     .mostKbitPerSecond = options.mostKbitPerSecond,
                                                     .threads = options.threads}));
  std::optional<SoundTranscoder> sound = SoundTranscoder::open(source, options.range, stop);

  CAMERAMONIT_ASSIGN_OR_RETURN(Muxer muxer, Muxer::create(destination, Muxer::Container::kMp4));
  CAMERAMONIT_ASSIGN_OR_RETURN(const int pictureTrack, muxer.addEncoded(encoder.native()));
  int soundTrack = -1;
  if (sound) {
    CAMERAMONIT_ASSIGN_OR_RETURN(soundTrack, muxer.addEncoded(sound->native()));
  }
  CAMERAMONIT_RETURN_IF_ERROR(muxer.begin());

  const auto writePicture = [&](Packet& packet) { return muxer.write(pictureTrack, packet); };
  const auto writeSound = [&](Packet& packet) { return muxer.write(soundTrack, packet); };
  for (;;) {
    Frame picture;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, pictures.next(picture));
    if (!more) break;
    const absl::Duration at = picture.at().value_or(absl::ZeroDuration());
    CAMERAMONIT_RETURN_IF_ERROR(encoder.encode(picture, writePicture));
    if (sound) CAMERAMONIT_RETURN_IF_ERROR(sound->run(at + kSoundAhead, writeSound));
    if (options.progress) options.progress(at);
  }
  CAMERAMONIT_RETURN_IF_ERROR(encoder.finish(writePicture));
  if (sound) CAMERAMONIT_RETURN_IF_ERROR(sound->finish(writeSound));
  return muxer.finish();
}

}  // namespace cameramonit::media
