#pragma once

#include <string>

namespace cameramonit::media {

/// Where a resource of a channel is kept: the parts of projects/{project}/channels/{channel}/{collection}/{id}, or of
/// as much of it as there is. Parts that are missing are empty, and no row has empty ones.
struct MediaName {
  std::string project;
  std::string channel;
  std::string collection;
  std::string id;
};

/// Reads a name; the empty MediaName when it is none. Reentrant.
MediaName parseMediaName(const std::string& name);

/// projects/{project}/channels/{channel}/{collection}/{id}
std::string mediaName(const MediaName& name);

}  // namespace cameramonit::media
