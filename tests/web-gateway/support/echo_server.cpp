#include "tests/web-gateway/support/echo_server.h"

#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

namespace cameramonit::testing {
namespace {

constexpr std::size_t kFloodBytes = 64 * 1024;

std::string toText(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  (void)buffer.Dump(&slices);
  std::string text;
  for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return text;
}

grpc::ByteBuffer toBuffer(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

class EchoServer::Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(grpc::GenericCallbackServerContext& context, Counts& counts) : context_(context), counts_(counts) {
    ++counts_.open;
    ++counts_.started;
    const std::string& path = context.method();
    method_ = path.substr(path.rfind('/') + 1);
    if (method_ == "WhoAmI") method_ = "Say";
    if (method_ == "Login") method_ = "Fail";
    if (method_ == "Logout") method_ = "Silent";
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return end(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no message"));
    const std::string message = toText(request_);
    context_.AddInitialMetadata("x-request-id", "reply");
    context_.AddInitialMetadata("x-hidden", "not for browsers");
    if (method_ == "Say") {
      context_.AddTrailingMetadata("x-trailer", "value");
      context_.AddTrailingMetadata("x-raw-bin", std::string("\x00\xff", 2));
      left_ = 1;
      reply_ = message;
    } else if (method_ == "Count") {
      left_ = std::stoi(message);
      counting_ = true;
    } else if (method_ == "Fail") {
      context_.AddTrailingMetadata("x-trailer", "value");
      return end(grpc::Status(grpc::StatusCode::NOT_FOUND, message, "\x01rich"));
    } else if (method_ == "Metadata") {
      left_ = 1;
      for (const auto& [key, value] : context_.client_metadata()) {
        reply_.append(key.data(), key.size()).append("=").append(value.data(), value.size()).append("\n");
      }
    } else if (method_ == "Deadline") {
      left_ = 1;
      const auto remaining = context_.deadline() - std::chrono::system_clock::now();
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(remaining).count();
      reply_ = ms > 1'000'000'000 ? "none" : std::to_string(ms);
    } else if (method_ == "Forever") {
      left_ = 1;
      stays_ = true;
      reply_ = "first";
    } else if (method_ == "Silent") {
      return;
    } else if (method_ == "Flood") {
      flooding_ = true;
      reply_.assign(kFloodBytes, 'x');
      left_ = 1;
    } else {
      return end(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no such method"));
    }
    next();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return end(grpc::Status::CANCELLED);
    if (flooding_) {
      ++counts_.flooded;
    } else {
      --left_;
    }
    next();
  }

  void OnCancel() override {
    ++counts_.cancelled;
    end(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    --counts_.open;
    delete this;
  }

 private:
  void next() {
    if (left_ == 0) {
      if (!stays_) end(grpc::Status::OK);
      return;
    }
    if (counting_) reply_ = std::to_string(sent_++);
    response_ = toBuffer(reply_);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!ended_) StartWrite(&response_);
  }

  void end(const grpc::Status& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!std::exchange(ended_, true)) Finish(status);
  }

  grpc::GenericCallbackServerContext& context_;
  Counts& counts_;
  std::string method_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::string reply_;
  int left_ = 0;
  int sent_ = 0;
  bool counting_ = false;
  bool stays_ = false;
  bool flooding_ = false;
  std::mutex mutex_;  // a cancel comes on another thread
  bool ended_ = false;
};

class EchoServer::Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(Counts& counts) : counts_(counts) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    return new Reactor(*context, counts_);
  }

 private:
  Counts& counts_;
};

EchoServer::EchoServer() : service_(std::make_unique<Service>(counts_)) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterCallbackGenericService(service_.get());
  server_ = builder.BuildAndStart();
}

EchoServer::~EchoServer() {
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  server_->Wait();
}

std::shared_ptr<grpc::Channel> EchoServer::channel() const {
  return grpc::CreateChannel(address(), grpc::InsecureChannelCredentials());
}

std::shared_ptr<grpc::Channel> EchoServer::inProcessChannel() const {
  return server_->InProcessChannel({});
}

}  // namespace cameramonit::testing
