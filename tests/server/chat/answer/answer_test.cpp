#include "server/chat/answer/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "server/chat/answer/phrasebook.h"
#include "server/chat/timeline/timeline.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {
namespace {

using events::v1::CountEventsRequest;
using events::v1::CountEventsResponse;
using events::v1::Event;
using events::v1::EventFilter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kGate[] = "projects/p/channels/gate";

/// Events in memory, filtered by channel, class and time as the real ones are.
class MemoryEvents final : public EventReader {
 public:
  void add(const std::string& id, const std::string& objectClass, absl::Time at) {
    Event& event = events_.emplace_back();
    event.set_name(absl::StrCat(kGate, "/events/", id));
    event.set_tracked_object(absl::StrCat(kGate, "/objects/", id));
    event.set_kind(events::v1::EVENT_KIND_APPEARED);
    event.set_object_class(objectClass);
    *event.mutable_start_time() = timestampOf(at);
    event.mutable_sentence()->set_pl("Zdanie " + id + ".");
    event.mutable_sentence()->set_en("Sentence " + id + ".");
    event.set_clip(id + "-clip");
  }

  /// Another event of the object that `id` began.
  void addAgain(const std::string& event, const std::string& id, absl::Time at) {
    add(id, "car", at);
    events_.back().set_name(absl::StrCat(kGate, "/events/", event));
  }

  void addKind(const std::string& id, events::v1::EventKind kind, absl::Time at) {
    add(id, "", at);
    events_.back().set_kind(kind);
    events_.back().clear_tracked_object();
  }

  absl::StatusOr<CountEventsResponse> count(const EventFilter& filter, CountEventsRequest::GroupBy groupBy,
                                            const std::string&) override {
    CountEventsResponse response;
    for (const Event& event : matching(filter)) {
      response.set_events(response.events() + 1);
      response.set_objects(response.objects() + 1);
      std::string key;
      absl::Time hour;
      if (groupBy == CountEventsRequest::GROUP_BY_CLASS) key = event.object_class();
      if (groupBy == CountEventsRequest::GROUP_BY_HOUR)
        hour = absl::FromUnixSeconds(event.start_time().seconds() / 3600 * 3600);
      auto group = std::find_if(response.mutable_groups()->begin(), response.mutable_groups()->end(),
                                [&](auto& known) { return known.key() == key && timeOf(known.start_time()) == hour; });
      if (group == response.mutable_groups()->end()) {
        auto* fresh = response.add_groups();
        fresh->set_key(key);
        *fresh->mutable_start_time() = timestampOf(hour);
        group = response.mutable_groups()->end() - 1;
      }
      group->set_objects(group->objects() + 1);
      group->set_events(group->events() + 1);
    }
    return response;
  }
  absl::StatusOr<std::vector<Event>> list(const EventFilter& filter, bool oldestFirst, int limit) override {
    std::vector<Event> found = matching(filter);
    std::sort(found.begin(), found.end(), [&](const Event& a, const Event& b) {
      const bool earlier = timeOf(a.start_time()) < timeOf(b.start_time());
      return oldestFirst ? earlier : timeOf(b.start_time()) < timeOf(a.start_time());
    });
    if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
    return found;
  }
  absl::StatusOr<events::v1::TrackedObject> object(const std::string& name) override {
    events::v1::TrackedObject object;
    object.set_name(name);
    for (const Event& event : events_) {
      if (event.tracked_object() != name) continue;
      *object.mutable_start_time() = event.start_time();
      *object.mutable_end_time() = timestampOf(timeOf(event.start_time()) + absl::Seconds(54));
      break;
    }
    object.mutable_sentence()->set_pl("Cały przejazd.");
    object.mutable_sentence()->set_en("The whole passage.");
    return object;
  }

 private:
  std::vector<Event> matching(const EventFilter& filter) const {
    std::vector<Event> found;
    for (const Event& event : events_) {
      const auto& classes = filter.object_classes();
      const auto& kinds = filter.kinds();
      if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), event.kind()) == kinds.end()) continue;
      const bool wanted =
          classes.empty() || std::find(classes.begin(), classes.end(), event.object_class()) != classes.end();
      const absl::Time at = timeOf(event.start_time());
      const auto& range = filter.time_range();
      const bool inside = (!range.has_start_time() || at >= timeOf(range.start_time())) &&
                          (!range.has_end_time() || at < timeOf(range.end_time()));
      if (wanted && inside) found.push_back(event);
    }
    return found;
  }
  std::vector<Event> events_;
};

