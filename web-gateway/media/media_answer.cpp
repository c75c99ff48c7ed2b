#include "web-gateway/media/media_answer.h"

#include <algorithm>
#include <array>

#include <absl/status/status.h>
#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include "web-gateway/http/headers.h"

namespace cameramonit::media {
namespace {

struct Page {
  std::string_view reason;  ///< ErrorInfo.reason; empty: any
  absl::StatusCode code;    ///< for errors without a reason of ours; kUnknown: any
  int status;
  std::string_view english;
  std::string_view polish;
};

/// The first that fits is shown.
constexpr std::array<Page, 11> kPages = {{
    {"URL_EXPIRED", absl::StatusCode::kUnknown, 403,
     "This link has expired. Open the conversation again to get a new one.",
     "Ten link wygasł. Otwórz rozmowę ponownie, aby dostać nowy."},
    {"SIGNATURE_INVALID", absl::StatusCode::kUnknown, 403, "This link is not valid.", "Ten link jest nieprawidłowy."},
    {"FILE_MISSING", absl::StatusCode::kUnknown, 404, "This recording is no longer kept.", "Tego nagrania już nie ma."},
    {"MEDIA_UNKNOWN", absl::StatusCode::kUnknown, 404, "This recording is no longer kept.",
     "Tego nagrania już nie ma."},
    {"", absl::StatusCode::kNotFound, 404, "This recording is no longer kept.", "Tego nagrania już nie ma."},
    {"", absl::StatusCode::kInvalidArgument, 404, "There is nothing behind this link.", "Pod tym linkiem nic nie ma."},
    {"", absl::StatusCode::kPermissionDenied, 403, "This link is not valid.", "Ten link jest nieprawidłowy."},
    {"", absl::StatusCode::kUnauthenticated, 403, "This link is not valid.", "Ten link jest nieprawidłowy."},
    {"", absl::StatusCode::kUnavailable, 503, "The recordings can't be reached right now. Try again in a moment.",
     "Nagrania są teraz niedostępne. Spróbuj za chwilę."},
    {"", absl::StatusCode::kResourceExhausted, 503, "The recordings can't be reached right now. Try again in a moment.",
     "Nagrania są teraz niedostępne. Spróbuj za chwilę."},
    {"", absl::StatusCode::kUnknown, 502, "The recording can't be read.", "Nie można odczytać nagrania."},
}};

std::string reasonOf(const grpcweb::CallStatus& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.details)) return {};
  for (const auto& detail : rich.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return {};
}

const Page& pageFor(const grpcweb::CallStatus& status) {
  const std::string reason = reasonOf(status);
  for (const Page& page : kPages) {
    const bool reasonFits = page.reason.empty() || page.reason == reason;
    const bool codeFits = page.code == absl::StatusCode::kUnknown || static_cast<int>(page.code) == status.code;
    if (reasonFits && codeFits) return page;
  }
  return kPages.back();
}

/// RFC 8187 § 3.2: everything but attr-char is percent-encoded.
std::string encodeExtended(std::string_view text) {
  constexpr std::string_view kPlain = "!#$&+-.^_`|~";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || kPlain.find(c) != std::string_view::npos) {
      encoded.push_back(c);
    } else {
      encoded.push_back('%');
      encoded.push_back(kHex[byte >> 4]);
      encoded.push_back(kHex[byte & 15]);
    }
  }
  return encoded;
}

bool isShown(const std::string& type) {
  const bool isMedia =
      absl::StartsWith(type, "video/") || absl::StartsWith(type, "audio/") || absl::StartsWith(type, "image/");
  return isMedia && !absl::StartsWith(type, "image/svg");  // SVG can hold scripts
}

}  // namespace

std::string quotedEtag(const std::string& etag) {
  std::string_view bare = etag;
  if (bare.size() >= 2 && bare.front() == '"' && bare.back() == '"') bare = bare.substr(1, bare.size() - 2);
  const bool valid = std::all_of(bare.begin(), bare.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"'; });
  if (bare.empty() || !valid) return {};
  return absl::StrCat("\"", absl::string_view(bare.data(), bare.size()), "\"");
}

http::ResponseHead describe(const v1::ReadMediaResponse::Info& info, const std::string& etag, bool download,
                            bool secure) {
  http::ResponseHead head;
  const bool shown = isShown(info.content_type()) && http::isSafeField("content-type", info.content_type());
  head.headers.add("content-type", shown ? info.content_type() : "application/octet-stream");
  head.headers.add("accept-ranges", "bytes");
  if (!etag.empty()) head.headers.add("etag", etag);
  std::string disposition = shown && !download ? "inline" : "attachment";
  if (!info.file_name().empty()) disposition += "; filename*=UTF-8''" + encodeExtended(info.file_name());
  head.headers.add("content-disposition", std::move(disposition));
  // For seeking within one sitting; not so long that it outlives the right to see it.
  head.headers.add("cache-control", "private, max-age=300");
  head.headers.add("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
  head.headers.add("x-content-type-options", "nosniff");
  head.headers.add("referrer-policy", "no-referrer");
  head.headers.add("cross-origin-resource-policy", "same-origin");
  if (secure) head.headers.add("strict-transport-security", "max-age=31536000");
  return head;
}

http::Response errorPage(const grpcweb::CallStatus& status, std::string_view acceptLanguage) {
  const Page& page = pageFor(status);
  const bool polish = absl::StartsWithIgnoreCase({acceptLanguage.data(), acceptLanguage.size()}, "pl");
  return http::plainResponse(page.status, polish ? page.polish : page.english);
}

}  // namespace cameramonit::media
