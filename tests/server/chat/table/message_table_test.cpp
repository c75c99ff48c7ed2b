#include "server/chat/table/message_table.h"

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "storage/sql/proto_fields.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::chat {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kChat[] = "projects/home/channels/gate/chat";

StoredMessage message(int minute, const std::string& text, const std::string& user = "users/ala") {
  StoredMessage out;
  out.user = user;
  out.message.set_name(absl::StrCat(kChat, "/messages/", base::newUuid(kNow + absl::Minutes(minute))));
  out.message.set_author(v1::Message::AUTHOR_USER);
  *out.message.mutable_time() = sql::timestampOf(kNow + absl::Minutes(minute));
  out.message.mutable_text()->set_pl(text);
  out.message.mutable_text()->set_en("in English: " + text);
  return out;
}

std::string textsOf(const absl::StatusOr<std::vector<v1::Message>>& messages) {
  if (!messages.ok()) return messages.status().ToString();
  std::string texts;
  for (const v1::Message& one : *messages) absl::StrAppend(&texts, one.text().pl(), " ");
  return texts;
}

class MessageTableTest : public support::BothDatabases {
 protected:
  v1::Message put(const StoredMessage& stored) {
    const auto written = messages_.put({stored});
    EXPECT_TRUE(written.ok()) << written.status();
    return written->front();
  }
  MessageTable messages_{database()};
};
CAMERAMONIT_BOTH_DATABASES(MessageTableTest);

TEST_P(MessageTableTest, AnAnswerComesBackWithAllItsParts) {
  const v1::Message question = put(message(0, "czy ktoś był?"));
  StoredMessage answer = message(1, "Tak, 2 osoby.");
  answer.message.set_author(v1::Message::AUTHOR_CAMERA);
  answer.message.set_answers(question.name());
  answer.message.mutable_understanding()->mutable_question()->set_intent(v1::INTENT_COUNT);
  answer.message.mutable_understanding()->set_confidence(0.75f);
  auto* citation = answer.message.add_citations();
  citation->set_number(1);
  citation->set_event("projects/home/channels/gate/events/x");
  answer.message.add_hours()->set_objects(2);
  const v1::Message stored = put(answer);
  const auto found = messages_.get(answer.message.name(), "users/ala");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->DebugString(), stored.DebugString());
  EXPECT_EQ(found->answers(), question.name());
}

TEST_P(MessageTableTest, EventsWithinAreNotKept) {
  StoredMessage one = message(0, "zdarzenie");
  one.message.add_events()->set_zone("z");
  EXPECT_EQ(put(one).events_size(), 0);
  EXPECT_EQ(messages_.get(one.message.name(), "users/ala")->events_size(), 0);
}

TEST_P(MessageTableTest, AUsersTurnsAreTheirsAndNoticesEverybodys) {
  const v1::Message own = put(message(0, "ala"));
  put(message(1, "ola", "users/ola"));
  put(message(2, "wszyscy", ""));
  EXPECT_EQ(textsOf(messages_.before(kChat, "users/ala", {}, 10)), "wszyscy ala ");
  EXPECT_EQ(textsOf(messages_.before(kChat, "users/ola", {}, 10)), "wszyscy ola ");
  EXPECT_EQ(textsOf(messages_.changedSince(kChat, "users/ola", 0, 10)), "ola wszyscy ");
  EXPECT_EQ(base::errorReason(messages_.get(own.name(), "users/ola").status()), type::v1::ERROR_REASON_MESSAGE_UNKNOWN);
  EXPECT_EQ(textsOf(messages_.before("projects/home/channels/yard/chat", "users/ala", {}, 10)), "");
}

TEST_P(MessageTableTest, OlderAndNewerPagesMeetWithoutGapOrOverlap) {
  std::vector<StoredMessage> all;
  for (int i = 0; i < 7; ++i) all.push_back(message(i / 2, absl::StrCat(i)));  // two share each time
  ASSERT_TRUE(messages_.put(all).ok());
  std::vector<std::string> down;
  MessageMark mark;
  for (;;) {
    const auto page = messages_.before(kChat, "users/ala", mark, 3);
    ASSERT_TRUE(page.ok()) << page.status();
    if (page->empty()) break;
    for (const auto& one : *page) down.push_back(one.name());
    mark = {sql::timeOf(true, page->back().time()), page->back().name()};
  }
  EXPECT_EQ(down.size(), 7u);
  const auto up = messages_.from(kChat, "users/ala", {kNow, ""}, 100);
  ASSERT_EQ(up->size(), 7u);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ((*up)[i].name(), down[6 - i]);
  EXPECT_EQ(messages_.from(kChat, "users/ala", {kNow + absl::Minutes(3), ""}, 100)->size(), 1u);
}

TEST_P(MessageTableTest, AChangedMessageGetsANewRevision) {
  StoredMessage one = message(0, "przesyłam");
  const v1::Message first = put(one);
  put(message(1, "inna"));
  one.message.mutable_upload()->set_progress(0.5f);
  const v1::Message second = put(one);
  EXPECT_GT(second.revision(), first.revision());
  EXPECT_EQ(textsOf(messages_.changedSince(kChat, "users/ala", first.revision(), 10)), "inna przesyłam ");
  EXPECT_FLOAT_EQ(messages_.get(one.message.name(), "users/ala")->upload().progress(), 0.5f);
  EXPECT_EQ(*messages_.lastRevision(), second.revision());
}

}  // namespace
}  // namespace cameramonit::chat
