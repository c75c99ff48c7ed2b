#include "server/events/naming/namer.h"

#include <gmock/gmock.h>

#include "tests/server/events/naming/passing.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Looks kWhiteCar{feature::Colour::kWhite};
const Looks kRedCar{feature::Colour::kRed, 0.21F, 1.5F, 0.7F};
const Looks kCat{feature::Colour::kBlack, 0.05F, 1.6F, 1.5F};
const Looks kMan{feature::Colour::kBlue, 0.09F, 0.4F, 0.8F, "person"};

class NamerTest : public EventFixture {
 protected:
  Passing record(double seconds, const Looks& looks, const std::string& channel = kGate) {
    const Passing one = passing(seconds, looks, channel);
    const auto written = events_.write({one.object}, {one.event}, namer_.decorate());
    EXPECT_TRUE(written.ok()) << written.status();
    EXPECT_EQ(namer_.tellQueued(), absl::OkStatus());
    return one;
  }

  absl::StatusOr<v1::GiveLabelResponse> tryGive(const std::string& target, const std::string& word,
                                                const std::string& objectClass = "",
                                                v1::Label::Scope scope = v1::Label::SCOPE_UNSPECIFIED,
                                                const std::string& requestId = "") {
    v1::GiveLabelRequest request;
    request.set_target(target);
    request.set_display_name(word);
    request.set_object_class(objectClass);
    request.set_scope(scope);
    request.set_request_id(requestId);
    return namer_.give(request, "users/ewa");
  }
  v1::Label give(const std::string& target, const std::string& word, const std::string& objectClass = "",
                 v1::Label::Scope scope = v1::Label::SCOPE_UNSPECIFIED) {
    const auto given = tryGive(target, word, objectClass, scope);
    EXPECT_TRUE(given.ok()) << given.status();
    return given.ok() ? given->label() : v1::Label();
  }

  v1::Event eventOf(const Passing& one) {
    const auto found = events_.get(one.event.name(), Scope::all());
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(v1::Event());
  }
  std::string sentenceOf(const Passing& one) { return eventOf(one).sentence().pl(); }
  std::string classOf(const Passing& one) { return eventOf(one).object_class(); }
  v1::TrackedObject objectOf(const Passing& one) { return *objects_.get(one.object.name(), Scope::all()); }
  std::vector<std::string> labels() {
    v1::ListLabelsRequest request;
    std::vector<std::string> words;
    const auto listed = namer_.list(request, Scope::all());
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const v1::Label& label : listed->labels()) words.push_back(label.display_name());
    return words;
  }

  cameramonit::testing::FakeClock clock_{kNow};
  Namer namer_{database(), clock_};
};
CAMERAMONIT_BOTH_DATABASES(NamerTest);

TEST_P(NamerTest, AKindReachesLookAlikesOfAnyColourEarlierAndLater) {
  const Passing earlier = record(0, kRedCar), named = record(60, kWhiteCar), cat = record(120, kCat);
  const v1::Label car = give(named.event.name(), "samochód", "car");
  EXPECT_EQ(car.look_alikes(), 1);
  const Passing later = record(180, kRedCar);
  for (const Passing& one : {earlier, named, later}) {
    EXPECT_EQ(classOf(one), "car");
    EXPECT_EQ(objectOf(one).object_class(), "car");
    EXPECT_THAT(sentenceOf(one), HasSubstr("samochód przejechał z dołu do góry"));
  }
  EXPECT_EQ(eventOf(named).confidence(), 1);
  EXPECT_LT(eventOf(later).confidence(), 1);
  EXPECT_EQ(classOf(cat), "object");
  v1::EventFilter cars;
  cars.add_object_classes("car");
  EXPECT_EQ(count(cars).objects(), 3);
}

TEST_P(NamerTest, ANameReachesOnlyTheSameAgain) {
  const Passing named = record(0, kWhiteCar), same = record(60, kWhiteCar), other = record(120, kRedCar);
  give(named.object.name(), "nasza śmieciarka");
  EXPECT_EQ(sentenceOf(named), "Nasza śmieciarka przejechała z dołu do góry kadru.");
  EXPECT_THAT(sentenceOf(same), HasSubstr("asza śmieciarka"));
  EXPECT_THAT(sentenceOf(other), StartsWith("Coś białego"));
  v1::EventFilter bins;
  bins.add_features()->set_key("name");
  bins.mutable_features(0)->set_value("nasza śmieciarka");
  EXPECT_EQ(count(bins).objects(), 2);
  EXPECT_EQ(objectOf(named).label(), "nasza śmieciarka");
}

