// What a script may rely on: exit codes, JSON on standard output, files that others can't read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <nlohmann/json.hpp>

#include "tests/support/product/server_process.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kFilm[] = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
constexpr std::size_t kFilmBytes = 500'000;  // some seconds of it

enum ExitCode : int { kOk = 0, kUsage = 2, kNotAllowed = 3, kNotFound = 4, kUnavailable = 5, kRefused = 6 };

struct Said {
  int exitCode = -1;
  std::string output;  ///< standard output

  std::vector<json> lines() const {
    std::vector<json> parsed;
    for (const auto line : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
      parsed.push_back(json::parse(line, nullptr, false));
      EXPECT_FALSE(parsed.back().is_discarded()) << line;
    }
    return parsed;
  }
  /// The reason of the error that the only line tells.
  std::string reason() const {
    const auto all = lines();
    return all.size() == 1 && all[0].contains("error") ? all[0]["error"].value("reason", "") : "";
  }
};

class CamctlTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (fs::temp_directory_path() / "cameramonit-camctl-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    server_ = std::make_unique<testing::ServerProcess>((folder_ / "data").string());
    server_->start();
  }
  static void TearDownTestSuite() {
    server_->killAndReap(SIGTERM);
    server_.reset();
    fs::remove_all(folder_);
  }

  static Said run(std::vector<std::string> arguments, const std::vector<std::string>& environment) {
    std::vector<std::string> command{testing::programFolder() + "/camctl", "--server", server_->grpcAddress(),
                                     "--profile", profile()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    testing::ChildProcess process(command, environment);
    Said said;
    said.exitCode = process.wait();
    said.output = process.output();
    return said;
  }
  static Said asOperator(std::vector<std::string> arguments) {
    return run(std::move(arguments), {absl::StrCat("CAMCTL_TOKEN=", server_->operatorToken()), "LC_ALL=C"});
  }
  /// With `input` on standard input.
  static Said typing(const std::string& input, const std::string& arguments) {
    const std::string line =
        absl::StrCat("printf '%s\\n' '", input, "' | '", testing::programFolder(), "/camctl' --server ",
                     server_->grpcAddress(), " --profile '", profile(), "' --json ", arguments);
    testing::ChildProcess process({"/bin/sh", "-c", line}, {"LC_ALL=C"});
    Said said;
    said.exitCode = process.wait();
    said.output = process.output();
    return said;
  }

  static std::string profile() { return (folder_ / "profile.json").string(); }
  static std::string film() {
    const fs::path path = folder_ / "film.avi";
    std::ifstream whole(kFilm, std::ios::binary);
    std::string bytes(kFilmBytes, '\0');
    whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  static inline fs::path folder_;
  static inline std::unique_ptr<testing::ServerProcess> server_;
};

TEST_F(CamctlTest, WithoutALoginNothingIsTold) {
  const Said said = run({"--json", "events"}, {});
  EXPECT_EQ(said.exitCode, kNotAllowed);
  EXPECT_THAT(said.reason(), Not(""));
}

TEST_F(CamctlTest, AWrongPasswordIsNotAllowedAndNotRepeated) {
  const Said said = typing("not the password", "login --user admin");
  EXPECT_EQ(said.exitCode, kNotAllowed);
  EXPECT_THAT(said.output, Not(HasSubstr("not the password")));
  EXPECT_THAT(said.reason(), Not(""));
}

TEST_F(CamctlTest, WrongUsageIsTwo) {
  EXPECT_EQ(asOperator({"frobnicate"}).exitCode, kUsage);
  EXPECT_EQ(asOperator({"ask"}).exitCode, kUsage);
  EXPECT_EQ(asOperator({"events", "--limit", "0"}).exitCode, kUsage);
}

TEST_F(CamctlTest, WhatIsNotThereIsFour) {
  EXPECT_EQ(asOperator({"--json", "ask", "--camera", "No such camera", "who?"}).exitCode, kNotFound);
}

TEST_F(CamctlTest, ATimeThatIsNoneIsRefusedByName) {
  const Said said = asOperator({"--json", "events", "--from", "yesterday"});
  EXPECT_EQ(said.exitCode, kRefused);
  EXPECT_THAT(said.output, HasSubstr("--from"));
}

TEST_F(CamctlTest, AServerThatIsAwayIsFive) {
  std::vector<std::string> command{
      testing::programFolder() + "/camctl", "--server", "127.0.0.1:1", "--profile", profile(), "--json", "events"};
  testing::ChildProcess process(command, {"CAMCTL_TOKEN=x", "LC_ALL=C"});
  EXPECT_EQ(process.wait(), kUnavailable);
  EXPECT_THAT(process.output(), HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(process.output(), HasSubstr("does not answer"));
}

TEST_F(CamctlTest, TextBeyondThisMachineIsNeverPlain) {
  std::vector<std::string> command{
      testing::programFolder() + "/camctl", "--server", "192.0.2.1:8788", "--profile", profile(), "--json", "events"};
  testing::ChildProcess process(command, {"CAMCTL_TOKEN=x"});
  EXPECT_EQ(process.wait(), kRefused);
  EXPECT_THAT(process.output(), HasSubstr("--ca"));
}

TEST_F(CamctlTest, AProfileThatOthersMayReadIsRefused) {
  const std::string open = (folder_ / "open.json").string();
  std::ofstream(open) << "{}";
  ::chmod(open.c_str(), 0644);
  testing::ChildProcess process({testing::programFolder() + "/camctl", "--profile", open, "--json", "events"}, {});
  EXPECT_EQ(process.wait(), kRefused);
  EXPECT_THAT(process.output(), HasSubstr("600"));
}

TEST_F(CamctlTest, AFilmGoesInAndAnAnswerComesOut) {
  if (!fs::exists(kFilm)) GTEST_SKIP() << kFilm << " is missing; install opencv-doc";
  const Said sent = asOperator({"--json", "upload", film(), "--camera", "Yard", "--create", "--wait"});
  ASSERT_EQ(sent.exitCode, kOk) << sent.output;
  EXPECT_FALSE(sent.lines().empty());

  const std::vector<json> events = asOperator({"--json", "events", "--camera", "Yard", "--oldest-first"}).lines();
  ASSERT_GT(events.size(), 2U);
  for (const json& event : events) {
    EXPECT_THAT(event.value("name", ""), StartsWith("projects/"));
    EXPECT_NE(event["sentence"].value("pl", ""), "");
    EXPECT_NE(event["sentence"].value("en", ""), "");
  }
  EXPECT_EQ(asOperator({"--json", "events", "--camera", "Yard", "-n", "2"}).lines().size(), 2U);

  const Said answer = asOperator({"--json", "ask", "--camera", "Yard", "how many people were there today?"});
  ASSERT_EQ(answer.exitCode, kOk) << answer.output;
  bool cited = false;
  for (const json& part : answer.lines()) {
    if (part.contains("answer")) cited = !part["answer"].value("citations", json::array()).empty();
  }
  EXPECT_TRUE(cited) << answer.output;
}

TEST_F(CamctlTest, WhatIsNoFilmIsRefusedWithAReason) {
  const std::string text = (folder_ / "holiday.mp4").string();
  std::ofstream(text) << "this is not a film\n";
  const Said said = asOperator({"--json", "upload", text, "--camera", "Yard", "--create"});
  EXPECT_EQ(said.exitCode, kRefused) << said.output;
  EXPECT_THAT(said.output, HasSubstr("\"reason\""));
}

TEST_F(CamctlTest, CompletionIsAScriptThatShellsAccept) {
  for (const std::string shell : {"bash", "zsh"}) {
    const Said said = run({"completion", shell}, {});
    ASSERT_EQ(said.exitCode, kOk) << shell;
    EXPECT_THAT(said.output, HasSubstr("upload"));
    if (!fs::exists("/bin/" + shell)) continue;
    const std::string script = (folder_ / ("completion." + shell)).string();
    std::ofstream(script) << said.output;
    testing::ChildProcess check({"/bin/" + shell, "-n", script}, {});
    EXPECT_EQ(check.wait(), 0) << shell;
  }
}

}  // namespace
}  // namespace cameramonit
