#include "common/rpc/call_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/server_runtime.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::rpc {
namespace {

using access::v1::SessionService;
using events::v1::EventService;

class Nowhere final : public log::Logger::Sink {
 public:
  void write(log::Level, std::string_view) override {}
};

class AllowAll final : public Authorizer {
 public:
  absl::Status authorize(const Principal&, const policy::v1::Policy&, const std::string&) const override {
    return absl::OkStatus();
  }
};

/// The real SessionService contract with a handler of the test's.
class Sessions final : public SessionService::CallbackService {
 public:
  explicit Sessions(CallGuard& guard) : guard_(guard) {}
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context, const access::v1::WhoAmIRequest* request,
                                   access::v1::WhoAmIResponse* response) override {
    return guard_.unary(context, request, [this, response](const Principal& who) {
      response->mutable_user()->set_name(who.name);
      response->mutable_user()->set_display_name(who.actingService);
      return onWhoAmI();
    });
  }
  std::function<absl::Status()> onWhoAmI = [] { return absl::OkStatus(); };

 private:
  CallGuard& guard_;
};

class Events final : public EventService::CallbackService {
 public:
  explicit Events(CallGuard& guard) : guard_(guard) {}
  grpc::ServerWriteReactor<events::v1::WatchEventsResponse>* WatchEvents(
      grpc::CallbackServerContext* context, const events::v1::WatchEventsRequest* request) override {
    return guard_.serverStream<events::v1::WatchEventsResponse>(context, request,
                                                                [this, request](const Principal&, auto stream) {
                                                                  onWatch(*request, stream);
                                                                  return absl::OkStatus();
                                                                });
  }
  grpc::ServerBidiReactor<events::v1::RecordEventsRequest, events::v1::RecordEventsResponse>* RecordEvents(
      grpc::CallbackServerContext* context) override {
    return guard_.batches<events::v1::RecordEventsRequest, events::v1::RecordEventsResponse>(
        context,
        [](const Principal&, std::vector<events::v1::RecordEventsRequest> requests)
            -> absl::StatusOr<std::vector<events::v1::RecordEventsResponse>> {
          std::vector<events::v1::RecordEventsResponse> responses;
          for (const auto& request : requests) {
            if (request.sequence() < 0) return absl::InvalidArgumentError("negative");
            responses.emplace_back().set_sequence(request.sequence());
          }
          return responses;
        });
  }
  std::function<void(const events::v1::WatchEventsRequest&,
                     std::shared_ptr<ServerStream<events::v1::WatchEventsResponse>>)>
      onWatch;

 private:
  CallGuard& guard_;
};

class CallGuardTest : public ::testing::Test {
 protected:
  CallGuardTest() {
    runtime_.add(sessions_);
    runtime_.add(events_);
    EXPECT_TRUE(runtime_.start({}).ok());
    sessionStub_ = SessionService::NewStub(runtime_.inProcessChannel());
    eventStub_ = EventService::NewStub(runtime_.inProcessChannel());
  }
  ~CallGuardTest() override {
    runtime_.shutdown(absl::Seconds(2));
    executor_.stop();
  }
  std::unique_ptr<grpc::ClientContext> as(const Principal& who) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization", "Bearer " + authority_.issue(who, clock_.now() + absl::Minutes(1)));
    return context;
  }
  static Principal user(std::string name) {
    Principal who;
    who.kind = Principal::Kind::kUser;
    who.name = std::move(name);
    return who;
  }
  static Principal service() {
    Principal who;
    who.kind = Principal::Kind::kService;
    who.name = "services/analyzer";
    return who;
  }
  absl::StatusOr<access::v1::User> whoAmI(grpc::ClientContext& context) {
    access::v1::WhoAmIResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(fromGrpcStatus(sessionStub_->WhoAmI(&context, {}, &response)));
    return response.user();
  }

  testing::FakeClock clock_;
  log::Logger log_{{}, clock_, std::make_unique<Nowhere>()};
  Metrics metrics_;
  AllowAll authorizer_;
  TokenAuthority authority_{TokenAuthority::newSeed(), clock_};
  base::Executor executor_{"guard-test", 2, 4};
  CallGuard guard_{{executor_, authority_, authorizer_, metrics_, log_, nullptr}};
  Sessions sessions_{guard_};
  Events events_{guard_};
  ServerRuntime runtime_{log_};
  std::unique_ptr<SessionService::Stub> sessionStub_;
  std::unique_ptr<EventService::Stub> eventStub_;
};

TEST_F(CallGuardTest, NobodyIsAskedToLogIn) {
  grpc::ClientContext context;
  EXPECT_EQ(base::errorReason(whoAmI(context).status()), type::v1::ERROR_REASON_TOKEN_MISSING);
}

TEST_F(CallGuardTest, EveryCallOfOneConnectionHasItsOwnIdentity) {
  for (const char* name : {"users/anna", "users/bob", "users/anna"}) {
    const auto who = whoAmI(*as(user(name)));
    ASSERT_TRUE(who.ok());
    EXPECT_EQ(who->name(), name);
  }
}

TEST_F(CallGuardTest, ServiceActsForAUserButAUserCannot) {
  const ServiceIdentity chat("chat");
  const auto who = whoAmI(*chat.contextFor(user("users/anna"), absl::Seconds(5)));
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ(who->name(), "users/anna");
  EXPECT_EQ(who->display_name(), "services/chat");

  auto forged = as(user("users/eve"));
  access::v1::User unused;
  forged->AddMetadata("x-cameramonit-on-behalf-bin", "\n\nusers/anna");
  EXPECT_EQ(base::errorReason(whoAmI(*forged).status()), type::v1::ERROR_REASON_TOKEN_INVALID);
}

