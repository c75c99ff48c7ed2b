#include "server/chat/model/remote_question_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/chat/model/scripted_endpoint.h"
#include "tests/server/chat/understand/asking.h"
#include "tests/support/database/test_database.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::chat {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kProject[] = "projects/home";
constexpr char kCompletion[] =
    R"({"choices": [{"message": {"content": "{\"intent\": \"count\", \"object\": \"car\"}"}}]})";

class RemoteQuestionModelTest : public ::testing::Test {
 protected:
  RemoteQuestionModel model(const ScriptedEndpoint& endpoint, int callsPerDay = 100,
                            absl::Duration timeLimit = absl::Seconds(5)) {
    RemoteQuestionModel::Options options;
    options.endpoint.url = endpoint.url();
    options.endpoint.key = base::Secret<std::string>("sesame");
    options.endpoint.timeLimit = timeLimit;
    options.model = "small";
    options.projects = {kProject};
    options.callsPerDay = callsPerDay;
    return {options, understander(), states_, clock_, log_};
  }

  testing::FakeClock clock_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  ChatStateTable states_{*database_};
  log::Logger log_{{log::Level::kError}, clock_};
};

TEST_F(RemoteQuestionModelTest, ARightAnswerIsTaken) {
  const ScriptedEndpoint endpoint(ScriptedEndpoint::http("200 OK", kCompletion));
  const auto question = model(endpoint).propose("automobilów tam ilość", kProject, asking());
  ASSERT_TRUE(question);
  EXPECT_EQ(question->intent, Intent::kCount);
  EXPECT_EQ(question->object, "car");
  ASSERT_THAT(endpoint.requests(), SizeIs(1));
  EXPECT_THAT(endpoint.requests().front(), HasSubstr("Authorization: Bearer sesame"));
  EXPECT_THAT(endpoint.requests().front(), HasSubstr("automobil"));
}

TEST_F(RemoteQuestionModelTest, OtherProjectsAreNeverSent) {
  const ScriptedEndpoint endpoint(ScriptedEndpoint::http("200 OK", kCompletion));
  EXPECT_FALSE(model(endpoint).propose("x", "projects/other", asking()));
  EXPECT_THAT(endpoint.requests(), SizeIs(0));
}

TEST_F(RemoteQuestionModelTest, GarbageFailuresAndHugeRepliesAreNoProposal) {
  const std::string huge = R"({"choices": [{"message": {"content": ")" + std::string(1'000'000, 'x') + "\"}}]}";
  for (const std::string& reply :
       {std::string("garbage\r\n\r\n"), std::string(), ScriptedEndpoint::http("200 OK", "not json"),
        ScriptedEndpoint::http("200 OK", huge), ScriptedEndpoint::http("500 Internal Server Error", kCompletion),
        ScriptedEndpoint::http("401 Unauthorized", "{}"), ScriptedEndpoint::http("204 No Content", "")}) {
    const ScriptedEndpoint endpoint(reply);
    EXPECT_FALSE(model(endpoint).propose("x", kProject, asking())) << reply.substr(0, 40);
    clock_.advance(absl::Minutes(1));
  }
}

TEST_F(RemoteQuestionModelTest, ARedirectIsNotFollowed) {
  const ScriptedEndpoint elsewhere(ScriptedEndpoint::http("200 OK", kCompletion));
  for (const char* status :
       {"301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
    const ScriptedEndpoint endpoint(
        ScriptedEndpoint::http(status, kCompletion, absl::StrCat("Location: ", elsewhere.url(), "\r\n")));
    EXPECT_FALSE(model(endpoint).propose("x", kProject, asking())) << status;
    clock_.advance(absl::Minutes(1));
  }
  EXPECT_THAT(elsewhere.requests(), SizeIs(0));
}

TEST_F(RemoteQuestionModelTest, ASlowOneIsNotWaitedForTwice) {
  const ScriptedEndpoint endpoint(ScriptedEndpoint::http("200 OK", kCompletion), absl::Seconds(30));
  RemoteQuestionModel slow = model(endpoint, 100, absl::Milliseconds(200));
  const absl::Time begin = absl::Now();
  EXPECT_FALSE(slow.propose("x", kProject, asking()));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  // For a while it is not asked at all.
  EXPECT_FALSE(slow.propose("x", kProject, asking()));
  EXPECT_THAT(endpoint.requests(), SizeIs(1));
}

TEST_F(RemoteQuestionModelTest, TheBudgetOfADayOutlivesARestartAndEndsWithTheDay) {
  const ScriptedEndpoint endpoint(ScriptedEndpoint::http("200 OK", kCompletion));
  EXPECT_TRUE(model(endpoint, 2).propose("x", kProject, asking()));
  EXPECT_TRUE(model(endpoint, 2).propose("x", kProject, asking()));
  EXPECT_FALSE(model(endpoint, 2).propose("x", kProject, asking()));
  EXPECT_THAT(endpoint.requests(), SizeIs(2));
  clock_.advance(absl::Hours(24));
  EXPECT_TRUE(model(endpoint, 2).propose("x", kProject, asking()));
}

TEST_F(RemoteQuestionModelTest, OnlyWebAddressesAreEverAsked) {
  HttpEndpoint::Options options;
  options.url = "file:///etc/passwd";
  EXPECT_FALSE(HttpEndpoint(options).post("{}").ok());
}

}  // namespace
}  // namespace cameramonit::chat
