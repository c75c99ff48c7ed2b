// What an analyzer is given is opened and run; what it loses ends; what breaks meanwhile disturbs nothing.
#include <gmock/gmock.h>

#include "analyzer/pipeline/assigned/assignment_client.h"
#include "common/base/status.h"
#include "tests/support/service/service_host.h"

namespace cameramonit::assigned {
namespace {

using application::v1::WatchAssignmentsResponse;
using ::testing::ElementsAre;

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr char kGate[] = "projects/p/channels/gate";
constexpr char kYard[] = "projects/p/channels/yard";

/// Tells what a test says, to whoever watches.
class FakeAssignments final : public application::v1::AssignmentService::CallbackService {
 public:
  using Stream = rpc::ServerStream<WatchAssignmentsResponse>;
  explicit FakeAssignments(rpc::CallGuard& guard) : guard_(guard) {}

  grpc::ServerWriteReactor<WatchAssignmentsResponse>* WatchAssignments(
      grpc::CallbackServerContext* context, const application::v1::WatchAssignmentsRequest* request) override {
    return guard_.serverStream<WatchAssignmentsResponse>(context, request,
                                                         [this](const rpc::Principal&, std::shared_ptr<Stream> stream) {
                                                           absl::MutexLock lock(&mutex_);
                                                           for (const WatchAssignmentsResponse& message : snapshot_)
                                                             stream->push(message);
                                                           stream_ = std::move(stream);
                                                           return absl::OkStatus();
                                                         });
  }
  void assign(const std::string& channel, const std::string& camera) {
    WatchAssignmentsResponse message;
    message.mutable_assigned()->mutable_channel()->set_name(channel);
    message.mutable_assigned()->mutable_channel()->set_camera(camera);
    message.mutable_assigned()->set_fence(1);
    send(message);
  }
  void release(const std::string& channel) {
    WatchAssignmentsResponse message;
    message.set_released(channel);
    send(message);
  }
  /// Breaks the stream; the next one begins with `snapshot`.
  void breakWith(std::vector<WatchAssignmentsResponse> snapshot) {
    absl::MutexLock lock(&mutex_);
    snapshot_ = std::move(snapshot);
    stream_->finish(base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "Gone for a moment."));
    stream_.reset();
  }

 private:
  void send(const WatchAssignmentsResponse& message) {
    absl::MutexLock lock(&mutex_);
    const auto there = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stream_ != nullptr; };
    ASSERT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&there), kPatience));
    stream_->push(message);
  }

  rpc::CallGuard& guard_;
  absl::Mutex mutex_;
  std::shared_ptr<Stream> stream_ ABSL_GUARDED_BY(mutex_);
  std::vector<WatchAssignmentsResponse> snapshot_ ABSL_GUARDED_BY(mutex_);
};

/// Cameras of which those called "cameras/live..." have a stream.
class FakeRegistry final : public registry::v1::CameraRegistryService::CallbackService {
 public:
  explicit FakeRegistry(rpc::CallGuard& guard) : guard_(guard) {}

  grpc::ServerUnaryReactor* OpenCamera(grpc::CallbackServerContext* context,
                                       const registry::v1::OpenCameraRequest* request,
                                       registry::v1::OpenCameraResponse* response) override {
    return guard_.unary(context, request, [request, response](const rpc::Principal&) -> absl::Status {
      response->mutable_camera()->set_name(request->name());
      if (request->name().find("live") != std::string::npos) {
        response->mutable_camera()->set_main_stream("rtsp://192.0.2.1/" + request->name());
      }
      response->mutable_credentials()->set_password("secret");
      return absl::OkStatus();
    });
  }
  grpc::ServerWriteReactor<registry::v1::WatchCamerasResponse>* WatchCameras(
      grpc::CallbackServerContext* context, const registry::v1::WatchCamerasRequest* request) override {
    return guard_.serverStream<registry::v1::WatchCamerasResponse>(
        context, request,
        [](const rpc::Principal&, const std::shared_ptr<rpc::ServerStream<registry::v1::WatchCamerasResponse>>&) {
          return absl::OkStatus();
        });
  }

 private:
  rpc::CallGuard& guard_;
};

class FakeRunner final : public CameraRunner {
 public:
  void run(LiveOrder order) override { note("run " + order.channel.name() + " " + order.camera.main_stream()); }
  void end(const std::string& channel) override { note("end " + channel); }

  /// Everything so far, once there are `count`.
  std::vector<std::string> await(std::size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return done_.size() >= count; };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), kPatience);
    return done_;
  }

 private:
  void note(std::string what) {
    absl::MutexLock lock(&mutex_);
    done_.push_back(std::move(what));
  }

  absl::Mutex mutex_;
  std::vector<std::string> done_ ABSL_GUARDED_BY(mutex_);
};

class AssignmentClientTest : public ::testing::Test {
 protected:
  AssignmentClientTest() {
    host_.serve({&assignments_, &registry_});
    peers_.connect(rpc::Peers(host_.channel()));
    client_.start();
  }
  ~AssignmentClientTest() override {
    client_.stop();
    host_.stop();
  }

  support::ServiceHost host_;
  FakeAssignments assignments_{host_.guard()};
  FakeRegistry registry_{host_.guard()};
  rpc::ServiceIdentity identity_{"analyzer"};
  pipeline::PeersClient peers_{identity_};
  FakeRunner runner_;
  AssignmentClient client_{{peers_, runner_, "analyzer-1", host_.clock(), host_.log()}};
};

TEST_F(AssignmentClientTest, RunsWhatIsAssignedAndEndsWhatIsReleased) {
  assignments_.assign(kGate, "cameras/live");
  EXPECT_THAT(runner_.await(1), ElementsAre("run projects/p/channels/gate rtsp://192.0.2.1/cameras/live"));
  assignments_.release(kGate);
  EXPECT_EQ(runner_.await(2).back(), "end projects/p/channels/gate");
}

TEST_F(AssignmentClientTest, CameraWithoutAStreamIsLeftAlone) {
  assignments_.assign(kGate, "cameras/uploads-only");
  EXPECT_THAT(runner_.await(1), ElementsAre("end projects/p/channels/gate"));
}

TEST_F(AssignmentClientTest, WhatTheNextSnapshotLacksEnds) {
  assignments_.assign(kGate, "cameras/live");
  runner_.await(1);
  assignments_.assign(kYard, "cameras/live-too");
  runner_.await(2);
  WatchAssignmentsResponse yard;
  yard.mutable_assigned()->mutable_channel()->set_name(kYard);
  yard.mutable_assigned()->mutable_channel()->set_camera("cameras/live-too");
  yard.mutable_assigned()->set_fence(1);
  WatchAssignmentsResponse checkpoint;
  checkpoint.mutable_checkpoint()->set_revision(1);
  assignments_.breakWith({yard, checkpoint});
  const std::vector<std::string> done = runner_.await(4);
  EXPECT_THAT(done, ::testing::Contains("end projects/p/channels/gate"));
  EXPECT_THAT(done, ::testing::Not(::testing::Contains("end projects/p/channels/yard")));
}

}  // namespace
}  // namespace cameramonit::assigned
