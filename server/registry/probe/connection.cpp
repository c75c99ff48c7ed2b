#include "server/registry/probe/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace cameramonit::registry {
namespace {

constexpr std::size_t kChunk = 16 * 1024;

/// A socket that is connecting or connected; -1 with `error` when neither.
int startConnect(const IpAddress& address, int port, int& error) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const std::string text = address.str();
  if (address.isV4()) {
    auto* in = reinterpret_cast<sockaddr_in*>(&storage);
    in->sin_family = AF_INET;
    in->sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, text.c_str(), &in->sin_addr);
    size = sizeof *in;
  } else {
    auto* in = reinterpret_cast<sockaddr_in6*>(&storage);
    in->sin6_family = AF_INET6;
    in->sin6_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET6, text.c_str(), &in->sin6_addr);
    size = sizeof *in;
  }
  const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    error = errno;
    return -1;
  }
  if (::connect(fd, reinterpret_cast<sockaddr*>(&storage), size) == 0 || errno == EINPROGRESS) return fd;
  error = errno;
  ::close(fd);
  return -1;
}

v1::ProbeOutcome outcomeOf(int error) {
  return error == ECONNREFUSED ? v1::PROBE_OUTCOME_PORT_CLOSED : v1::PROBE_OUTCOME_HOST_UNREACHABLE;
}

}  // namespace

v1::ProbeOutcome Connection::open(const std::vector<IpAddress>& addresses, int port,
                                  const std::optional<std::string>& tlsName, const Patience& patience,
                                  std::unique_ptr<Connection>& connection) {
  v1::ProbeOutcome outcome = v1::PROBE_OUTCOME_HOST_UNREACHABLE;
  for (const IpAddress& address : addresses) {
    int error = 0;
    const int fd = startConnect(address, port, error);
    if (fd >= 0) {
      std::unique_ptr<Connection> opened(new Connection(fd, address));
      // Nothing at all came back: most likely nobody is there.
      if (!patience.await(fd, POLLOUT)) return v1::PROBE_OUTCOME_HOST_UNREACHABLE;
      socklen_t size = sizeof error;
      ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error == 0) {
        connection = std::move(opened);
        return tlsName ? connection->startTls(*tlsName, patience) : v1::PROBE_OUTCOME_OK;
      }
    }
    outcome = outcomeOf(error);
  }
  return outcome;
}

Connection::~Connection() {
  if (tls_ != nullptr) SSL_free(tls_);
  if (tlsContext_ != nullptr) SSL_CTX_free(tlsContext_);
  if (fd_ >= 0) ::close(fd_);
}

v1::ProbeOutcome Connection::startTls(const std::string& name, const Patience& patience) {
  tlsContext_ = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_default_verify_paths(tlsContext_);
  SSL_CTX_set_verify(tlsContext_, SSL_VERIFY_PEER, nullptr);
  tls_ = SSL_new(tlsContext_);
  if (IpAddress::parse(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_), name.c_str());
  } else {
    SSL_set1_host(tls_, name.c_str());
    SSL_set_tlsext_host_name(tls_, name.c_str());
  }
  SSL_set_fd(tls_, fd_);
  for (;;) {
    const int result = SSL_connect(tls_);
    if (result == 1) return v1::PROBE_OUTCOME_OK;
    const int why = SSL_get_error(tls_, result);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
      if (!patience.await(fd_, why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) return v1::PROBE_OUTCOME_TIMEOUT;
      continue;
    }
    return SSL_get_verify_result(tls_) == X509_V_OK ? v1::PROBE_OUTCOME_NOT_A_CAMERA
                                                    : v1::PROBE_OUTCOME_TLS_NOT_TRUSTED;
  }
}

bool Connection::write(std::string_view bytes, const Patience& patience) {
  while (!bytes.empty()) {
    if (patience.over()) return false;
    short wanted = POLLOUT;
    int wrote = 0;
    if (tls_ != nullptr) {
      wrote = SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
      if (wrote <= 0) {
        const int why = SSL_get_error(tls_, wrote);
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return false;
        wanted = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
      }
    } else {
      wrote = static_cast<int>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
      if (wrote < 0 && errno != EAGAIN && errno != EINTR) return false;
    }
    if (wrote > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (!patience.await(fd_, wanted)) {
      return false;
    }
  }
  return true;
}

bool Connection::read(std::string& bytes, const Patience& patience) {
  std::array<char, kChunk> chunk{};
  for (;;) {
    if (patience.over()) return false;
    short wanted = POLLIN;
    int got = 0;
    if (tls_ != nullptr) {
      got = SSL_read(tls_, chunk.data(), static_cast<int>(chunk.size()));
      if (got <= 0) {
        const int why = SSL_get_error(tls_, got);
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return false;
        wanted = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
      }
    } else {
      got = static_cast<int>(::recv(fd_, chunk.data(), chunk.size(), 0));
      if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return false;
    }
    if (got > 0) {
      bytes.append(chunk.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (!patience.await(fd_, wanted)) return false;
  }
}

}  // namespace cameramonit::registry
