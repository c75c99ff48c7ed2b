#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace cameramonit::testing {

/// One response as it came over the wire.
struct HttpReply {
  int status = 0;                                   ///< 0: the connection ended before a status line
  std::multimap<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  bool complete = false;  ///< the body ended as its framing says

  /// The first value, or nothing.
  std::string header(const std::string& name) const;
  std::vector<std::string> all(const std::string& name) const;
};

/// A blocking HTTP client that sends exactly the bytes it is told to, right or wrong. Every wait ends after 20 s.
/// Thread-bound.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, bool tls = false);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the peer has closed.
  bool send(std::string_view bytes);
  /// The next response. `head`: it answers a HEAD request and has no body.
  HttpReply read(bool head = false);
  /// Some bytes of what comes, or nothing at the end.
  std::string readSome(std::size_t limit = 64 * 1024);
  /// Whether the peer closes within `patience`; bytes that come before are thrown away.
  bool closesWithin(absl::Duration patience);
  /// Says that nothing more will be sent, but goes on reading.
  void closeSending();
  /// Closes with a reset instead of an orderly end.
  void reset();
  bool connected() const { return connected_; }

 private:
  bool fill();

  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  bool connected_ = false;
  std::string buffer_;
};

/// "METHOD target HTTP/1.1" with a host, the given fields ("name: value") and a body with its length.
std::string request(std::string_view method, std::string_view target, const std::vector<std::string>& fields = {},
                    std::string_view body = {});

/// Sends one request on a connection of its own.
HttpReply fetch(std::uint16_t port, std::string_view method, std::string_view target,
                const std::vector<std::string>& fields = {}, std::string_view body = {});

/// Open descriptors of this process.
std::size_t openDescriptors();

/// Resident memory of this process in bytes.
std::size_t residentBytes();

/// Waits until `condition` holds; false when it does not within 20 s.
template <typename Condition>
bool eventually(Condition condition);

void pauseBriefly();

template <typename Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 4000; ++i) {
    if (condition()) return true;
    pauseBriefly();
  }
  return false;
}

}  // namespace cameramonit::testing
