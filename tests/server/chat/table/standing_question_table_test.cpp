#include "server/chat/table/standing_question_table.h"

#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::chat {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

StoredStandingQuestion standing(const std::string& text, const std::string& project = "home",
                                const std::string& user = "users/ala") {
  StoredStandingQuestion out;
  out.user = user;
  out.question.set_name("projects/" + project + "/standingQuestions/" + base::newUuid(kNow));
  out.question.set_text(text);
  out.question.mutable_question()->set_intent(v1::INTENT_NOTIFY);
  out.question.mutable_question()->set_object("person");
  out.question.mutable_question()->mutable_daily()->set_start_minute(22 * 60);
  out.question.add_chips()->set_text("osoby");
  return out;
}

class StandingQuestionTableTest : public support::BothDatabases {
 protected:
  StandingQuestionTable questions_{database()};
};
CAMERAMONIT_BOTH_DATABASES(StandingQuestionTableTest);

TEST_P(StandingQuestionTableTest, AQuestionComesBackWithMeaningAndChips) {
  const auto created = questions_.create(standing("daj znać, gdy ktoś przyjdzie"), kNow);
  ASSERT_TRUE(created.ok()) << created.status();
  const auto found = questions_.get(created->name(), "users/ala");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->DebugString(), created->DebugString());
  EXPECT_EQ(found->question().daily().start_minute(), 22 * 60);
  EXPECT_EQ(found->chips(0).text(), "osoby");
  EXPECT_FALSE(found->has_last_match_time());
}

TEST_P(StandingQuestionTableTest, AnothersQuestionIsUnknown) {
  const std::string name = questions_.create(standing("a"), kNow)->name();
  EXPECT_EQ(base::errorReason(questions_.get(name, "users/ola").status()),
            type::v1::ERROR_REASON_STANDING_QUESTION_UNKNOWN);
  ASSERT_TRUE(questions_.remove(name, "users/ola").ok());
  EXPECT_TRUE(questions_.get(name, "users/ala").ok());
  ASSERT_TRUE(questions_.remove(name, "users/ala").ok());
  EXPECT_FALSE(questions_.get(name, "users/ala").ok());
}

TEST_P(StandingQuestionTableTest, ListsAreByUserAndProjectAndOnlyActiveOnesAreMatched) {
  ASSERT_TRUE(questions_.create(standing("a"), kNow).ok());
  ASSERT_TRUE(questions_.create(standing("b", "shop"), kNow + absl::Seconds(1)).ok());
  StoredStandingQuestion paused = standing("c", "home", "users/ola");
  paused.question.set_paused(true);
  ASSERT_TRUE(questions_.create(paused, kNow).ok());
  EXPECT_EQ(questions_.ofUser("users/ala", "")->size(), 2u);
  EXPECT_EQ(questions_.ofUser("users/ala", "projects/shop")->front().text(), "b");
  const auto active = questions_.active();
  ASSERT_EQ(active->size(), 2u);
  EXPECT_EQ(active->front().user, "users/ala");
}

TEST_P(StandingQuestionTableTest, AnUpdateNeedsTheStoredEtag) {
  v1::StandingQuestion changed = *questions_.create(standing("a"), kNow);
  changed.set_paused(true);
  changed.set_text("b");
  const auto updated = questions_.update(changed, "users/ala");
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_TRUE(updated->paused());
  EXPECT_EQ(base::errorReason(questions_.update(changed, "users/ala").status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_P(StandingQuestionTableTest, ARepeatedUpdateGivesTheFirstResult) {
  v1::StandingQuestion changed = *questions_.create(standing("a"), kNow);
  changed.set_paused(true);
  const sql::RequestKey key{"users/ala", "Update", "r1", "f"};
  ASSERT_FALSE(questions_.firstResult(key, kNow)->has_value());
  const auto first = questions_.update(changed, "users/ala", key, kNow);
  ASSERT_TRUE(first.ok()) << first.status();
  // The etag is an old one by now, and somebody changed it since.
  v1::StandingQuestion later = *first;
  later.set_text("b");
  ASSERT_TRUE(questions_.update(later, "users/ala").ok());
  const auto again = questions_.update(changed, "users/ala", key, kNow);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->DebugString(), first->DebugString());
  EXPECT_EQ((*questions_.firstResult(key, kNow))->DebugString(), first->DebugString());
  EXPECT_EQ(questions_.get(changed.name(), "users/ala")->text(), "b");
  const sql::RequestKey other{"users/ala", "Update", "r1", "g"};
  EXPECT_EQ(base::errorReason(questions_.update(changed, "users/ala", other, kNow).status()),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(StandingQuestionTableTest, ARepeatedRemovalLeavesWhatIsMadeSince) {
  const StoredStandingQuestion question = standing("a");
  ASSERT_TRUE(questions_.create(question, kNow).ok());
  const sql::RequestKey key{"users/ala", "Delete", "r1", "f"};
  ASSERT_TRUE(questions_.remove(question.question.name(), "users/ala", key, kNow).ok());
  EXPECT_FALSE(questions_.get(question.question.name(), "users/ala").ok());
  ASSERT_TRUE(questions_.create(question, kNow).ok());
  ASSERT_TRUE(questions_.remove(question.question.name(), "users/ala", key, kNow).ok());
  EXPECT_TRUE(questions_.get(question.question.name(), "users/ala").ok());
}

TEST_P(StandingQuestionTableTest, MatchesAreCountedAndTheLastOneKept) {
  const std::string name = questions_.create(standing("a"), kNow)->name();
  ASSERT_TRUE(questions_.recordMatches({name}, kNow + absl::Hours(2)).ok());
  ASSERT_TRUE(questions_.recordMatches({name}, kNow + absl::Hours(1)).ok());
  ASSERT_TRUE(questions_.recordMatches({"projects/home/standingQuestions/none"}, kNow).ok());
  const auto found = questions_.get(name, "users/ala");
  EXPECT_EQ(found->matches(), 2);
  EXPECT_EQ(found->last_match_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(2)));
}

}  // namespace
}  // namespace cameramonit::chat
