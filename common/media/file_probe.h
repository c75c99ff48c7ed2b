#pragma once

#include <filesystem>
#include <string>

#include <absl/status/status.h>

struct AVInputFormat;
struct AVIOContext;

namespace cameramonit::media {

/// Containers that are opened at all, as libavformat names them. Playlists, pictures and text are not among them: a
/// file must never make us open another address, and a picture is no video.
extern const char* const kAllowedFormats;

/// Says by the content alone, never by the name, which container the bytes behind `io` are. Reads `probeBytes` at most.
/// Null when they are none of the allowed. Thread-bound to `io`.
const AVInputFormat* probeContainer(AVIOContext* io, unsigned probeBytes);

/// Why a file that says it is `formatName` could not be opened: FILE_INCOMPLETE when an MP4's index is missing because
/// the file ends too early, NOT_A_VIDEO otherwise. Reads the file. Reentrant.
absl::Status explainOpenFailure(const std::filesystem::path& file, const std::string& formatName);

}  // namespace cameramonit::media
