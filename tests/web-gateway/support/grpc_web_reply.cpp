#include "tests/web-gateway/support/grpc_web_reply.h"

#include <openssl/evp.h>

#include <algorithm>

namespace cameramonit::testing {

GrpcWebReply parseGrpcWeb(std::string_view body) {
  GrpcWebReply reply;
  while (!body.empty()) {
    if (body.size() < 5 || reply.hasTrailers) return reply;
    std::size_t size = 0;
    for (std::size_t i = 1; i < 5; ++i) size = size * 256 + static_cast<unsigned char>(body[i]);
    if (body.size() - 5 < size) return reply;
    const std::string payload(body.substr(5, size));
    const auto flag = static_cast<unsigned char>(body[0]);
    body.remove_prefix(5 + size);
    if (flag == 0) {
      reply.messages.push_back(payload);
      continue;
    }
    if (flag != 0x80) return reply;
    reply.hasTrailers = true;
    for (std::size_t start = 0; start < payload.size();) {
      const std::size_t end = payload.find("\r\n", start);
      const std::string line = payload.substr(start, end - start);
      const std::size_t colon = line.find(": ");
      reply.trailers[line.substr(0, colon)] = line.substr(colon + 2);
      start = end + 2;
    }
  }
  reply.wellFormed = reply.hasTrailers;
  return reply;
}

GrpcWebReply parseGrpcWebText(std::string_view body) {
  std::string bytes;
  while (!body.empty()) {
    // A piece ends with its padding, or where the text ends.
    std::size_t end = 0;
    while (end + 4 <= body.size() && body[end + 3] != '=') end += 4;
    end = std::min(body.size(), end + 4);
    bytes += unbase64(body.substr(0, end));
    body.remove_prefix(end);
  }
  return parseGrpcWeb(bytes);
}

std::string frame(std::string_view message) {
  std::string bytes(5, '\0');
  for (std::size_t i = 0; i < 4; ++i) bytes[4 - i] = static_cast<char>(message.size() >> (8 * i));
  return bytes.append(message);
}

std::string base64(std::string_view bytes) {
  std::string text(bytes.size() / 3 * 4 + 5, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string unbase64(std::string_view text) {
  std::string padded(text);
  while (padded.size() % 4 != 0) padded += '=';
  std::string bytes(padded.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
  const auto padding = static_cast<std::size_t>(std::count(padded.begin(), padded.end(), '='));
  bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - padding);
  return bytes;
}

}  // namespace cameramonit::testing
