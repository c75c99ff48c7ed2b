#pragma once

#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cameramonit::chat {

/// An HTTP server on a free port of this machine that answers every request with the same bytes. Thread-safe.
class ScriptedEndpoint {
 public:
  explicit ScriptedEndpoint(std::string reply, absl::Duration delay = absl::ZeroDuration())
      : reply_(std::move(reply)), delay_(delay), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    ::listen(listener_, 8);
    socklen_t size = sizeof(address);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    server_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~ScriptedEndpoint() {
    server_.request_stop();
    server_.join();
    ::close(listener_);
  }
  ScriptedEndpoint(const ScriptedEndpoint&) = delete;
  ScriptedEndpoint& operator=(const ScriptedEndpoint&) = delete;

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_, "/v1/chat/completions"); }
  /// What was sent so far, a text a connection.
  std::vector<std::string> requests() const {
    absl::MutexLock lock(&mutex_);
    return requests_;
  }

  /// A reply with status and body.
  static std::string http(const std::string& status, const std::string& body, const std::string& headers = "") {
    return absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Type: application/json\r\n", headers,
                        "Content-Length: ", body.size(), "\r\nConnection: close\r\n\r\n", body);
  }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) continue;
      const std::string request = readRequest(connection);
      {
        absl::MutexLock lock(&mutex_);
        requests_.push_back(request);
      }
      for (absl::Duration waited; waited < delay_ && !stop.stop_requested(); waited += absl::Milliseconds(10)) {
        ::usleep(10'000);
      }
      for (std::size_t sent = 0; sent < reply_.size();) {
        const ssize_t bytes = ::send(connection, reply_.data() + sent, reply_.size() - sent, MSG_NOSIGNAL);
        if (bytes <= 0) break;
        sent += static_cast<std::size_t>(bytes);
      }
      ::close(connection);
    }
  }

  static std::string readRequest(int connection) {
    std::string text;
    char buffer[4096];
    for (;;) {
      const std::size_t end = text.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::size_t length = text.find("Content-Length: ");
        const std::size_t body = length == std::string::npos ? 0 : std::stoul(text.substr(length + 16));
        if (text.size() >= end + 4 + body) return text;
      }
      const ssize_t bytes = ::recv(connection, buffer, sizeof(buffer), 0);
      if (bytes <= 0) return text;
      text.append(buffer, static_cast<std::size_t>(bytes));
    }
  }

  const std::string reply_;
  const absl::Duration delay_;
  const int listener_;
  int port_ = 0;
  mutable absl::Mutex mutex_;
  std::vector<std::string> requests_ ABSL_GUARDED_BY(mutex_);
  std::jthread server_;
};

}  // namespace cameramonit::chat
