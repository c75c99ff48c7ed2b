#include "server/events/naming/name_teller.h"

#include "server/events/table/event_name.h"
#include "tests/server/events/naming/passing.h"

namespace cameramonit::events {
namespace {

GivenNames called(const std::string& object, const std::string& word, const std::string& objectClass = "",
                  float confidence = 1) {
  v1::GivenName name;
  name.set_label(absl::StrCat(kGate, "/labels/x"));
  name.set_display_name(word);
  name.set_object_class(objectClass);
  name.set_confidence(confidence);
  return {{parseEventName(object).id, {name}}};
}

TEST(NameTeller, ANameTakesThePlaceOfTheClass) {
  v1::Event told = passing(0, {}).event;
  tellNamed(called(told.tracked_object(), "nasza śmieciarka"), told);
  EXPECT_EQ(told.sentence().pl(), "Nasza śmieciarka przejechała z dołu do góry kadru.");
  EXPECT_EQ(told.object_class(), "object");
  ASSERT_EQ(told.features_size(), 3);
  EXPECT_EQ(told.features(2).key(), "name");
  EXPECT_EQ(told.features(2).value(), "nasza śmieciarka");
}

TEST(NameTeller, ADoubtfulNameIsCalledProbable) {
  v1::Event told = passing(0, {}).event;
  tellNamed(called(told.tracked_object(), "our garbage truck", "", 0.5F), told);
  EXPECT_EQ(told.sentence().en(), "Probably our garbage truck drove from bottom to top.");
}

TEST(NameTeller, AKindBecomesTheClass) {
  v1::Event told = passing(0, {}).event;
  tellNamed(called(told.tracked_object(), "samochód", "car", 0.7F), told);
  EXPECT_EQ(told.sentence().pl(), "Biały samochód przejechał z dołu do góry kadru.");
  EXPECT_EQ(told.sentence().en(), "A white car drove from bottom to top.");
  EXPECT_EQ(told.object_class(), "car");
  EXPECT_FLOAT_EQ(told.confidence(), 0.7F);
  EXPECT_EQ(told.features_size(), 2) << "a kind is found by its class";
}

TEST(NameTeller, TakenBackEverythingIsAsTheAnalyzerToldIt) {
  for (const Looks& looks : {Looks{}, Looks{.objectClass = "person"}}) {
    const v1::Event seen = passing(0, looks).event;
    v1::Event told = seen;
    tellNamed(called(told.tracked_object(), "Marek"), told);
    EXPECT_NE(told.sentence().pl(), seen.sentence().pl());
    tellNamed({}, told);
    EXPECT_EQ(told.DebugString(), seen.DebugString());
  }
}

TEST(NameTeller, WithoutFactsTheSentenceStaysAndTheNameIsMarked) {
  v1::Event told = passing(0, {}).event;
  told.clear_facts();
  const v1::Event seen = told;
  tellNamed(called(told.tracked_object(), "samochód", "car"), told);
  EXPECT_EQ(told.sentence().pl(), seen.sentence().pl());
  EXPECT_EQ(told.object_class(), "car");
  tellNamed({}, told);
  told.clear_facts();
  EXPECT_EQ(told.DebugString(), seen.DebugString());
}

TEST(NameTeller, OneOfThoseWhoMeetIsNamed) {
  v1::Event told = event(0, "person", kGate, v1::EVENT_KIND_MET);
  v1::Facts& facts = *told.mutable_facts();
  facts.set_complete(true);
  const std::string marek = objectName(), other = objectName();
  for (const std::string& object : {marek, other}) {
    facts.add_who()->set_tracked_object(object);
    facts.mutable_who(facts.who_size() - 1)->set_object_class("person");
    facts.mutable_who(facts.who_size() - 1)->set_confidence(1);
    v1::Feature& colour = *facts.mutable_who(facts.who_size() - 1)->add_features();
    colour.set_key("upper_colour");
    colour.set_value("red");
    colour.set_confidence(0.9F);
  }
  *told.mutable_end_time() = told.start_time();
  tellNamed(called(marek, "Marek"), told);
  EXPECT_EQ(told.sentence().pl(), "Marek i osoba w czerwonym ubraniu spotkali się.");
}

TEST(NameTeller, ASituationIsCalledByWhatItWas) {
  v1::Event told = event(0, "", kGate, v1::EVENT_KIND_CAMERA_BLIND);
  told.set_state(v1::Event::STATE_ONGOING);
  told.mutable_facts()->set_complete(true);
  tellNamed(called(told.name(), "mycie kamery"), told);
  EXPECT_EQ(told.sentence().pl(), "Mycie kamery: Nic nie widać.");
  tellNamed({}, told);
  EXPECT_EQ(told.sentence().pl(), "Nic nie widać.");
}

TEST(NameTeller, TheWholePassageIsToldOfTheNamed) {
  Passing one = passing(0, {.objectClass = "person"});
  tellNamed(called(one.object.name(), "Marek"), {{one.event}}, one.object);
  EXPECT_EQ(one.object.sentence().pl(), "Marek wszedł od lewej.");
  EXPECT_EQ(one.object.label(), "Marek");
}

}  // namespace
}  // namespace cameramonit::events
