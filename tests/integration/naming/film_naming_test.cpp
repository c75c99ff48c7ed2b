// From the film to the name: what the analyzer records is named as people would, on a real database.
#include <filesystem>
#include <set>

#include <gmock/gmock.h>

#include "analyzer/detect/open_detector.h"
#include "analyzer/pipeline/media_analysis.h"
#include "server/events/naming/name_teller.h"
#include "server/events/naming/namer.h"
#include "tests/server/events/table/event_fixture.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::events {
namespace {

using ::testing::HasSubstr;

constexpr char kMedia[] = "projects/home/channels/gate/media/film";

/// Records as RecordEvents does, and keeps what came.
class Recorder final : public pipeline::AnalysisSink {
 public:
  Recorder(EventTable& events, Namer& namer) : events_(events), namer_(namer) {}

  absl::Status record(const std::vector<v1::TrackedObject>& objects, const std::vector<v1::Event>& events) override {
    for (const v1::Event& event : events) told_[event.name()] = event;
    CAMERAMONIT_RETURN_IF_ERROR(events_.write(objects, events, namer_.decorate()).status());
    return namer_.tellQueued();
  }
  absl::StatusOr<std::string> keepStill(const v1::Event& event, absl::Time, const std::string&) override {
    return event.name() + "/still";
  }
  absl::StatusOr<std::string> declareClip(const v1::Event& event, absl::Time, absl::Time) override {
    return event.name() + "/clip";
  }
  void progress(absl::Duration, absl::Duration) override {}

  const std::map<std::string, v1::Event>& told() const { return told_; }

 private:
  EventTable& events_;
  Namer& namer_;
  std::map<std::string, v1::Event> told_;
};

class FilmNamingTest : public EventFixture {
 protected:
  /// Looks at a film that was taken at `start`.
  void watch(const std::string& film, absl::Time start, Recorder& recorder) {
    const auto detector = detect::openDetector({});
    ASSERT_TRUE(detector.ok()) << detector.status();
    application::v1::Channel channel;
    channel.set_name(kGate);
    const pipeline::Told told{kGate, absl::StrCat(kMedia, absl::ToUnixSeconds(start)), "attempt", start};
    const auto report = pipeline::analyseFilm(film, told, channel, **detector, 2, recorder, {});
    ASSERT_TRUE(report.ok()) << report.status();
  }

  std::vector<v1::TrackedObject> objects() {
    const auto page = objects_.list({}, Scope::all(), 500, "");
    EXPECT_TRUE(page.ok()) << page.status();
    return page->objects;
  }

  std::int64_t cars() {
    v1::EventFilter filter;
    filter.add_object_classes("car");
    return count(filter).objects();
  }

  static bool canSee() { return detect::openDetector({}).ok(); }

  cameramonit::testing::FakeClock clock_{kNow};
  Namer namer_{database(), clock_};
};
INSTANTIATE_TEST_SUITE_P(Sqlite, FilmNamingTest, ::testing::Values(sql::Dialect::kSqlite));

TEST_P(FilmNamingTest, OneCarNamedAndFourAreCars) {
  const std::string film = std::string(CAMERAMONIT_SOURCE_DIR) + "/../shared/data/video/car-detection.mp4";
  if (!std::filesystem::exists(film)) GTEST_SKIP() << "no film at " << film;
  if (!canSee()) GTEST_SKIP() << "the detector's weights are not fetched";
  Recorder recorder(events_, namer_);
  ASSERT_NO_FATAL_FAILURE(watch(film, kNow, recorder));
  ASSERT_EQ(objects().size(), 4U);
  EXPECT_EQ(cars(), 0) << "no detector knows them";

  for (const v1::TrackedObject& one : objects()) {
    v1::GiveLabelRequest request;
    request.set_target(one.name());
    request.set_display_name("samochód");
    request.set_object_class("car");
    const auto given = namer_.give(request, "users/ewa");
    ASSERT_TRUE(given.ok()) << given.status();
    EXPECT_EQ(given->look_alikes(), 3) << one.sentence().en();
    EXPECT_EQ(cars(), 4);
    for (const v1::TrackedObject& object : objects()) EXPECT_THAT(object.sentence().pl(), HasSubstr("samochód"));
    ASSERT_TRUE(namer_.remove(given->label().name()).ok());
    EXPECT_EQ(cars(), 0) << "taken back everywhere";
  }

  // What comes the next day is known at once.
  v1::GiveLabelRequest request;
  request.set_target(objects().front().name());
  request.set_display_name("samochód");
  request.set_object_class("car");
  ASSERT_TRUE(namer_.give(request, "users/ewa").ok());
  ASSERT_NO_FATAL_FAILURE(watch(film, kNow + absl::Hours(24), recorder));
  EXPECT_EQ(cars(), 8);
}

TEST_P(FilmNamingTest, WithoutNamesEverySentenceIsAsTheAnalyzerToldIt) {
  const std::string film = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
  if (!std::filesystem::exists(film)) GTEST_SKIP() << "no film at " << film;
  if (!canSee()) GTEST_SKIP() << "the detector's weights are not fetched";
  Recorder recorder(events_, namer_);
  ASSERT_NO_FATAL_FAILURE(watch(film, kNow, recorder));
  ASSERT_GT(recorder.told().size(), 20U);
  for (const auto& [name, event] : recorder.told()) {
    v1::Event again = event;
    tellNamed({}, again);
    EXPECT_EQ(again.DebugString(), event.DebugString());
  }

  // A name of one is not everybody's.
  std::size_t people = 0, most = 0, sum = 0, named = 0;
  for (const v1::TrackedObject& one : objects()) people += one.object_class() == "person";
  for (const v1::TrackedObject& one : objects()) {
    if (one.object_class() != "person" || ++named > 10) continue;
    v1::GiveLabelRequest request;
    request.set_target(one.name());
    request.set_display_name("Marek");
    const auto given = namer_.give(request, "users/ewa");
    ASSERT_TRUE(given.ok()) << given.status();
    const auto reached = static_cast<std::size_t>(given->look_alikes());
    most = std::max(most, reached);
    sum += reached;
    ASSERT_TRUE(namer_.remove(given->label().name()).ok());
  }
  std::cout << people << " people; a name reaches " << static_cast<double>(sum) / 10 << " others on average, at most "
            << most << "\n";
  EXPECT_LE(most, people / 4);
}

}  // namespace
}  // namespace cameramonit::events