class AnswerTest : public ::testing::Test {
 protected:
  AnswerTest() {
    EXPECT_TRUE(absl::LoadTimeZone("Europe/Warsaw", &context_.timeZone));
    context_.timeZoneName = "Europe/Warsaw";
    context_.now = at(15, 30);
    context_.channel = kGate;
    context_.cameras = {{kGate, "Brama"}};
  }
  absl::Time at(int hour, int minute) const {
    return absl::FromCivil(absl::CivilSecond(2026, 11, 23, hour, minute, 0), context_.timeZone);
  }
  Question question(Intent intent, const std::string& object) const {
    Question question;
    question.intent = intent;
    question.object = object;
    question.language = "pl";
    question.time.from = at(0, 0);
    question.time.to = context_.now;
    return question;
  }
  std::string text(const Answer& answer, bool polish) const {
    std::string all;
    for (const auto& sentence : answer.sentences) all += (polish ? sentence.pl() : sentence.en()) + " ";
    return all;
  }

  AnswerContext context_;
  MemoryEvents events_;
};

TEST_F(AnswerTest, NumberComesFirstThenTheEndsWithTheirProofs) {
  for (int i = 0; i < 7; ++i) events_.add(std::to_string(i), "person", at(7 + i, 42));
  const auto found = answer(question(Intent::kCount, "person"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(text(*found, true), "Siedem osób [1] [2]. Pierwszy raz o 7:42 [1], ostatni o 13:42 [2]. ");
  EXPECT_EQ(text(*found, false), "Seven people [1] [2]. The first at 7:42 [1], the last at 13:42 [2]. ");
  ASSERT_THAT(found->citations, SizeIs(2));
  EXPECT_EQ(found->citations[1].clip(), "6-clip");
  EXPECT_THAT(found->hours, SizeIs(7));
}

TEST_F(AnswerTest, OneOfSomethingIsSaidWithItsSentence) {
  events_.add("a", "dog", at(9, 5));
  const auto found = answer(question(Intent::kExists, "dog"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(text(*found, true), "Tak. Jeden pies, o 9:05 [1]. Zdanie a. [1] ");
}

TEST_F(AnswerTest, NothingFoundSaysWhatWasSearched) {
  const auto found = answer(question(Intent::kExists, "person"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(text(*found, true), "Nie. Sprawdziłem: dziś. ");
  EXPECT_EQ(text(*found, false), "No. I looked through today. ");
  EXPECT_THAT(found->citations, SizeIs(0));
}

TEST_F(AnswerTest, NothingFoundAdmitsWhenNothingCouldBeSeen) {
  events_.addKind("off", events::v1::EVENT_KIND_CAMERA_OFFLINE, at(2, 10));
  const auto found = answer(question(Intent::kExists, "person"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(text(*found, true), "Nie. Sprawdziłem: dziś. Nie cały czas było coś widać: o 2:10 [1]. ");
  ASSERT_THAT(found->citations, SizeIs(1));
  EXPECT_THAT(found->citations[0].event(), HasSubstr("off"));
}

TEST_F(AnswerTest, EverySuggestionFindsSomethingWhenItIsAsked) {
  events_.add("a", "person", at(9, 5));
  events_.add("b", "dog", at(10, 5));
  const auto understander = Understander::load();
  ASSERT_TRUE(understander.ok()) << understander.status();
  Context asked;
  asked.zone = context_.timeZone;
  asked.cameras = {{kGate, "Brama"}};
  // Today, the day after, and long after.
  for (const int hours : {0, 24, 24 * 30}) {
    context_.now = at(15, 30) + absl::Hours(hours);
    asked.now = context_.now;
    for (const char* language : {"pl", "en"}) {
      const auto texts = suggestions(context_, language, 4, events_);
      ASSERT_TRUE(texts.ok());
      for (const std::string& suggested : *texts) {
        const Question meant = (*understander)->understand(suggested, asked).question;
        if (meant.intent == Intent::kNotify) continue;
        const auto found = answer(meant, context_, events_);
        ASSERT_TRUE(found.ok());
        EXPECT_THAT(found->citations, ::testing::Not(SizeIs(0))) << suggested << " after " << hours << " h";
      }
    }
  }
}

TEST_F(AnswerTest, FirstAndLastAreDifferent) {
  events_.add("early", "car", at(6, 0));
  events_.add("late", "car", at(12, 0));
  EXPECT_THAT(text(*answer(question(Intent::kFirst, "car"), context_, events_), true), HasSubstr("6:00"));
  EXPECT_THAT(text(*answer(question(Intent::kLast, "car"), context_, events_), true), HasSubstr("12:00"));
}

TEST_F(AnswerTest, SummaryCountsEachSort) {
  for (int i = 0; i < 5; ++i) events_.add("p" + std::to_string(i), "person", at(8, i));
  events_.add("c", "car", at(10, 0));
  const auto found = answer(question(Intent::kSummarize, "any"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(text(*found, true),
            "Dziś: pięć osób [1] i jeden samochód [2]. Między 8:00 a 9:00: pięć osób [3]. "
            "Między 10:00 a 11:00: jeden samochód [2]. Pierwszy raz o 8:00 [3], ostatni o 10:00 [2]. ");
  EXPECT_EQ(text(*found, false),
            "Today: five people [1] and one car [2]. Between 8:00 and 9:00: five people [3]. "
            "Between 10:00 and 11:00: one car [2]. The first at 8:00 [3], the last at 10:00 [2]. ");
}

TEST_F(AnswerTest, SummarySaysTheBusiestHourOfALongStretchAndWhenNothingWasSeen) {
  for (int i = 0; i < 3; ++i) events_.add("p" + std::to_string(i), "person", at(8 + i, 0));
  events_.add("q", "person", at(9, 30));
  events_.addKind("off", events::v1::EVENT_KIND_CAMERA_OFFLINE, at(2, 10));
  const auto found = answer(question(Intent::kSummarize, "person"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(text(*found, false), HasSubstr("Most happened today 9:00–10:00: two people [2]."));
  EXPECT_THAT(text(*found, false), HasSubstr("The picture was not there all the time: at 2:10 [4]."));
}

TEST_F(AnswerTest, EverySentenceShowsItsProof) {
  for (int i = 0; i < 9; ++i) events_.add("p" + std::to_string(i), "person", at(1 + i, i));
  for (int i = 0; i < 3; ++i) events_.add("c" + std::to_string(i), "car", at(12, i));
  for (const Intent intent : {Intent::kCount, Intent::kExists, Intent::kFirst, Intent::kLast, Intent::kFind,
                              Intent::kShow, Intent::kSummarize, Intent::kDescribe}) {
    const auto found = answer(question(intent, "any"), context_, events_);
    ASSERT_TRUE(found.ok());
    for (const auto& sentence : found->sentences) {
      EXPECT_THAT(sentence.pl(), ::testing::ContainsRegex("\\[[0-9]+\\]"));
      EXPECT_THAT(sentence.en(), ::testing::ContainsRegex("\\[[0-9]+\\]"));
    }
  }
}

TEST_F(AnswerTest, ALongListIsToldByStretches) {
  for (int i = 0; i < 4; ++i) events_.add("m" + std::to_string(i), "person", at(7, 10 * i));
  for (int i = 0; i < 5; ++i) events_.add("n" + std::to_string(i), "person", at(13, i));
  const auto found = answer(question(Intent::kFind, "person"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(text(*found, false),
            "Nine people [1]. Between 7:00 and 8:00: four people [2]. Between 13:00 and 14:00: five people [3]. "
            "The last time at 13:04 [1]: Sentence n4. ");
  EXPECT_THAT(found->hours, SizeIs(2));
}

TEST_F(AnswerTest, EverySentenceOfAListCitesItsOwnEvent) {
  for (int i = 0; i < 9; ++i) events_.add(std::to_string(i), "person", at(8, i));
  const auto found = answer(question(Intent::kShow, "person"), context_, events_);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found->citations, SizeIs(4));
  EXPECT_THAT(text(*found, true), HasSubstr("[4]: Zdanie 8."));
  EXPECT_THAT(text(*found, true), HasSubstr("tu są najnowsze (4)"));
}

TEST_F(AnswerTest, DescribeTellsTheWholePassage) {
  events_.add("a", "car", at(9, 5));
  const Answer found = *answer(question(Intent::kDescribe, "car"), context_, events_);
  EXPECT_EQ(text(found, true), "O 9:05 [1]: Cały przejazd. W kadrze przez 54 sekundy, do 9:05 [1]. ");
  EXPECT_EQ(text(found, false), "At 9:05 [1]: The whole passage. In the picture for 54 seconds, until 9:05 [1]. ");
}

TEST_F(AnswerTest, DescribeTellsAnObjectOnce) {
  events_.add("a", "car", at(9, 5));
  events_.addAgain("a-left", "a", at(9, 6));
  EXPECT_THAT(answer(question(Intent::kDescribe, "car"), context_, events_)->citations, SizeIs(1));
}

TEST_F(AnswerTest, SuggestionsHaveAnAnswerNowAndAreUnderstood) {
  events_.add("a", "person", at(9, 5));
  const auto understander = Understander::load();
  ASSERT_TRUE(understander.ok()) << understander.status();
  Context asked;
  asked.now = context_.now;
  asked.zone = context_.timeZone;
  asked.cameras = {{kGate, "Brama"}};
  for (const char* language : {"pl", "en"}) {
    const auto texts = suggestions(context_, language, 4, events_);
    ASSERT_TRUE(texts.ok());
    ASSERT_THAT(*texts, SizeIs(4));
    const Intent intents[] = {Intent::kCount, Intent::kLast, Intent::kSummarize, Intent::kNotify};
    for (std::size_t i = 0; i < texts->size(); ++i) {
      EXPECT_EQ((*understander)->understand((*texts)[i], asked).question.intent, intents[i]) << (*texts)[i];
    }
  }
}

TEST_F(AnswerTest, FilterResolvesGroupsColoursAndTheChatsOwnCamera) {
  Question vehicles = question(Intent::kFind, "vehicle");
  vehicles.features = {"duration>60", "jacket", "red", "running"};
  const EventFilter filter = filterOf(vehicles, context_);
  EXPECT_THAT(filter.parents(), ElementsAre(kGate));
  EXPECT_THAT(filter.object_classes(), ::testing::Contains("truck"));
  EXPECT_EQ(filter.minimum_duration().seconds(), 60);
  std::vector<std::string> values;
  for (const auto& feature : filter.features()) values.push_back(feature.key() + "=" + feature.value());
  EXPECT_THAT(values, UnorderedElementsAre("=red", "speed=running"));
}

TEST_F(AnswerTest, RangesAreSaidAsPeopleSayThem) {
  const Phrasebook& pl = Phrasebook::of("pl");
  const auto range = [&](absl::Time from, absl::Time to) {
    return pl.range(from, to, context_.now, context_.timeZone);
  };
  EXPECT_EQ(range(at(0, 0), context_.now), "dziś");
  EXPECT_EQ(range(at(0, 0) - absl::Hours(24), at(0, 0)), "wczoraj");
  EXPECT_EQ(range(at(18, 0) - absl::Hours(24), at(0, 0)), "wczoraj 18:00–24:00");
  EXPECT_EQ(range(absl::InfinitePast(), absl::InfiniteFuture()), "wszystko, co mam");
  EXPECT_EQ(range(at(22, 0) - absl::Hours(24), at(5, 0)), "wczoraj 22:00–dziś 5:00");
  EXPECT_EQ(pl.moment(at(0, 0) - absl::Hours(47), context_.now, context_.timeZone), "21 listopada o 1:00");
}

TEST(Phrasebook, WhatIsFilledInIsNeverFilledAgain) {
  EXPECT_EQ(Phrasebook::of("en").part("at_today", {{"time", "{time}"}}), "at {time}");
}

}  // namespace
}  // namespace cameramonit::chat