TEST_P(NamerTest, WhoWasThereTogetherWithTheNamedIsSomebodyElse) {
  const Passing marek = record(0, kMan), beside = record(2, kMan), later = record(600, kMan);
  give(marek.object.name(), "Marek");
  EXPECT_THAT(sentenceOf(beside), HasSubstr("Osoba"));
  EXPECT_THAT(sentenceOf(later), HasSubstr("Osoba")) << "as alike as somebody else was";
}

TEST_P(NamerTest, ANameIsBorneByOneAtATime) {
  const Passing marek = record(0, kMan);
  give(marek.object.name(), "Marek");
  const Passing one = record(600, kMan), two = record(602, kMan);
  EXPECT_THAT(sentenceOf(one), HasSubstr("Marek"));
  EXPECT_THAT(sentenceOf(two), HasSubstr("Osoba"));
}

TEST_P(NamerTest, AKindAndANameGoTogether) {
  const Passing named = record(0, kWhiteCar), other = record(60, kRedCar);
  give(named.object.name(), "samochód", "car");
  give(named.object.name(), "nasza śmieciarka");
  EXPECT_EQ(classOf(named), "car");
  EXPECT_EQ(eventOf(named).given_names_size(), 2);
  EXPECT_EQ(sentenceOf(named), "Nasza śmieciarka przejechała z dołu do góry kadru.");
  EXPECT_EQ(classOf(other), "car");
}

TEST_P(NamerTest, TakenBackItIsGoneEverywhereAndWatchersHearOfIt) {
  const Passing earlier = record(0, kRedCar), named = record(60, kWhiteCar);
  const v1::Event before = eventOf(named);
  const v1::Label car = give(named.object.name(), "samochód", "car");
  const std::int64_t revision = *events_.lastRevision();
  EXPECT_EQ(namer_.remove(car.name())->taken_back(), 2);
  for (const Passing& one : {earlier, named}) {
    EXPECT_EQ(sentenceOf(one), one.event.sentence().pl());
    EXPECT_EQ(classOf(one), "object");
    EXPECT_EQ(eventOf(one).given_names_size(), 0);
  }
  EXPECT_EQ(events_.changedSince(revision, {}, Scope::all(), 10)->changes.size(), 2u);
  EXPECT_THAT(labels(), IsEmpty());
  v1::Event now = eventOf(named);
  now.set_revision(before.revision());
  EXPECT_EQ(now.DebugString(), before.DebugString());
  EXPECT_EQ(namer_.remove(car.name())->taken_back(), 0) << "again is no error";
}

TEST_P(NamerTest, UndoTakesBackOneExampleAndTheLabelWithTheLast) {
  const Passing one = record(0, kWhiteCar), two = record(60, kRedCar);
  const v1::Label label = give(one.object.name(), "Lucek", "", v1::Label::SCOPE_NAMED_ONLY);
  EXPECT_EQ(give(two.object.name(), "Lucek", "", v1::Label::SCOPE_NAMED_ONLY).name(), label.name());
  v1::TakeLabelBackRequest request;
  request.set_label(label.name());
  request.set_target(one.event.name());
  ASSERT_TRUE(namer_.takeBack(request)->has_label());
  EXPECT_EQ(sentenceOf(one), one.event.sentence().pl());
  EXPECT_THAT(sentenceOf(two), StartsWith("Lucek"));
  EXPECT_EQ(base::errorReason(namer_.takeBack(request).status()), type::v1::ERROR_REASON_LABEL_NOT_GIVEN);
  request.set_target(two.object.name());
  EXPECT_FALSE(namer_.takeBack(request)->has_label());
  EXPECT_THAT(labels(), IsEmpty());
}

