#include "common/config/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "common/base/status.h"

namespace cameramonit::config {
namespace {

using ::testing::HasSubstr;

class SchemaTest : public ::testing::Test {
 protected:
  SchemaTest() {
    schema_.text("gateway.listen", listen_, "Where browsers connect.")
        .integer("storage.quota_gb", quota_, 1, 1000, "How much is kept.")
        .duration("clip.pre_roll", preRoll_, absl::ZeroDuration(), absl::Seconds(60), "Before an event.")
        .number("analyzer.fps", fps_, 0.5, 30, "Frames a second.")
        .flag("log.json", json_, "JSON lines.")
        .choice("log.level", level_, {"debug", "info"}, "How much is told.")
        .secret("database.password", password_, "Of the database user.");
  }
  std::string refusal(std::string_view toml) {
    const absl::Status status = schema_.load(toml, "test.toml");
    EXPECT_EQ(base::errorReason(status), type::v1::ERROR_REASON_SETTING_INVALID) << status;
    return std::string(status.message());
  }

  std::string listen_ = "127.0.0.1:8787";
  std::int64_t quota_ = 50;
  absl::Duration preRoll_ = absl::Seconds(5);
  double fps_ = 5;
  bool json_ = false;
  std::string level_ = "info";
  base::Secret<std::string> password_;
  Schema schema_;
};

TEST_F(SchemaTest, SetsEveryKind) {
  setenv("CAMERAMONIT_TEST_SECRET", "s3cret", 1);
  ASSERT_TRUE(schema_
                  .load("[gateway]\nlisten = \"0.0.0.0:80\"\n[storage]\nquota_gb = 7\n[clip]\npre_roll = \"10s\"\n"
                        "[analyzer]\nfps = 2\n[log]\njson = true\nlevel = \"debug\"\n"
                        "[database]\npassword = \"env:CAMERAMONIT_TEST_SECRET\"\n",
                        "test.toml")
                  .ok());
  EXPECT_EQ(listen_, "0.0.0.0:80");
  EXPECT_EQ(quota_, 7);
  EXPECT_EQ(preRoll_, absl::Seconds(10));
  EXPECT_EQ(fps_, 2);
  EXPECT_TRUE(json_);
  EXPECT_EQ(level_, "debug");
  EXPECT_EQ(password_.reveal(), "s3cret");
}

TEST_F(SchemaTest, UnknownKeyIsRefusedWithLineAndTheOneMeant) {
  const std::string message = refusal("[gateway]\n\nlisten_ = \"x\"\n");
  EXPECT_THAT(message, HasSubstr("test.toml:3"));
  EXPECT_THAT(message, HasSubstr("gateway.listen is"));
}

TEST_F(SchemaTest, RangeIsNamed) {
  EXPECT_THAT(refusal("storage.quota_gb = 0"), HasSubstr("from 1 to 1000"));
  EXPECT_THAT(refusal("analyzer.fps = nan"), HasSubstr("from 0.5 to 30"));
  EXPECT_THAT(refusal("clip.pre_roll = \"5 minutes\""), HasSubstr("like \"90s\""));
  EXPECT_THAT(refusal("log.level = \"loud\""), HasSubstr("debug, info"));
}

TEST_F(SchemaTest, NothingChangesWhenAnythingIsWrong) {
  refusal("gateway.listen = \"0.0.0.0:80\"\nstorage.quota_gb = 0");
  EXPECT_EQ(listen_, "127.0.0.1:8787");
}

TEST_F(SchemaTest, SecretsAreNotWrittenIntoSettings) {
  const std::string message = refusal("database.password = \"hunter2\"");
  EXPECT_THAT(message, HasSubstr("env:NAME"));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(SchemaTest, BrokenTomlNamesItsLine) {
  EXPECT_THAT(refusal("a = 1\nb = ["), HasSubstr("test.toml:2"));
}

TEST_F(SchemaTest, WhatItDescribesCanBeLoaded) {
  std::string text = schema_.describe();
  for (std::size_t at = 0; (at = text.find("\n# ", at)) != std::string::npos; ++at) {
    if (text.find(" = ", at) < text.find('\n', at + 1)) text.erase(at + 1, 2);
  }
  EXPECT_TRUE(schema_.load(text, "described.toml").ok()) << schema_.load(text, "described.toml") << text;
}

}  // namespace
}  // namespace cameramonit::config
