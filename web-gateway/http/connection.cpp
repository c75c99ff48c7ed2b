#include "web-gateway/http/connection.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <boost/asio/error.hpp>

namespace cameramonit::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kReadAheadBytes = 64 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view explain(int status) {
  switch (status) {
    case 408:
      return "The request took too long to arrive.";
    case 413:
      return "The request is larger than this server takes.";
    case 417:
      return "This expectation cannot be met.";
    case 431:
      return "The header of the request is larger than this server takes.";
    case 501:
      return "This transfer coding is not supported.";
    case 505:
      return "This server speaks HTTP/1.1.";
    default:
      return "The request cannot be understood.";
  }
}

}  // namespace

Connection::Connection(std::unique_ptr<ByteStream> stream, std::string peer, SharedLimit::Slot slot,
                       ConnectionHost& host, Handler& handler, const ServerOptions& options, ServerStats& stats)
    : stream_(std::move(stream)),
      peer_(std::move(peer)),
      slot_(std::move(slot)),
      host_(host),
      handler_(handler),
      options_(options),
      stats_(stats),
      parser_(options.request) {
  ++stats_.connectionsOpen;
}

Connection::~Connection() {
  --stats_.connectionsOpen;
}

void Connection::expireIn(absl::Duration duration) {
  deadline_ = SteadyClock::now() + absl::ToChronoNanoseconds(duration);
}

void Connection::start() {
  expireIn(options_.timeouts.header);
  stream_->handshake([self = shared_from_this()](boost::system::error_code error) {
    if (self->phase_ != Phase::kHandshake) return;
    if (error || self->draining_) return self->close();
    self->phase_ = Phase::kReading;
    self->readMore();
  });
}

void Connection::sweep(SteadyClock::time_point now) {
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  const bool midRequest = phase_ == Phase::kReading && (parser_.begun() || !input_.empty());
  const bool idle = phase_ == Phase::kReading && !midRequest;
  if (!idle && phase_ != Phase::kLingering) ++stats_.timeouts;
  if (midRequest && !writing_) return refuse(408);
  close();
}

void Connection::drain() {
  draining_ = true;
  const bool idle = phase_ == Phase::kReading && !parser_.begun() && input_.empty();
  if (idle || phase_ == Phase::kHandshake) close();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  deadline_.reset();
  stream_->close();
  const auto self = shared_from_this();  // `closed` may drop the last other owner
  if (exchange_) {
    ++stats_.clientsGone;
    record(false);
    const auto exchange = std::exchange(exchange_, nullptr);
    const auto waiting = std::exchange(waiting_, {});
    for (const auto& written : waiting) written(false);
    exchange->clientGone();
  }
  host_.closed(*this);
}

// --- Reading -------------------------------------------------------------------------------------------------------

void Connection::readMore() {
  if (reading_ || peerEnded_ || phase_ == Phase::kClosed || input_.size() >= kReadAheadBytes) return;
  reading_ = true;
  stream_->readSome(
      readBuffer_.data(), readBuffer_.size(),
      [self = shared_from_this()](boost::system::error_code error, std::size_t count) { self->onRead(error, count); });
}

void Connection::onRead(boost::system::error_code error, std::size_t count) {
  reading_ = false;
  if (phase_ == Phase::kClosed) return;
  if (error) return onPeerEnd(error == boost::asio::error::eof);
  if (phase_ != Phase::kLingering) {
    input_.append(readBuffer_.data(), count);
    if (phase_ == Phase::kReading) advance();
  }
  readMore();
}

void Connection::onPeerEnd(bool orderly) {
  peerEnded_ = true;
  // A client that sent its next requests and then closed its sending side still waits for the answers. Without such
  // requests a closed sending side means that the page is gone.
  const bool awaitsAnswers = orderly && phase_ == Phase::kAnswering && (exchange_->finished() || !input_.empty());
  if (!awaitsAnswers) close();
}

void Connection::advance() {
  while (phase_ == Phase::kReading && !input_.empty()) {
    if (!headerBegun_) {
      headerBegun_ = true;
      expireIn(options_.timeouts.header);
    }
    input_.erase(0, parser_.feed(input_));
    switch (parser_.state()) {
      case RequestParser::State::kHeader:
        break;
      case RequestParser::State::kBody:
        if (std::exchange(bodyBegun_, true)) break;
        expireIn(options_.timeouts.body);
        if (parser_.expectsContinue() && input_.empty() && !writing_) {
          output_.append(std::string(kContinue));
          write();
        }
        break;
      case RequestParser::State::kFailed:
        return refuse(parser_.failure());
      case RequestParser::State::kComplete:
        return answer(parser_.take());
    }
    break;
  }
  if (phase_ == Phase::kReading && peerEnded_) close();
}

std::shared_ptr<Exchange> Connection::beginExchange() {
  phase_ = Phase::kAnswering;
  headerBegun_ = bodyBegun_ = false;
  if (!writing_) deadline_.reset();
  began_ = SteadyClock::now();
  access_ = AccessRecord{};
  access_.peer = peer_;
  ++stats_.requests;
  exchange_ = std::make_shared<Exchange>([this, self = weak_from_this()] {
    host_.post([self] {
      if (const auto connection = self.lock()) connection->pump();
    });
  });
  return exchange_;
}