TEST_P(NamerTest, ARejectedLookAlikeNeverGetsItAgainAndMakesItStricter) {
  const Passing named = record(0, kWhiteCar);
  Looks larger = kWhiteCar;
  larger.size = 0.24F;
  const Passing wrong = record(60, larger);
  const v1::Label label = give(named.object.name(), "nasza śmieciarka");
  ASSERT_THAT(sentenceOf(wrong), HasSubstr("śmieciarka"));
  v1::RejectLabelRequest request;
  request.set_label(label.name());
  request.set_target(wrong.event.name());
  EXPECT_EQ(namer_.reject(request)->label().rejected(), 1);
  EXPECT_EQ(sentenceOf(wrong), wrong.event.sentence().pl());
  const Passing again = record(120, larger), same = record(180, kWhiteCar);
  EXPECT_EQ(sentenceOf(again), again.event.sentence().pl());
  EXPECT_THAT(sentenceOf(same), HasSubstr("śmieciarka"));
}

TEST_P(NamerTest, AnotherWordTakesThePlaceOfTheFirst) {
  const Passing one = record(0, kWhiteCar), two = record(60, kWhiteCar);
  give(one.object.name(), "nasza śmieciarka");
  ASSERT_THAT(sentenceOf(two), HasSubstr("śmieciarka"));
  give(two.object.name(), "kurier");
  EXPECT_THAT(sentenceOf(one), HasSubstr("śmieciarka"));
  EXPECT_THAT(sentenceOf(two), StartsWith("Kurier"));
  EXPECT_THAT(labels(), ElementsAre("kurier", "nasza śmieciarka"));
}

