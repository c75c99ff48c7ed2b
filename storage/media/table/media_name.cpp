#include "storage/media/table/media_name.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <vector>

namespace cameramonit::media {

MediaName parseMediaName(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() % 2 != 0 || parts.size() > 6 || parts[0] != "projects") return {};
  if (parts.size() > 2 && parts[2] != "channels") return {};
  MediaName parsed;
  parsed.project = parts[1];
  if (parts.size() > 2) parsed.channel = parts[3];
  if (parts.size() > 4) {
    parsed.collection = parts[4];
    parsed.id = parts[5];
  }
  return parsed;
}

std::string mediaName(const MediaName& name) {
  return absl::StrCat("projects/", name.project, "/channels/", name.channel, "/", name.collection, "/", name.id);
}

}  // namespace cameramonit::media
