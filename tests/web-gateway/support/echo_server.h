#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

namespace cameramonit::testing {

/// A real gRPC server that knows no message type either: it answers any service by the method's name.
///   Say       the same message; initial metadata "x-request-id: reply", trailer "x-trailer: value"
///   Count     the message is a number n: the messages "0" … "n-1"
///   Fail      the message becomes the error text of NOT_FOUND, with details "\x01rich" and a trailer
///   Forever   one message, then nothing until it is cancelled
///   Silent    nothing until it is cancelled
///   Flood     messages of 64 KiB until it is cancelled
///   Metadata  one message of lines "key=value": what metadata came
///   Deadline  one message: milliseconds left, or "none"
/// WhoAmI, Login and Logout, which a contract knows to be unary, do what Say, Fail and Silent do.
/// Thread-safe.
class EchoServer {
 public:
  EchoServer();
  ~EchoServer();

  /// By a socket on loopback.
  std::shared_ptr<grpc::Channel> channel() const;
  std::shared_ptr<grpc::Channel> inProcessChannel() const;
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  struct Counts {
    std::atomic<int> open{0};
    std::atomic<int> started{0};
    std::atomic<int> cancelled{0};
    std::atomic<int> flooded{0};  ///< messages that Flood handed to gRPC
  };
  const Counts& counts() const { return counts_; }

 private:
  class Service;
  class Reactor;

  Counts counts_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace cameramonit::testing
