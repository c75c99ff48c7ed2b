#include "storage/media/video_format.h"

#include <string_view>
#include <utility>

#include "common/base/localized_text.h"

namespace cameramonit::media {
namespace {

constexpr std::pair<std::string_view, std::string_view> kContentTypes[] = {
    {"mp4", "video/mp4"},       {"matroska", "video/x-matroska"}, {"avi", "video/x-msvideo"}, {"mpegts", "video/mp2t"},
    {"mpeg", "video/mpeg"},     {"flv", "video/x-flv"},           {"asf", "video/x-ms-asf"},  {"ogg", "video/ogg"},
    {"mxf", "application/mxf"},
};

}  // namespace

v1::VideoFormat toProto(const VideoFacts& facts) {
  v1::VideoFormat format;
  format.set_codec(facts.codec);
  format.set_width(facts.width);
  format.set_height(facts.height);
  format.set_frames_per_second(static_cast<float>(facts.framesPerSecond));
  format.set_audio_codec(facts.audioCodec);
  format.set_container(facts.container);
  format.set_browser_playable(facts.browserPlayable);
  return format;
}

type::v1::LocalizedText remarkOn(const VideoFacts& facts) {
  switch (facts.oddity) {
    case VideoOddity::kNone:
      break;
    case VideoOddity::kEndsEarly:
      return base::localized("Film urywa się przed końcem. Obejrzę to, co jest.",
                             "The video ends early. What is there is analysed.");
    case VideoOddity::kDamaged:
      return base::localized("Film jest miejscami uszkodzony. Te miejsca pominę.",
                             "Parts of the video are damaged. They are left out.");
  }
  return {};
}

std::string contentTypeOf(const std::string& container) {
  for (const auto& [part, type] : kContentTypes) {
    if (container.find(part) != std::string::npos) return std::string(type);
  }
  return "application/octet-stream";
}

}  // namespace cameramonit::media
