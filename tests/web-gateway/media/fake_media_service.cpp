#include "tests/web-gateway/media/fake_media_service.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

namespace cameramonit::testing {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;

grpc::Status refusal(grpc::StatusCode code, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status rich;
  rich.set_code(code);
  rich.add_details()->PackFrom(info);
  return {code, reason, rich.SerializeAsString()};
}

}  // namespace

class FakeMediaService::Reader final : public grpc::ServerWriteReactor<media::v1::ReadMediaResponse> {
 public:
  Reader(FakeMediaService& owner, const media::v1::ReadMediaRequest& request) : owner_(owner), token_(request.token()) {
    ++owner_.open_;
    begin(request, ++owner_.reads_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return end(grpc::Status::CANCELLED);
    message_.Clear();
    if (token_ == "broken" && position_ > content_.size() / 2) {
      return end(grpc::Status(grpc::StatusCode::INTERNAL, "disk error"));
    }
    if (position_ == end_) return end(grpc::Status::OK);
    send();
  }
  void OnCancel() override {
    ++owner_.cancelled_;
    end(grpc::Status::CANCELLED);
  }
  void OnDone() override {
    --owner_.open_;
    delete this;
  }

 private:
  void begin(const media::v1::ReadMediaRequest& request, int read) {
    if (token_ == "expired") return end(refusal(grpc::StatusCode::PERMISSION_DENIED, "URL_EXPIRED"));
    if (token_ == "forged") return end(refusal(grpc::StatusCode::PERMISSION_DENIED, "SIGNATURE_INVALID"));
    if (token_ == "missing") return end(refusal(grpc::StatusCode::NOT_FOUND, "FILE_MISSING"));
    if (token_ == "empty") content_ = "";
    if (token_ == "script") content_ = "<svg onload='alert(1)'/>";
    auto& info = *message_.mutable_info();
    info.set_size_bytes(static_cast<std::int64_t>(content_.size()));
    info.set_content_type(token_ == "script" ? "image/svg+xml" : "video/mp4");
    info.set_etag(token_ == "changing" ? "v" + std::to_string(read) : "v1");
    info.set_file_name("brama \"główna\".mp4");
    const auto offset = static_cast<std::size_t>(request.offset());
    if (offset > content_.size()) {
      return end(refusal(grpc::StatusCode::INVALID_ARGUMENT, "FIELD_INVALID"));
    }
    position_ = offset;
    end_ = request.limit() == 0 ? content_.size()
                                : std::min(content_.size(), offset + static_cast<std::size_t>(request.limit()));
    send();
  }
  void send() {
    const std::size_t size = std::min(kPieceBytes, end_ - position_);
    message_.set_data(content_.substr(position_, size));
    position_ += size;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!ended_) StartWrite(&message_);
  }
  void end(const grpc::Status& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!std::exchange(ended_, true)) Finish(status);
  }

  FakeMediaService& owner_;
  const std::string token_;
  std::string content_ = film();
  media::v1::ReadMediaResponse message_;
  std::size_t position_ = 0;
  std::size_t end_ = 0;
  std::mutex mutex_;
  bool ended_ = false;
};

class FakeMediaService::Service final : public media::v1::MediaService::CallbackService {
 public:
  explicit Service(FakeMediaService& owner) : owner_(owner) {}
  grpc::ServerWriteReactor<media::v1::ReadMediaResponse>* ReadMedia(
      grpc::CallbackServerContext*, const media::v1::ReadMediaRequest* request) override {
    return new Reader(owner_, *request);
  }

 private:
  FakeMediaService& owner_;
};

FakeMediaService::FakeMediaService() : service_(std::make_unique<Service>(*this)) {
  grpc::ServerBuilder builder;
  builder.RegisterService(service_.get());
  server_ = builder.BuildAndStart();
}

FakeMediaService::~FakeMediaService() {
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  server_->Wait();
}

const std::string& FakeMediaService::film() {
  static const std::string kFilm = [] {
    std::string film;
    for (int i = 0; film.size() < 3'000'000; ++i) film += std::to_string(i) + ",";
    return film;
  }();
  return kFilm;
}

}  // namespace cameramonit::testing
