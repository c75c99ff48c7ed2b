#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>

#include "web-gateway/http/headers.h"

namespace cameramonit::grpcweb {

/// Pairs of lower-case keys and values; values of keys in "-bin" are raw bytes.
using Metadata = std::vector<std::pair<std::string, std::string>>;

/// How a call ended.
struct CallStatus {
  int code = 0;  ///< grpc::StatusCode
  std::string message;
  std::string details;  ///< serialized google.rpc.Status, or empty
  Metadata trailers;
};

/// A status of ours as a call's status, with its details. Reentrant.
CallStatus toCallStatus(const absl::Status& status);

/// Which header fields of a browser become metadata, and which metadata come back as fields. What is not named stays
/// behind. A name that ends in "*" stands for all that begin so.
struct MetadataPolicy {
  std::vector<std::string> request = {"authorization", "accept-language", "x-request-id", "traceparent"};
  std::vector<std::string> response = {"x-request-id"};
};

/// The metadata key that tells the services where a call comes from; only the gateway sets it.
inline constexpr std::string_view kClientAddressKey = "x-cameramonit-client-address";

/// Whether `patterns` names `name`. Reentrant.
bool isAllowed(const std::vector<std::string>& patterns, std::string_view name);

/// The metadata for the request fields that `policy` lets pass. Values of "-bin" fields are decoded; fields that gRPC
/// could not carry are left out. Reentrant.
Metadata requestMetadata(const http::Headers& headers, const MetadataPolicy& policy);

/// The fields for initial metadata that `policy` lets pass. Reentrant.
http::Headers responseHeaders(const Metadata& metadata, const MetadataPolicy& policy);

/// The payload of a trailers frame: `grpc-status`, `grpc-message` (percent-encoded), `grpc-status-details-bin` and the
/// service's own trailers, each "name: value" and CRLF. Reentrant.
std::string encodeTrailers(const CallStatus& status);

}  // namespace cameramonit::grpcweb
