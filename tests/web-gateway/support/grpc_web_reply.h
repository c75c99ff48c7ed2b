#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::testing {

/// A gRPC-web body taken apart, independently of the gateway's own code.
struct GrpcWebReply {
  std::vector<std::string> messages;
  std::map<std::string, std::string> trailers;
  bool hasTrailers = false;
  bool wellFormed = false;  ///< whole frames only, trailers last

  int status() const { return hasTrailers ? std::stoi(trailers.at("grpc-status")) : -1; }
};

GrpcWebReply parseGrpcWeb(std::string_view body);
/// The same for the text dialect: each padded piece of base64 is decoded by itself.
GrpcWebReply parseGrpcWebText(std::string_view body);

/// One data frame.
std::string frame(std::string_view message);

std::string base64(std::string_view bytes);
std::string unbase64(std::string_view text);

}  // namespace cameramonit::testing
