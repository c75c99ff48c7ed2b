#include "tests/benchmarks/gateway/web_load.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace cameramonit::testing {

WebLoad::WebLoad(std::uint16_t port, int connections, std::string request, std::string expected)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      request_(std::move(request)),
      expected_(std::move(expected)),
      connections_(static_cast<std::size_t>(connections)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (Connection& connection : connections_) {
    connection.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(connection.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect to the gateway");
    }
    const int on = 1;
    ::setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
  }
}

WebLoad::~WebLoad() {
  for (const Connection& connection : connections_) ::close(connection.fd);
  ::close(epoll_);
}

void WebLoad::send(Connection& connection) {
  connection.busy = true;
  connection.answer.clear();
  if (::send(connection.fd, request_.data(), request_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request_.size())) {
    throw std::runtime_error("cannot send a request");
  }
}

bool WebLoad::complete(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  constexpr std::string_view kLength = "content-length: ";
  const std::size_t length = answer.find(kLength);
  if (length != std::string::npos && length < head) {
    std::size_t size = 0;
    std::from_chars(answer.data() + length + kLength.size(), answer.data() + head, size);
    return answer.size() >= head + 4 + size;
  }
  constexpr std::string_view kEnd = "\r\n0\r\n\r\n";
  return answer.size() >= kEnd.size() && answer.compare(answer.size() - kEnd.size(), kEnd.size(), kEnd) == 0;
}

std::int64_t WebLoad::run(std::int64_t calls) {
  std::int64_t begun = 0;
  std::int64_t ended = 0;
  std::int64_t right = 0;
  for (Connection& connection : connections_) {
    if (begun++ < calls) send(connection);
  }
  std::array<epoll_event, 64> events{};
  std::array<char, 16 * 1024> chunk{};
  while (ended < calls) {
    const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
    if (ready <= 0) throw std::runtime_error("no answer within 10 s");
    for (int i = 0; i < ready; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      const ssize_t count = ::recv(connection.fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
      if (count <= 0) throw std::runtime_error("the gateway closed a connection");
      connection.answer.append(chunk.data(), static_cast<std::size_t>(count));
      if (!connection.busy || !complete(connection.answer)) continue;
      connection.busy = false;
      ++ended;
      if (connection.answer.find(expected_) != std::string::npos) ++right;
      if (begun++ < calls) send(connection);
    }
  }
  return right;
}

}  // namespace cameramonit::testing
