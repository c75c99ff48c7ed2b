#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "common/base/status.h"
#include "server/application/integration_rules.h"
#include "server/application/integration_trial.h"

namespace cameramonit::application {
namespace {

using base::Secret;
using ::testing::HasSubstr;

/// A server that takes one connection, keeps the request and gives one answer.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, generic, size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    ::getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
  }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_); }
  /// What was asked, whole. After the answer.
  const std::string& request() {
    thread_.join();
    return request_;
  }

 private:
  bool isComplete() const {
    const std::size_t head = request_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const std::size_t length = request_.find("Content-Length: ");
    if (length == std::string::npos) return true;
    return request_.size() >= head + 4 + std::stoul(request_.substr(length + 16));
  }
  void serve() {
    const int connection = ::accept(listener_, nullptr, nullptr);
    char buffer[4096];
    for (ssize_t n = 0; !isComplete() && (n = ::read(connection, buffer, sizeof buffer)) > 0;) {
      request_.append(buffer, static_cast<std::size_t>(n));
    }
    EXPECT_EQ(::write(connection, answer_.data(), answer_.size()), static_cast<ssize_t>(answer_.size()));
    ::close(connection);
  }

  const std::string answer_;
  const int listener_;
  int port_ = 0;
  std::string request_;
  std::thread thread_;
};

v1::Integration webhook(const std::string& url) {
  v1::Integration made;
  made.set_name("projects/home/integrations/pager");
  made.set_display_name("Pager");
  made.mutable_webhook()->set_url(url);
  return made;
}

v1::Integration vision(const std::string& url) {
  v1::Integration made;
  made.set_display_name("Second look");
  made.mutable_vision()->set_base_url(url);
  made.mutable_vision()->set_model("eye-2");
  return made;
}

std::string answer(const std::string& status, const std::string& body) {
  return absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Length: ", body.size(), "\r\nConnection: close\r\n\r\n", body);
}

TEST(IntegrationTrialTest, WebhookGetsASignedMessage) {
  OneAnswer server(answer("204 No Content", ""));
  v1::Integration integration = webhook(server.url() + "/in");
  (*integration.mutable_webhook()->mutable_headers())["X-Route"] = "night";
  const v1::TestResult result = tryIntegration(integration, Secret<std::string>("s3cret"), absl::Now());
  EXPECT_TRUE(result.succeeded()) << result.text().en();
  EXPECT_EQ(result.http_status(), 204);
  const std::string& asked = server.request();
  EXPECT_THAT(asked, ::testing::StartsWith("POST /in HTTP/1.1\r\n"));
  EXPECT_THAT(asked, HasSubstr("X-Route: night\r\n"));
  const std::string body = asked.substr(asked.find("\r\n\r\n") + 4);
  EXPECT_THAT(body, HasSubstr("projects/home/integrations/pager"));
  EXPECT_THAT(asked, HasSubstr("X-Cameramonit-Signature: " + webhookSignature(Secret<std::string>("s3cret"), body)));
}

TEST(IntegrationTrialTest, SignatureIsTheOneThatOthersCompute) {
  // RFC 4231, test case 2.
  EXPECT_EQ(webhookSignature(Secret<std::string>("Jefe"), "what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(IntegrationTrialTest, RefusalSaysToCheckTheSecret) {
  OneAnswer server(answer("401 Unauthorized", ""));
  const v1::TestResult result = tryIntegration(webhook(server.url()), Secret<std::string>(), absl::Now());
  EXPECT_FALSE(result.succeeded());
  EXPECT_THAT(result.text().en(), HasSubstr("secret"));
}

TEST(IntegrationTrialTest, RedirectionIsAnAnswerAndIsNotFollowed) {
  OneAnswer server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  const v1::TestResult result = tryIntegration(webhook(server.url()), Secret<std::string>(), absl::Now());
  EXPECT_FALSE(result.succeeded());
  EXPECT_EQ(result.http_status(), 302);
}

TEST(IntegrationTrialTest, VisionServiceMustHaveTheModel) {
  OneAnswer with(answer("200 OK", R"({"data":[{"id":"eye-1"},{"id":"eye-2"}]})"));
  EXPECT_TRUE(tryIntegration(vision(with.url() + "/v1/"), Secret<std::string>("key"), absl::Now()).succeeded());
  const std::string& asked = with.request();
  EXPECT_THAT(asked, ::testing::StartsWith("GET /v1/models HTTP/1.1\r\n"));
  EXPECT_THAT(asked, HasSubstr("Authorization: Bearer key\r\n"));
  OneAnswer without(answer("200 OK", R"({"data":[{"id":"eye-1"}]})"));
  const v1::TestResult result = tryIntegration(vision(without.url()), Secret<std::string>("key"), absl::Now());
  EXPECT_FALSE(result.succeeded());
  EXPECT_THAT(result.text().en(), HasSubstr("eye-2"));
}

TEST(IntegrationTrialTest, NobodyThereAndMetadataAddressesFail) {
  for (const char* url : {"http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[fe80::1]/"}) {
    v1::Integration integration = webhook(url);
    integration.mutable_webhook()->mutable_timeout()->set_seconds(2);
    const v1::TestResult result = tryIntegration(integration, Secret<std::string>(), absl::Now());
    EXPECT_FALSE(result.succeeded()) << url;
    EXPECT_EQ(result.http_status(), 0) << url;
    EXPECT_FALSE(result.text().pl().empty());
  }
}

TEST(IntegrationRulesTest, AddressesAreHttpsWithoutCredentials) {
  const auto good = [](const std::string& url, bool plain) { return checkIntegration(webhook(url), 0, plain).ok(); };
  EXPECT_TRUE(good("https://pager.example/in?x=1", false));
  EXPECT_TRUE(good("http://10.0.0.9/in", true));
  EXPECT_FALSE(good("http://10.0.0.9/in", false));
  for (const char* url : {"", "https://", "ftp://a/b", "file:///etc/passwd", "https://user:pw@a/b", "https://a/ b"}) {
    EXPECT_FALSE(good(url, true)) << url;
  }
}

TEST(IntegrationRulesTest, HeadersCannotReplaceOursOrBreakTheLine) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"Host", "a"}, {"Content-Type", "a"}, {"X-Cameramonit-Signature", "a"}, {"X-A", "a\r\nX-B: c"}, {"", "a"}}) {
    v1::Integration integration = webhook("https://a");
    (*integration.mutable_webhook()->mutable_headers())[name] = value;
    EXPECT_FALSE(checkIntegration(integration, 0, false).ok()) << name;
  }
}

TEST(IntegrationRulesTest, KindIsNeeded) {
  v1::Integration none;
  none.set_display_name("None");
  EXPECT_EQ(base::errorReason(checkIntegration(none, 0, false)), type::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace cameramonit::application
