#include "server/chat/table/supervisor_question_table.h"

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::chat {
namespace {

class SupervisorQuestionTableTest : public support::BothDatabases {
 protected:
  static std::string object() {
    return absl::StrCat("projects/p/channels/c/objects/", base::newUuid(absl::UnixEpoch()));
  }
  SupervisorQuestionTable asked_{database()};
};
CAMERAMONIT_BOTH_DATABASES(SupervisorQuestionTableTest);

TEST_P(SupervisorQuestionTableTest, WhatWasAskedAboutIsRemembered) {
  const std::string a = object(), b = object(), c = object();
  const std::string message = absl::StrCat("projects/p/channels/c/chat/messages/", base::newUuid(absl::UnixEpoch()));
  EXPECT_FALSE(*asked_.wasAsked({a, b, c}));
  ASSERT_EQ(asked_.put({a, b}, message, absl::UnixEpoch()), absl::OkStatus());
  ASSERT_EQ(asked_.put({b}, message, absl::UnixEpoch()), absl::OkStatus()) << "again is no error";
  EXPECT_TRUE(*asked_.wasAsked({c, b}));
  EXPECT_FALSE(*asked_.wasAsked({c}));
  EXPECT_FALSE(*asked_.wasAsked({}));
}

}  // namespace
}  // namespace cameramonit::chat
