#include "server/events/table/tracked_object_table.h"

#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

v1::TrackedObject object(const std::string& name) {
  v1::TrackedObject out;
  out.set_name(name);
  out.set_object_class("person");
  out.set_confidence(0.75f);
  *out.mutable_start_time() = sql::timestampOf(kNow);
  *out.mutable_end_time() = sql::timestampOf(kNow + absl::Seconds(30));
  out.add_features()->set_key("upper_colour");
  out.mutable_features(0)->set_value("red");
  out.mutable_sentence()->set_pl("Osoba w czerwonej kurtce przeszła.");
  out.mutable_sentence()->set_en("A person in a red jacket walked by.");
  out.set_media(absl::StrCat(kGate, "/media/m"));
  out.set_attempt("attempt-1");
  return out;
}

class TrackedObjectTableTest : public EventFixture {
 protected:
  std::vector<std::string> namesOf(const v1::EventFilter& filter, const Scope& scope = Scope::all()) {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page = objects_.list(filter, scope, 2, token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::TrackedObject& found : page->objects) names.push_back(found.name());
      token = page->nextPageToken;
    } while (!token.empty());
    return names;
  }
};
CAMERAMONIT_BOTH_DATABASES(TrackedObjectTableTest);

TEST_P(TrackedObjectTableTest, AnObjectComesBackAsItWasWritten) {
  const v1::TrackedObject written = object(objectName());
  ASSERT_TRUE(events_.write({written}, {ofObject(event(0), written.name())}).ok());
  const auto found = objects_.get(written.name(), Scope::all());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->DebugString(), written.DebugString());
}

TEST_P(TrackedObjectTableTest, AnObjectThatOnlyEventsSpeakOfIsThere) {
  const std::string name = objectName();
  write({ofObject(event(0, "dog"), name)});
  EXPECT_EQ(objects_.get(name, Scope::all())->object_class(), "dog");
  ASSERT_TRUE(events_.write({object(name)}, {}).ok());
  EXPECT_EQ(objects_.get(name, Scope::all())->object_class(), "person");
}

TEST_P(TrackedObjectTableTest, ListsFollowTheNewestMatchingEventOfEach) {
  const std::string a = objectName(), b = objectName(), c = objectName(kYard);
  write({ofObject(event(0), a), ofObject(event(1), b), ofObject(event(2, "car", kYard), c), ofObject(event(3), a),
         ofObject(event(9, "person", kGate, v1::EVENT_KIND_LEFT), b), event(10)});
  EXPECT_EQ(namesOf({}), (std::vector<std::string>{b, a, c}));
  v1::EventFilter appeared;
  appeared.add_kinds(v1::EVENT_KIND_APPEARED);
  EXPECT_EQ(namesOf(appeared), (std::vector<std::string>{a, c, b}));
  Scope yard;
  yard.rules.push_back({.parent = kYard, .kinds = {}, .objectClasses = {}});
  EXPECT_EQ(namesOf({}, yard), std::vector<std::string>{c});
  EXPECT_FALSE(objects_.get(a, yard).ok());
  EXPECT_TRUE(objects_.get(c, yard).ok());
}

TEST_P(TrackedObjectTableTest, ListsByFeatureGiveEachObjectOnce) {
  const std::string a = objectName(), b = objectName();
  write({ofObject(with(with(event(0), "colour", "red"), "colour", "blue"), a),
         ofObject(with(event(1), "colour", "blue"), a), ofObject(event(2), b)});
  v1::EventFilter filter;
  for (const char* colour : {"red", "blue"}) {
    filter.add_features()->set_key("colour");
    filter.mutable_features(filter.features_size() - 1)->set_value(colour);
  }
  EXPECT_EQ(namesOf(filter), std::vector<std::string>{a});
}

TEST_P(TrackedObjectTableTest, SignatureAndGivenNamesComeBackAndFactsStayInside) {
  v1::TrackedObject written = object(objectName());
  written.mutable_signature()->set_version(2);
  written.mutable_signature()->set_data(std::string("\0\xff\x80 bytes", 9));
  v1::GivenName& name = *written.add_given_names();
  name.set_label(absl::StrCat(kGate, "/labels/x"));
  name.set_display_name("nasza śmieciarka");
  name.set_confidence(0.5F);
  written.set_label("nasza śmieciarka");
  v1::TrackedObject withFacts = written;
  withFacts.mutable_facts()->set_complete(true);
  v1::Event seen = ofObject(event(0), written.name());
  *seen.mutable_given_names() = written.given_names();
  v1::Event seenWithFacts = seen;
  seenWithFacts.mutable_facts()->set_complete(true);
  ASSERT_TRUE(events_.write({withFacts}, {seenWithFacts}).ok());
  EXPECT_EQ(objects_.get(written.name(), Scope::all())->DebugString(), written.DebugString());
  v1::Event found = *events_.get(seen.name(), Scope::all());
  found.clear_revision();
  EXPECT_EQ(found.DebugString(), seen.DebugString());
}

}  // namespace
}  // namespace cameramonit::events
