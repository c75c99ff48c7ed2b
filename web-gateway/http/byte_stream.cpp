#include "web-gateway/http/byte_stream.h"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace cameramonit::http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  void handshake(Done done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done({}); });
  }
  void readSome(char* data, std::size_t size, Transferred done) override {
    socket_.async_read_some(asio::buffer(data, size), std::move(done));
  }
  void writeSome(const std::vector<asio::const_buffer>& buffers, Transferred done) override {
    socket_.async_write_some(buffers, std::move(done));
  }
  void shutdownSend(Done done) override {
    boost::system::error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    asio::post(socket_.get_executor(), [done = std::move(done), error] { done(error); });
  }
  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
};

class TlsStream final : public ByteStream {
 public:
  TlsStream(tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  void handshake(Done done) override { stream_.async_handshake(asio::ssl::stream_base::server, std::move(done)); }
  void readSome(char* data, std::size_t size, Transferred done) override {
    stream_.async_read_some(asio::buffer(data, size), std::move(done));
  }
  void writeSome(const std::vector<asio::const_buffer>& buffers, Transferred done) override {
    stream_.async_write_some(buffers, std::move(done));
  }
  void shutdownSend(Done done) override { stream_.async_shutdown(std::move(done)); }
  void close() override {
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  const std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<ByteStream> makePlainStream(tcp::socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<ByteStream> makeTlsStream(tcp::socket socket, std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<TlsStream>(std::move(socket), std::move(context));
}

}  // namespace cameramonit::http
