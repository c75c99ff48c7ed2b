#include "tests/web-gateway/support/raw_client.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/time/clock.h>

namespace cameramonit::testing {
namespace {

constexpr int kPatienceSeconds = 20;

}  // namespace

std::string HttpReply::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::vector<std::string> HttpReply::all(const std::string& name) const {
  std::vector<std::string> values;
  const auto [begin, end] = headers.equal_range(name);
  for (auto it = begin; it != end; ++it) values.push_back(it->second);
  return values;
}

RawClient::RawClient(std::uint16_t port, bool tls) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatienceSeconds, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!connected_ || !tls) return;
  context_ = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_options(context_, SSL_OP_IGNORE_UNEXPECTED_EOF);
  ssl_ = SSL_new(context_);
  SSL_set_fd(ssl_, fd_);
  connected_ = SSL_connect(ssl_) == 1;
}

RawClient::~RawClient() {
  if (ssl_ != nullptr) SSL_free(ssl_);
  if (context_ != nullptr) SSL_CTX_free(context_);
  if (fd_ >= 0) ::close(fd_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                      : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 64 * 1024> chunk{};
  const auto count = ssl_ != nullptr ? SSL_read(ssl_, chunk.data(), static_cast<int>(chunk.size()))
                                     : ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (count <= 0) return false;
  buffer_.append(chunk.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::readSome(std::size_t limit) {
  if (buffer_.empty() && !fill()) return {};
  std::string some = buffer_.substr(0, limit);
  buffer_.erase(0, some.size());
  return some;
}

HttpReply RawClient::read(bool head) {
  HttpReply reply;
  std::size_t end = std::string::npos;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return reply;
  }
  const std::string head_text = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  std::from_chars(head_text.data() + 9, head_text.data() + 12, reply.status);
  for (std::size_t start = head_text.find("\r\n") + 2; start < head_text.size();) {
    const std::size_t stop = head_text.find("\r\n", start);
    const std::string line = head_text.substr(start, stop - start);
    const std::size_t colon = line.find(':');
    reply.headers.emplace(absl::AsciiStrToLower(line.substr(0, colon)),
                          std::string(absl::StripAsciiWhitespace(line.substr(colon + 1))));
    start = stop + 2;
  }
  if (head || reply.status == 204 || reply.status == 304 || reply.status < 200) {
    reply.complete = true;
    return reply;
  }
  if (reply.header("transfer-encoding") == "chunked") {
    for (;;) {
      std::size_t line = 0;
      while ((line = buffer_.find("\r\n")) == std::string::npos) {
        if (!fill()) return reply;
      }
      std::size_t size = 0;
      std::from_chars(buffer_.data(), buffer_.data() + line, size, 16);
      while (buffer_.size() < line + 2 + size + 2) {
        if (!fill()) return reply;
      }
      reply.body.append(buffer_, line + 2, size);
      buffer_.erase(0, line + 2 + size + 2);
      if (size == 0) break;
    }
    reply.complete = true;
    return reply;
  }
  const std::string length = reply.header("content-length");
  if (length.empty()) {
    while (fill()) {
    }
    reply.body = std::exchange(buffer_, {});
    reply.complete = true;
    return reply;
  }
  const std::size_t size = std::stoul(length);
  while (buffer_.size() < size) {
    if (!fill()) break;
  }
  reply.complete = buffer_.size() >= size;
  reply.body = buffer_.substr(0, size);
  buffer_.erase(0, reply.body.size());
  return reply;
}

bool RawClient::closesWithin(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  while (absl::Now() < end) {
    pollfd waiting{fd_, POLLIN, 0};
    const int left = static_cast<int>(absl::ToInt64Milliseconds(end - absl::Now()));
    if (::poll(&waiting, 1, std::max(1, left)) <= 0) continue;
    if (!fill()) return true;
  }
  return false;
}

void RawClient::closeSending() {
  ::shutdown(fd_, SHUT_WR);
}

void RawClient::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

std::string request(std::string_view method, std::string_view target, const std::vector<std::string>& fields,
                    std::string_view body) {
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nhost: gateway.test\r\n";
  for (const std::string& field : fields) text += field + "\r\n";
  if (!body.empty() || method == "POST") text += "content-length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  return text;
}

HttpReply fetch(std::uint16_t port, std::string_view method, std::string_view target,
                const std::vector<std::string>& fields, std::string_view body) {
  RawClient client(port);
  client.send(request(method, target, fields, body));
  return client.read(method == "HEAD");
}

std::size_t openDescriptors() {
  std::size_t count = 0;
  DIR* directory = ::opendir("/proc/self/fd");
  while (::readdir(directory) != nullptr) ++count;
  ::closedir(directory);
  return count;
}

std::size_t residentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void pauseBriefly() {
  absl::SleepFor(absl::Milliseconds(5));
}

}  // namespace cameramonit::testing
