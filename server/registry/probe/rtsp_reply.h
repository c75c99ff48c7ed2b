#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <absl/time/time.h>

namespace cameramonit::registry {

/// The head of an RTSP answer (RFC 2326 § 7), as far as cameras keep to it.
struct RtspReply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< by name in lower case; the last of several
};

/// Reads an answer whose head is whole. Nothing when it is none. Takes bare line feeds, blanks around names and values,
/// folded lines. Reentrant.
std::optional<RtspReply> parseRtspReply(std::string_view head);

/// Where the head in `bytes` ends (behind its empty line); npos while it is not whole. Reentrant.
std::size_t endOfHead(std::string_view bytes);

/// The time of a Date header as cameras write it: RFC 1123, with or without comma and in any order of day and month.
/// Reentrant.
std::optional<absl::Time> parseDateHeader(const std::string& value);

}  // namespace cameramonit::registry