TEST_F(CallGuardTest, MethodWithoutHandlerIsUnimplementedNotACrash) {
  grpc::ClientContext context;
  access::v1::LoginResponse response;
  EXPECT_EQ(sessionStub_->Login(&context, {}, &response).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(CallGuardTest, ReasonAndFactsReachTheCaller) {
  sessions_.onWhoAmI = [] {
    return base::notFound(type::v1::ERROR_REASON_CAMERA_UNKNOWN, "No such camera.", {{"camera", "cameras/x"}});
  };
  const absl::Status status = whoAmI(*as(user("users/anna"))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::errorDetails(status).facts.at("camera"), "cameras/x");
}

TEST_F(CallGuardTest, FullExecutorAnswersOverloadedInsteadOfWaiting) {
  absl::Notification release;
  sessions_.onWhoAmI = [&release] {
    release.WaitForNotification();
    return absl::OkStatus();
  };
  constexpr int kCalls = 12;  // two run, four wait
  std::atomic<int> overloaded = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCalls; ++i) {
    callers.emplace_back([&] {
      if (base::errorReason(whoAmI(*as(user("users/anna"))).status()) == type::v1::ERROR_REASON_OVERLOADED) {
        if (++overloaded == kCalls - 6) release.Notify();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(overloaded, kCalls - 6);
}

TEST_F(CallGuardTest, StreamDeliversInOrderAndEnds) {
  events_.onWatch = [](const auto&, auto stream) {
    for (int i = 0; i < 1000; ++i) {
      events::v1::WatchEventsResponse message;
      message.mutable_checkpoint()->set_revision(i);
      ASSERT_TRUE(stream->push(std::move(message)));
    }
    stream->finish(absl::OkStatus());
  };
  auto context = as(user("users/anna"));
  auto reader = eventStub_->WatchEvents(context.get(), {});
  events::v1::WatchEventsResponse message;
  int next = 0;
  while (reader->Read(&message)) EXPECT_EQ(message.checkpoint().revision(), next++);
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(next, 1000);
}

TEST_F(CallGuardTest, ClosedStreamIsToldToItsProducer) {
  absl::Notification closed;
  events_.onWatch = [&closed](const auto&, auto stream) { stream->onClosed([&closed] { closed.Notify(); }); };
  auto context = as(user("users/anna"));
  auto reader = eventStub_->WatchEvents(context.get(), {});
  context->TryCancel();
  EXPECT_TRUE(closed.WaitForNotificationWithTimeout(absl::Seconds(5)));
  reader->Finish();
}

TEST_F(CallGuardTest, BatchesAcknowledgeEveryMessageInOrder) {
  auto context = as(service());
  auto stream = eventStub_->RecordEvents(context.get());
  std::thread writer([&stream] {
    for (int i = 1; i <= 3000; ++i) {
      events::v1::RecordEventsRequest request;
      request.set_sequence(i);
      stream->Write(request);
    }
    stream->WritesDone();
  });
  events::v1::RecordEventsResponse response;
  int next = 1;
  while (stream->Read(&response)) EXPECT_EQ(response.sequence(), next++);
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(next, 3001);
}

TEST_F(CallGuardTest, BatchStreamIsRefusedToPeople) {
  auto context = as(user("users/anna"));
  auto stream = eventStub_->RecordEvents(context.get());
  events::v1::RecordEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(CallGuardTest, ShutdownEndsOpenStreams) {
  absl::Notification open;
  events_.onWatch = [&open](const auto&, auto) { open.Notify(); };
  auto context = as(user("users/anna"));
  auto reader = eventStub_->WatchEvents(context.get(), {});
  open.WaitForNotification();
  const absl::Time start = absl::Now();
  runtime_.shutdown(absl::Milliseconds(100));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(CallGuardTest, CallsAreCountedByMethodAndCode) {
  ASSERT_TRUE(whoAmI(*as(user("users/anna"))).ok());
  EXPECT_THAT(metrics_.text(), ::testing::HasSubstr("cameramonit_rpc_calls_total{method=\"cameramonit.access.v1."
                                                    "SessionService/WhoAmI\",code=\"OK\"} 1"));
}

TEST_F(CallGuardTest, CancelledStreamKeepsItsRequestWhileItsHandlerReadsIt) {
  const std::string parent(1000, 'p');
  absl::Notification begun, read;
  std::string seen;
  events_.onWatch = [&](const auto& request, auto stream) {
    begun.Notify();
    while (!stream->closed()) absl::SleepFor(absl::Milliseconds(1));
    absl::SleepFor(absl::Milliseconds(100));  // in which the call would go
    seen = request.filter().parents(0);
    read.Notify();
  };
  const auto context = as(service());
  events::v1::WatchEventsRequest request;
  request.mutable_filter()->add_parents(parent);
  const auto reader = eventStub_->WatchEvents(context.get(), request);
  begun.WaitForNotification();
  context->TryCancel();
  (void)reader->Finish();
  ASSERT_TRUE(read.WaitForNotificationWithTimeout(absl::Seconds(10)));
  EXPECT_EQ(seen, parent);
}

}  // namespace
}  // namespace cameramonit::rpc
