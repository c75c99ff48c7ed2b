#pragma once

#include <filesystem>
#include <string>

#include <absl/time/time.h>

namespace cameramonit::support {

/// A small film made for a test: a bright square that moves over a dark ground, one square's width a second.
struct TestVideo {
  std::string container = "mp4";    ///< libavformat's muxer
  std::string encoder = "libx264";  ///< libavcodec's encoder; empty: no pictures
  std::string soundEncoder = {};    ///< e.g. "aac", "pcm_mulaw": a steady tone; empty: no sound
  int width = 160;
  int height = 120;
  int framesPerSecond = 10;
  int framesPerGroup = 20;  ///< from keyframe to keyframe
  absl::Duration length = absl::Seconds(6);
  std::string muxerFlags = {};    ///< e.g. "+faststart", "+frag_keyframe+empty_moov"
  std::string creationTime = {};  ///< RFC 3339, as metadata; empty: none
  int bFrames = 0;
  bool still = false;  ///< nothing moves
};

/// Writes the film to `file`. Aborts with a message when that fails: then the test machine lacks something.
void makeTestVideo(const TestVideo& video, const std::filesystem::path& file);

/// The whole content of a file.
std::string contentOf(const std::filesystem::path& file);
/// Makes `file` with this content.
void writeContent(const std::filesystem::path& file, const std::string& content);

/// A folder for one test, gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace cameramonit::support
