#include "server/chat/standing_index.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include <absl/strings/str_cat.h>

namespace cameramonit::chat {
namespace {

/// The index finds exactly those that `matches` finds one by one.
TEST(StandingIndexTest, FindsWhatAWalkOverAllFinds) {
  std::mt19937 random(3);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::string> classes{"person", "car", "dog", ""};
  std::vector<WatchedQuestion> questions;
  for (int i = 0; i < 300; ++i) {
    WatchedQuestion& one = questions.emplace_back();
    one.stored.question.set_name(absl::StrCat("projects/p/standingQuestions/", i));
    for (int k = pick(3); k > 0; --k) one.filter.add_parents(absl::StrCat("projects/p/channels/", pick(4)));
    if (pick(5) == 0) one.filter.add_parents("projects/p");
    for (int k = pick(3); k > 0; --k) one.filter.add_object_classes(classes[static_cast<std::size_t>(pick(3))]);
    if (pick(2) == 0) one.filter.add_kinds(events::v1::EVENT_KIND_APPEARED);
  }
  StandingIndex index;
  index.replace(questions);
  for (int i = 0; i < 200; ++i) {
    events::v1::Event event;
    event.set_name(absl::StrCat("projects/", pick(5) == 0 ? "q" : "p", "/channels/", pick(4), "/events/e"));
    event.set_object_class(classes[static_cast<std::size_t>(pick(4))]);
    event.set_kind(pick(2) == 0 ? events::v1::EVENT_KIND_APPEARED : events::v1::EVENT_KIND_LEFT);
    std::set<std::string> expected, found;
    for (const WatchedQuestion& one : questions) {
      if (matches(one.filter, event)) expected.insert(one.stored.question.name());
    }
    const auto meaning = index.meaning(event);
    for (const WatchedQuestion* one : meaning) found.insert(one->stored.question.name());
    EXPECT_EQ(found, expected) << event.ShortDebugString();
    EXPECT_EQ(meaning.size(), found.size()) << "each once";
  }
}

}  // namespace
}  // namespace cameramonit::chat
