// Channels and servers of the mesh, over real sockets and certificates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/access/v1/token_key_service.grpc.pb.h"
#include "common/base/status.h"
#include "common/certificate/authority.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/peer_channel.h"
#include "common/rpc/server_runtime.h"
#include "common/rpc/service_config.h"

namespace cameramonit::rpc {
namespace {

namespace fs = std::filesystem;
using access::v1::TokenKeyService;

constexpr char kContract[] = "cameramonit.access.v1.TokenKeyService";

class AllowAll final : public Authorizer {
 public:
  absl::Status authorize(const Principal&, const policy::v1::Policy&, const std::string&) const override {
    return absl::OkStatus();
  }
};

/// Answers with the name of whoever asks.
class Echo final : public TokenKeyService::CallbackService {
 public:
  explicit Echo(CallGuard& guard) : guard_(guard) {}
  grpc::ServerUnaryReactor* GetTokenKey(grpc::CallbackServerContext* context,
                                        const access::v1::GetTokenKeyRequest* request,
                                        access::v1::GetTokenKeyResponse* response) override {
    return guard_.unary(context, request, [response](const Principal& who) {
      response->set_public_key(who.name);
      return absl::OkStatus();
    });
  }

 private:
  CallGuard& guard_;
};

class MeshChannelTest : public ::testing::Test {
 protected:
  MeshChannelTest() {
    std::string pattern = (fs::temp_directory_path() / "cameramonit-mesh-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~MeshChannelTest() override {
    runtime_.shutdown(absl::Seconds(1));
    executor_.stop();
    fs::remove_all(folder_);
  }

  certificate::Authority makeAuthority(const std::string& name) {
    auto authority = certificate::Authority::create(folder_ / name, absl::Now(), absl::Hours(1));
    EXPECT_TRUE(authority.ok()) << authority.status();
    return *std::move(authority);
  }
  /// Files for `service`, replaced whole when they are there already.
  MeshCertificate issue(const certificate::Authority& authority, const std::string& service, const std::string& name) {
    const auto issued =
        authority.issue({service, {meshHostName(service)}, {meshServiceUri(service)}}, absl::Now(), absl::Hours(1));
    EXPECT_TRUE(issued.ok()) << issued.status();
    const MeshCertificate files = {folder_ / (name + ".pem"), folder_ / (name + ".key"), folder_ / (name + "-ca.pem")};
    EXPECT_TRUE(certificate::writeFile(files.key, issued->key.reveal(), true).ok());
    EXPECT_TRUE(certificate::writeFile(files.certificate, issued->certificate, false).ok());
    EXPECT_TRUE(certificate::writeFile(files.authority, authority.pem(), false).ok());
    return files;
  }
  void serve(const MeshCertificate& files) {
    runtime_.add(echo_, kContract);
    ASSERT_TRUE(runtime_.start({"127.0.0.1:0", files}).ok());
    runtime_.setServing(true);
  }
  absl::StatusOr<std::string> ask(const MeshCertificate& files, const std::string& claimed,
                                  const std::string& service = "access") {
    const auto channel = peerChannel({service, {kContract}, absl::StrCat("127.0.0.1:", runtime_.port())}, files);
    CAMERAMONIT_RETURN_IF_ERROR(channel.status());
    const ServiceIdentity self(claimed);
    access::v1::GetTokenKeyResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(fromGrpcStatus(
        TokenKeyService::NewStub(*channel)->GetTokenKey(self.context(absl::Seconds(5)).get(), {}, &response)));
    return response.public_key();
  }

  fs::path folder_;
  base::SystemClock clock_;
  log::Logger log_{{}, clock_};
  Metrics metrics_;
  AllowAll authorizer_;
  TokenReader tokens_{clock_};
  base::Executor executor_{"mesh-test", 2, 100};
  CallGuard guard_{{executor_, tokens_, authorizer_, metrics_, log_, nullptr}};
  Echo echo_{guard_};
  ServerRuntime runtime_{log_};
};

TEST_F(MeshChannelTest, ServiceIsWhoItsCertificateSays) {
  const auto ours = makeAuthority("ours");
  serve(issue(ours, "access", "access"));
  const MeshCertificate chat = issue(ours, "chat", "chat");
  const auto who = ask(chat, "chat");
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ(*who, "services/chat");
  EXPECT_EQ(base::errorReason(ask(chat, "media").status()), type::v1::ERROR_REASON_TOKEN_INVALID);
}

TEST_F(MeshChannelTest, CertificateOfAnotherAuthorityIsNoWayIn) {
  const auto ours = makeAuthority("ours");
  const auto theirs = makeAuthority("theirs");
  serve(issue(ours, "access", "access"));
  MeshCertificate forged = issue(theirs, "chat", "chat");
  forged.authority = folder_ / "access-ca.pem";  // it believes us, but we do not believe it
  EXPECT_EQ(ask(forged, "chat").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(MeshChannelTest, ServerOfAnotherServiceIsNotBelieved) {
  const auto ours = makeAuthority("ours");
  serve(issue(ours, "registry", "registry"));
  EXPECT_EQ(ask(issue(ours, "chat", "chat"), "chat").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(MeshChannelTest, NewCertificatesAreTakenWithoutARestart) {
  const auto before = makeAuthority("before");
  const auto after = makeAuthority("after");
  serve(issue(before, "access", "access"));
  const MeshCertificate chat = issue(after, "chat", "chat");
  ASSERT_FALSE(ask(chat, "chat").ok());
  issue(after, "access", "access");  // the same files
  absl::StatusOr<std::string> who = ask(chat, "chat");
  for (const absl::Time end = absl::Now() + absl::Seconds(20); !who.ok() && absl::Now() < end;) {
    absl::SleepFor(absl::Milliseconds(200));
    who = ask(chat, "chat");
  }
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ(*who, "services/chat");
}

TEST_F(MeshChannelTest, ServerThatDoesNotServeIsNotAsked) {
  const auto ours = makeAuthority("ours");
  serve(issue(ours, "access", "access"));
  runtime_.setServing(false);
  EXPECT_EQ(ask(issue(ours, "chat", "chat"), "chat").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(MeshChannelTest, PlainTextBeyondThisMachineIsRefusedWithWordsThatHelp) {
  runtime_.add(echo_, kContract);
  const absl::Status refused = runtime_.start({"0.0.0.0:0", {}});
  EXPECT_EQ(base::errorReason(refused), type::v1::ERROR_REASON_SETTING_INVALID);
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("cameramonit ca issue"));
}

TEST(DialTargetTest, ReadsAddressesAsPeopleWriteThem) {
  EXPECT_EQ(*dialTarget("10.0.0.2:8788"), "ipv4:10.0.0.2:8788");
  EXPECT_EQ(*dialTarget("10.0.0.2:8788, 10.0.0.3:8788"), "ipv4:10.0.0.2:8788,10.0.0.3:8788");
  EXPECT_EQ(*dialTarget("[::1]:8788"), "ipv6:[::1]:8788");
  EXPECT_EQ(*dialTarget("events.lan:8788"), "dns:///events.lan:8788");
  for (const char* wrong : {"", "10.0.0.2", "events.lan:0", "10.0.0.2:8788,events.lan:8788", "a:b"}) {
    EXPECT_EQ(base::errorReason(dialTarget(wrong).status()), type::v1::ERROR_REASON_SETTING_INVALID) << wrong;
  }
}

TEST(ServiceConfigTest, OnlyWhatOnlyReadsIsCalledAgain) {
  const auto* service = access::v1::GetTokenKeyRequest::descriptor()->file()->service(0);
  EXPECT_TRUE(isIdempotent(*service->FindMethodByName("GetTokenKey")));
  const std::string config = serviceConfig({kContract}, kContract);
  EXPECT_THAT(config, ::testing::HasSubstr(R"("method":"GetTokenKey"}],"timeout":"15s","retryPolicy")"));
  EXPECT_THAT(config, ::testing::HasSubstr(R"("healthCheckConfig":{"serviceName":"cameramonit.access.v1.TokenKey)"));
}

}  // namespace
}  // namespace cameramonit::rpc
