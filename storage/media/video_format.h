#pragma once

#include <string>

#include "cameramonit/media/v1/media.pb.h"
#include "cameramonit/type/v1/common.pb.h"
#include "common/media/video_probe.h"

namespace cameramonit::media {

/// Facts of a file as the contract tells them. Reentrant.
v1::VideoFormat toProto(const VideoFacts& facts);

/// What a person is told about an odd file that was accepted; empty where nothing is odd. Reentrant.
type::v1::LocalizedText remarkOn(const VideoFacts& facts);

/// The media type (RFC 6838) of a container as libavformat names it. Reentrant.
std::string contentTypeOf(const std::string& container);

}  // namespace cameramonit::media
