#include "web-gateway/grpcweb/metadata.h"

#include <algorithm>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include "common/base/status.h"
#include "web-gateway/http/target.h"

namespace cameramonit::grpcweb {
namespace {

bool isBinary(std::string_view name) {
  return name.size() > 4 && name.substr(name.size() - 4) == "-bin";
}

/// Names of gRPC itself, which the trailers frame has its own lines for.
bool isReserved(std::string_view name) {
  return name.substr(0, 5) == "grpc-" || name.substr(0, 1) == ":";
}

/// gRPC keys: digits, lower-case letters, "-", "_" and "." (PROTOCOL-HTTP2.md, Custom-Metadata).
bool isMetadataKey(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool isPrintable(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

/// base64 without padding, as gRPC sends binary values.
std::string encodeBinary(std::string_view bytes) {
  std::string text = absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

}  // namespace

CallStatus toCallStatus(const absl::Status& status) {
  CallStatus result;
  result.code = static_cast<int>(status.code());
  if (status.ok()) return result;
  result.message = std::string(status.message());
  const base::ErrorDetails details = base::errorDetails(status);
  if (details.reason == type::v1::ERROR_REASON_UNSPECIFIED) return result;
  google::rpc::ErrorInfo info;
  info.set_reason(base::reasonName(details.reason));
  info.set_domain("cameramonit");
  for (const auto& [key, value] : details.facts) (*info.mutable_metadata())[key] = value;
  google::rpc::Status rich;
  rich.set_code(result.code);
  rich.set_message(result.message);
  rich.add_details()->PackFrom(info);
  result.details = rich.SerializeAsString();
  return result;
}

bool isAllowed(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [name](std::string_view pattern) {
    if (pattern.empty() || pattern.back() != '*') return pattern == name;
    pattern.remove_suffix(1);
    return name.substr(0, pattern.size()) == pattern;
  });
}

Metadata requestMetadata(const http::Headers& headers, const MetadataPolicy& policy) {
  Metadata metadata;
  for (const auto& [name, value] : headers) {
    if (!isMetadataKey(name) || isReserved(name) || !isAllowed(policy.request, name)) continue;
    if (!isBinary(name)) {
      if (isPrintable(value)) metadata.emplace_back(name, value);
      continue;
    }
    // Several values of one binary key may share a field, split by commas.
    for (const absl::string_view part : absl::StrSplit(value, ',')) {
      std::string bytes;
      if (absl::Base64Unescape(part, &bytes)) metadata.emplace_back(name, std::move(bytes));
    }
  }
  return metadata;
}

http::Headers responseHeaders(const Metadata& metadata, const MetadataPolicy& policy) {
  http::Headers headers;
  for (const auto& [name, value] : metadata) {
    if (isReserved(name) || !isAllowed(policy.response, name)) continue;
    headers.add(name, isBinary(name) ? encodeBinary(value) : value);
  }
  return headers;
}

std::string encodeTrailers(const CallStatus& status) {
  std::string text = "grpc-status: " + std::to_string(status.code) + "\r\n";
  if (!status.message.empty()) text += "grpc-message: " + http::percentEncodeMessage(status.message) + "\r\n";
  if (!status.details.empty()) text += "grpc-status-details-bin: " + encodeBinary(status.details) + "\r\n";
  for (const auto& [name, value] : status.trailers) {
    if (!isMetadataKey(name) || isReserved(name)) continue;
    const std::string shown = isBinary(name) ? encodeBinary(value) : value;
    if (isPrintable(shown)) text.append(name).append(": ").append(shown).append("\r\n");
  }
  return text;
}

}  // namespace cameramonit::grpcweb
