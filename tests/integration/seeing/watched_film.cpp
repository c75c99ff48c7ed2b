#include "tests/integration/seeing/watched_film.h"

#include <opencv2/imgproc.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/situation/camera_health.h"
#include "analyzer/source/file_frame_source.h"
#include "common/base/status.h"

namespace cameramonit::seeing {
namespace {

/// What is remembered of one track.
struct Object {
  feature::FeatureCollector features;
  std::string objectClass;
  float confidence = 0;
};

}  // namespace

bool canSee() {
  return detect::openDetector({}).ok();
}

absl::StatusOr<std::vector<Told>> watch(const std::string& film, double framesPerSecond) {
  source::SourceOptions reading;
  reading.framesPerSecond = framesPerSecond;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto source, source::FileFrameSource::open(film, reading));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector({}));
  const cv::Size picture = source->pictureSize();
  track::VideoTracker tracker(*detector, picture);
  situation::SituationEngine engine({.picture = picture});
  situation::CameraHealth health;
  std::map<std::uint64_t, Object> objects;
  std::vector<situation::Situation> tellings;
  absl::Duration last;
  const auto keep = [&tellings](const std::vector<situation::Situation>& more) {
    tellings.insert(tellings.end(), more.begin(), more.end());
  };
  const auto sink = [&](const track::AnalysedFrame& frame) {
    last = frame.frame.at;
    std::vector<situation::TrackState> states;
    for (const track::Sighting& sighting : frame.step.sightings) {
      const track::Track* track = frame.tracker.find(sighting.trackId);
      if (track == nullptr) continue;
      Object& object =
          objects.try_emplace(engine.originalOf(sighting.trackId), Object{feature::FeatureCollector(picture), "", 0})
              .first->second;
      object.objectClass = track->objectClass;
      object.confidence = track->classConfidence;
      object.features.add(frame.frame.picture, sighting.observation, track->objectClass, {}, frame.motion.foreground);
      states.push_back(
          {sighting.trackId, track->objectClass, sighting.box, sighting.observation.seen, sighting.confirmed});
    }
    keep(engine.observe(last, states));
    cv::Mat luma;
    cv::cvtColor(frame.frame.picture, luma, cv::COLOR_BGR2GRAY);
    keep(health.observe(last, luma));
    return absl::OkStatus();
  };
  CAMERAMONIT_RETURN_IF_ERROR(tracker.run(*source, sink).status());
  keep(engine.finish(last));
  keep(health.finish(last));

  std::vector<Told> told;
  for (const situation::Situation& what : situation::finalTellings(tellings)) {
    narrate::Account account{what, {}};
    for (const std::uint64_t track : what.tracks) {
      const Object& object = objects.at(engine.originalOf(track));
      account.who.push_back({.objectClass = object.objectClass,
                             .classConfidence = object.confidence,
                             .features = object.features.result()});
    }
    told.push_back(
        {what, account.who.empty() ? narrate::Subject{} : account.who.front(), narrate::Narrator().tell(account)});
  }
  return told;
}

}  // namespace cameramonit::seeing
