#pragma once

#include <functional>
#include <memory>
#include <string>

#include "web-gateway/http/request.h"
#include "web-gateway/http/response.h"

namespace cameramonit::http {

/// The answer to one request, written whole or piece by piece. Calls may come from any thread, in the order the bytes
/// shall have; they never block. Once the client is gone everything is dropped. Thread-safe.
class ResponseWriter {
 public:
  /// Runs with true when the bytes are with the operating system, with false when the client is gone. It runs on the
  /// connection's thread and must not block.
  using Written = std::function<void(bool)>;

  virtual ~ResponseWriter() = default;

  /// The whole response at once.
  virtual void send(Response response) = 0;

  /// Begins a response written in pieces: `start`, any number of `write`, `finish`.
  virtual void start(ResponseHead head) = 0;
  /// Queues bytes of the body. A producer that waits for `written` before it produces more is held back at the
  /// client's speed.
  virtual void write(std::string bytes, Written written) = 0;
  virtual void finish() = 0;

  /// Cuts the connection: the response cannot be completed and the client must be able to tell.
  virtual void abort() = 0;

  /// `callback` runs once, as soon as the client has gone before the response was complete; at once when it has gone
  /// already. Replaces the callback set before. It runs on the connection's thread or the caller's.
  virtual void onGone(std::function<void()> callback) = 0;
};

/// Answers requests. Borrowed by the server, which it must outlive. Thread-safe.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Called on the connection's thread and must not block. The response may be written now or later; each request must
  /// be answered or aborted.
  virtual void handle(Request request, std::shared_ptr<ResponseWriter> writer) = 0;
};

}  // namespace cameramonit::http
