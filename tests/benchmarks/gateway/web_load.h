#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cameramonit::testing {

/// Many keep-alive connections that each send one request, wait for its answer and send the next, driven by one thread
/// with epoll: a browser's share of the work without a browser's weight. Thread-bound.
class WebLoad {
 public:
  /// `request` is what every connection sends; an answer counts when it holds `expected`.
  WebLoad(std::uint16_t port, int connections, std::string request, std::string expected);
  ~WebLoad();
  WebLoad(const WebLoad&) = delete;
  WebLoad& operator=(const WebLoad&) = delete;

  /// Makes `calls` calls in all. Returns how many had the expected answer.
  std::int64_t run(std::int64_t calls);

 private:
  struct Connection {
    int fd = -1;
    std::string answer;
    bool busy = false;
  };

  void send(Connection& connection);
  /// True when the answer in the buffer is complete.
  static bool complete(const std::string& answer);

  int epoll_ = -1;
  const std::string request_;
  const std::string expected_;
  std::vector<Connection> connections_;
};

}  // namespace cameramonit::testing
