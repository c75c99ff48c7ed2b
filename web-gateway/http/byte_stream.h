#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

namespace boost::asio::ssl {
class context;
}

namespace cameramonit::http {

/// A connected socket, plain or under TLS. One read and one write may be under way at a time; completions run on the
/// socket's io_context. Thread-bound to that io_context, which has one thread.
class ByteStream {
 public:
  using Done = std::function<void(boost::system::error_code)>;
  using Transferred = std::function<void(boost::system::error_code, std::size_t)>;

  virtual ~ByteStream() = default;

  /// Must complete before anything else is called. For plain sockets it does at once.
  virtual void handshake(Done done) = 0;
  virtual void readSome(char* data, std::size_t size, Transferred done) = 0;
  virtual void writeSome(const std::vector<boost::asio::const_buffer>& buffers, Transferred done) = 0;
  /// Says that nothing more will be sent (FIN, close_notify).
  virtual void shutdownSend(Done done) = 0;
  /// Closes the socket; what is under way completes with an error. Idempotent.
  virtual void close() = 0;
};

std::unique_ptr<ByteStream> makePlainStream(boost::asio::ip::tcp::socket socket);

/// The stream shares `context`, so certificates can be exchanged while it lives.
std::unique_ptr<ByteStream> makeTlsStream(boost::asio::ip::tcp::socket socket,
                                          std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace cameramonit::http
