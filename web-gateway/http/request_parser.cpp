#include "web-gateway/http/request_parser.h"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <absl/strings/match.h>

#include "web-gateway/http/target.h"

namespace cameramonit::http {
namespace beast = boost::beast::http;

namespace {

absl::string_view toAbsl(std::string_view text) {
  return {text.data(), text.size()};
}

std::string_view toStd(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

/// What a chunked body ends with at least. Beast 1.81 asserts when it is given less after the last chunk's size, so it
/// is never given less: more has to come anyway.
constexpr std::string_view kLastChunk = "0\r\n\r\n";

int statusOf(const boost::system::error_code& error) {
  if (error == beast::error::header_limit) return 431;
  if (error == beast::error::body_limit || error == beast::error::buffer_overflow) return 413;
  if (error == beast::error::bad_version) return 505;
  return 400;
}

}  // namespace

/// Keeps Beast out of the header: its parser is the only part of it in use.
class RequestParser::Impl {
 public:
  explicit Impl(const RequestLimits& limits) {
    parser_.header_limit(limits.headerBytes);
    parser_.body_limit(limits.bodyBytes);
    parser_.eager(false);  // stops behind the header, where the checks are
  }
  beast::request_parser<beast::string_body>& parser() { return parser_; }

 private:
  beast::request_parser<beast::string_body> parser_;
};

RequestParser::RequestParser(const RequestLimits& limits) : limits_(limits), impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

void RequestParser::fail(int status) {
  state_ = State::kFailed;
  failure_ = status;
}

std::size_t RequestParser::feed(std::string_view input) {
  std::size_t taken = 0;
  while (state_ == State::kHeader || state_ == State::kBody) {
    auto& parser = impl_->parser();
    const std::string_view rest = input.substr(taken);
    if (rest.empty() && !parser.is_header_done()) break;
    if (state_ == State::kBody && parser.chunked() && rest.size() < kLastChunk.size()) break;
    boost::system::error_code error;
    const std::size_t used = rest.empty() ? 0 : parser.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    taken += used;
    begun_ = begun_ || !input.empty();
    if (error && error != beast::error::need_more) {
      fail(statusOf(error));
      break;
    }
    if (state_ == State::kHeader && parser.is_header_done()) {
      checkHeader();
      if (state_ == State::kFailed) break;
      state_ = State::kBody;
      parser.eager(true);
    }
    if (parser.is_done()) {
      state_ = State::kComplete;
      break;
    }
    if (error || used == 0) {
      // Chunk extensions and trailers are no part of the header limit, so what waits for its end is bounded here.
      if (rest.size() - used > limits_.headerBytes) fail(state_ == State::kHeader ? 431 : 400);
      break;
    }
  }
  return taken;
}

void RequestParser::checkHeader() {
  const auto& message = impl_->parser().get();
  request_ = Request{};
  request_.minorVersion = message.version() == 10 ? 0 : 1;
  if (message.version() != 10 && message.version() != 11) return fail(505);
  std::size_t fields = 0;
  for (const auto& field : message) {
    if (++fields > limits_.headerFields) return fail(431);
    const std::string_view name = toStd(field.name_string());
    const std::string_view value = toStd(field.value());
    if (!isSafeField(name, value)) return fail(400);
    request_.headers.add(name, std::string(value));
  }
  const Headers& headers = request_.headers;
  const std::size_t hosts = headers.count("host");
  if (hosts > 1 || (hosts == 0 && request_.minorVersion == 1)) return fail(400);
  if (headers.has("transfer-encoding")) {
    if (headers.has("content-length") || request_.minorVersion == 0) return fail(400);
    if (!absl::EqualsIgnoreCase(toAbsl(headers.get("transfer-encoding")), "chunked")) return fail(501);
  }
  const std::string_view expect = headers.get("expect");
  expectsContinue_ = absl::EqualsIgnoreCase(toAbsl(expect), "100-continue") && request_.minorVersion == 1;
  if (!expect.empty() && !expectsContinue_) return fail(417);

  request_.method = std::string(toStd(message.method_string()));
  request_.target = std::string(toStd(message.target()));
  auto target = parseTarget(request_.target);
  if (!target.ok()) return fail(400);
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  const std::string_view connection = headers.get("connection");
  request_.keepAlive =
      request_.minorVersion == 1 ? !listsToken(connection, "close") : listsToken(connection, "keep-alive");
}

Request RequestParser::take() {
  Request request = std::move(request_);
  request.body = std::move(impl_->parser().get().body());
  impl_ = std::make_unique<Impl>(limits_);
  request_ = Request{};
  state_ = State::kHeader;
  expectsContinue_ = false;
  begun_ = false;
  return request;
}

}  // namespace cameramonit::http