void Connection::answer(Request request) {
  const auto exchange = beginExchange();
  keepAlive_ = request.keepAlive && !draining_;
  isHead_ = request.method == "HEAD";
  minorVersion_ = request.minorVersion;
  access_.method = request.method;
  access_.path = request.path;
  request.peer = peer_;
  request.secure = options_.tls.enabled();
  handler_.handle(std::move(request), exchange);
}

void Connection::refuse(int status) {
  const auto exchange = beginExchange();
  keepAlive_ = isHead_ = false;
  minorVersion_ = 1;
  input_.clear();
  exchange->send(plainResponse(status, explain(status)));
}

// --- Answering -----------------------------------------------------------------------------------------------------

void Connection::pump() {
  if (!exchange_ || writing_) return;
  Exchange::Outgoing outgoing = exchange_->take();
  if (outgoing.aborted) return close();
  if (outgoing.head) beginResponse(std::move(*outgoing.head), outgoing);
  for (Exchange::Piece& piece : outgoing.pieces) appendBody(std::move(piece));
  if (outgoing.finished) {
    if (bodyLeft_.value_or(0) != 0) return close();  // promised more than it wrote
    if (framing_ == BodyFraming::kChunked) output_.append(std::string("0\r\n\r\n"));
    finishing_ = true;
  }
  write();
}

void Connection::beginResponse(ResponseHead head, const Exchange::Outgoing& outgoing) {
  access_.status = head.status;
  if (!head.contentLength && outgoing.finished) {
    std::uint64_t size = 0;
    for (const Exchange::Piece& piece : outgoing.pieces) size += piece.size();
    head.contentLength = size;
  }
  keepAlive_ = keepAlive_ && !draining_;
  if (isBodiless(head.status)) {
    framing_ = BodyFraming::kNone;
  } else if (head.contentLength) {
    framing_ = BodyFraming::kLength;
  } else if (minorVersion_ == 1) {
    framing_ = BodyFraming::kChunked;
  } else {
    framing_ = BodyFraming::kUntilClose;
    keepAlive_ = false;
  }
  output_.append(formatHead(head, {framing_, keepAlive_, host_.dateLine()}));
  const bool hasBody = !isHead_ && framing_ != BodyFraming::kNone;
  if (!hasBody) framing_ = BodyFraming::kNone;
  bodyLeft_ = hasBody && framing_ == BodyFraming::kLength ? head.contentLength : std::nullopt;
}

void Connection::appendBody(Exchange::Piece piece) {
  if (phase_ == Phase::kClosed) {
    if (piece.written) piece.written(false);
    return;
  }
  if (piece.written) waiting_.push_back(std::move(piece.written));
  const std::size_t size = piece.size();
  if (framing_ == BodyFraming::kNone || size == 0) return;
  if (bodyLeft_) {
    if (size > *bodyLeft_) return close();  // would be read as the next response
    *bodyLeft_ -= size;
  }
  if (framing_ == BodyFraming::kChunked) output_.append(absl::StrCat(absl::Hex(size), "\r\n"));
  if (piece.shared) {
    output_.append(std::move(piece.shared));
  } else {
    output_.append(std::move(piece.bytes));
  }
  if (framing_ == BodyFraming::kChunked) output_.append(std::string("\r\n"));
}

// --- Writing -------------------------------------------------------------------------------------------------------

void Connection::write() {
  if (phase_ == Phase::kClosed || writing_) return;
  if (output_.empty()) return onWritten({}, 0);
  writing_ = true;
  if (exchange_) expireIn(options_.timeouts.write);
  std::vector<boost::asio::const_buffer> buffers;
  for (const std::string_view view : output_.views()) buffers.emplace_back(view.data(), view.size());
  stream_->writeSome(buffers, [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
    self->writing_ = false;
    self->onWritten(error, count);
  });
}

void Connection::onWritten(boost::system::error_code error, std::size_t count) {
  if (phase_ == Phase::kClosed) return;
  if (error) return close();
  output_.consume(count);
  stats_.bytesSent += count;
  access_.bytesSent += count;
  if (!output_.empty()) return write();
  if (phase_ != Phase::kAnswering) return;
  deadline_.reset();
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& written : waiting) written(true);
  if (std::exchange(finishing_, false)) return endExchange();
  if (count != 0) pump();  // what was written meanwhile
}

void Connection::endExchange() {
  record(true);
  std::exchange(exchange_, nullptr)->delivered();
  bodyLeft_.reset();
  if (!keepAlive_) return linger();
  phase_ = Phase::kReading;
  expireIn(options_.timeouts.idle);
  advance();
  if (phase_ == Phase::kReading && peerEnded_) return close();
  readMore();
}

void Connection::linger() {
  if (peerEnded_) return close();
  phase_ = Phase::kLingering;
  input_.clear();
  expireIn(options_.timeouts.linger);
  stream_->shutdownSend([self = shared_from_this()](boost::system::error_code) {});
  readMore();  // until the client closes too: unread bytes would turn the close into a reset
}

void Connection::record(bool complete) {
  std::atomic<std::uint64_t>* const classes[] = {&stats_.responses2xx, &stats_.responses3xx, &stats_.responses4xx,
                                                 &stats_.responses5xx};
  if (access_.status >= 200 && access_.status < 600) ++*classes[access_.status / 100 - 2];
  if (!options_.accessLog) return;
  access_.complete = complete;
  access_.duration = absl::FromChrono(SteadyClock::now() - began_);
  options_.accessLog(access_);
}

}  // namespace cameramonit::http