TEST_P(NamerTest, RenamingTellsAllOfThemAnew) {
  const Passing one = record(0, kWhiteCar), two = record(60, kWhiteCar);
  const v1::Label label = give(one.object.name(), "smieciarka");
  v1::UpdateLabelRequest request;
  *request.mutable_label() = label;
  request.mutable_label()->set_display_name("  nasza   śmieciarka ");
  request.mutable_update_mask()->add_paths("display_name");
  const auto renamed = namer_.update(request);
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_EQ(renamed->label().display_name(), "nasza śmieciarka");
  EXPECT_THAT(sentenceOf(one), StartsWith("Nasza śmieciarka"));
  EXPECT_THAT(sentenceOf(two), HasSubstr("asza śmieciarka"));
  EXPECT_EQ(base::errorReason(namer_.update(request).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_P(NamerTest, OnlyThisOneMeansOnlyThisOne) {
  const Passing one = record(0, kWhiteCar), two = record(60, kWhiteCar);
  v1::Label label = give(one.object.name(), "nasza śmieciarka", "", v1::Label::SCOPE_NAMED_ONLY);
  EXPECT_EQ(label.look_alikes(), 0);
  EXPECT_EQ(sentenceOf(two), two.event.sentence().pl());
  label.set_scope(v1::Label::SCOPE_LOOK_ALIKES);
  v1::UpdateLabelRequest request;
  *request.mutable_label() = label;
  request.mutable_update_mask()->add_paths("scope");
  EXPECT_EQ(namer_.update(request)->label().look_alikes(), 1);
  EXPECT_THAT(sentenceOf(two), HasSubstr("śmieciarka"));
}

TEST_P(NamerTest, AnotherCameraKnowsNothingOfIt) {
  const Passing one = record(0, kWhiteCar), elsewhere = record(60, kWhiteCar, kYard);
  const v1::Label label = give(one.object.name(), "nasza śmieciarka");
  EXPECT_EQ(sentenceOf(elsewhere), elsewhere.event.sentence().pl());
  v1::RejectLabelRequest request;
  request.set_label(label.name());
  request.set_target(elsewhere.object.name());
  EXPECT_EQ(base::errorReason(namer_.reject(request).status()), type::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(NamerTest, WhatTheAnalyzerWritesAgainKeepsItsName) {
  const Passing one = record(0, kWhiteCar);
  give(one.object.name(), "nasza śmieciarka");
  const std::int64_t revision = eventOf(one).revision();
  ASSERT_TRUE(events_.write({one.object}, {one.event}, namer_.decorate()).ok());
  EXPECT_THAT(sentenceOf(one), StartsWith("Nasza śmieciarka"));
  EXPECT_EQ(eventOf(one).revision(), revision) << "nothing is new";
}

TEST_P(NamerTest, ASituationIsNamedByItself) {
  v1::Event blind = event(0, "", kGate, v1::EVENT_KIND_CAMERA_BLIND);
  ASSERT_TRUE(events_.write({}, {blind}, namer_.decorate()).ok());
  const v1::Label label = give(blind.name(), "mycie kamery");
  EXPECT_EQ(events_.get(blind.name(), Scope::all())->sentence().pl(), "Mycie kamery: Ktoś przyszedł.");
  ASSERT_TRUE(namer_.remove(label.name()).ok());
  EXPECT_EQ(events_.get(blind.name(), Scope::all())->sentence().pl(), "Ktoś przyszedł.");
}

TEST_P(NamerTest, ARetryGivesTheFirstResult) {
  const Passing one = record(0, kWhiteCar);
  const auto first = tryGive(one.object.name(), "Lucek", "", v1::Label::SCOPE_NAMED_ONLY, "r-1");
  ASSERT_TRUE(namer_.remove(first->label().name()).ok());
  const auto again = tryGive(one.object.name(), "Lucek", "", v1::Label::SCOPE_NAMED_ONLY, "r-1");
  EXPECT_EQ(again->DebugString(), first->DebugString());
  EXPECT_THAT(labels(), IsEmpty());
  EXPECT_EQ(base::errorReason(tryGive(one.object.name(), "Bolek", "", v1::Label::SCOPE_NAMED_ONLY, "r-1").status()),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(NamerTest, MistakesAreRefusedWithReasons) {
  const Passing one = record(0, kWhiteCar);
  const auto reason = [](const auto& result) { return base::errorReason(result.status()); };
  EXPECT_EQ(reason(tryGive(one.object.name(), " \n ")), type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(tryGive(one.object.name(), std::string(61, 'x'))), type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(tryGive(one.object.name(), "x", "object")), type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(tryGive(objectName(), "x")), type::v1::ERROR_REASON_TRACKED_OBJECT_UNKNOWN);
  EXPECT_EQ(reason(tryGive(event(0).name(), "x")), type::v1::ERROR_REASON_EVENT_UNKNOWN);
  v1::RejectLabelRequest request;
  request.set_label(absl::StrCat(kGate, "/labels/none"));
  request.set_target(one.object.name());
  EXPECT_EQ(reason(namer_.reject(request)), type::v1::ERROR_REASON_LABEL_UNKNOWN);
  EXPECT_THAT(labels(), IsEmpty());
}

TEST_P(NamerTest, LabelsAreListedByPagesAndWithinTheScope) {
  const Passing one = record(0, kWhiteCar), two = record(60, kRedCar), three = record(120, kWhiteCar, kYard);
  give(one.object.name(), "b", "", v1::Label::SCOPE_NAMED_ONLY);
  give(two.object.name(), "a", "", v1::Label::SCOPE_NAMED_ONLY);
  give(three.object.name(), "c", "", v1::Label::SCOPE_NAMED_ONLY);
  v1::ListLabelsRequest request;
  request.set_page_size(1);
  std::string words;
  do {
    const auto page = namer_.list(request, Scope::all());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Label& label : page->labels()) words += label.display_name();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(words, "abc");
  Scope yard;
  yard.rules.push_back({.parent = kYard, .kinds = {}, .objectClasses = {}});
  EXPECT_EQ(namer_.list({}, yard)->labels_size(), 1);
}

TEST_P(NamerTest, WhatCameOftenAndHasNoWordIsUnknown) {
  const Passing a = record(0, kWhiteCar), b = record(60, kRedCar), c = record(120, kWhiteCar);
  record(180, kCat);
  record(240, kMan);
  v1::ListUnknownThingsRequest request;
  request.set_parent(kGate);
  const auto unknown = namer_.unknownThings(request);
  ASSERT_TRUE(unknown.ok()) << unknown.status();
  ASSERT_EQ(unknown->things_size(), 1);
  EXPECT_EQ(unknown->things(0).sightings(), 3);
  give(a.object.name(), "samochód", "car");
  EXPECT_EQ(namer_.unknownThings(request)->things_size(), 0);
}

TEST_P(NamerTest, TheOldCallNamesOneObjectAndTakesItBack) {
  const Passing one = record(0, kWhiteCar), two = record(60, kWhiteCar);
  EXPECT_EQ(namer_.labelOnly(one.object.name(), "Lucek", "users/ewa")->label(), "Lucek");
  EXPECT_EQ(sentenceOf(two), two.event.sentence().pl());
  EXPECT_EQ(namer_.labelOnly(one.object.name(), "", "users/ewa")->label(), "");
  EXPECT_EQ(sentenceOf(one), one.event.sentence().pl());
}

}  // namespace
}  // namespace cameramonit::events
