#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "analyzer/feature/track_features.h"
#include "analyzer/narrate/narrator.h"
#include "analyzer/pipeline/analysis_sink.h"
#include "analyzer/record/best_moment.h"
#include "analyzer/situation/camera_health.h"
#include "analyzer/situation/situation_engine.h"
#include "analyzer/track/video_tracker.h"
#include "cameramonit/application/v1/project.pb.h"

namespace cameramonit::pipeline {

/// Which media is told of, and how events of it are named.
struct Told {
  std::string channel;  ///< projects/{p}/channels/{c}
  std::string media;    ///< its name, also the seed of all ids, so that a second run gives the same ones
  std::string attempt;
  absl::Time start;   ///< when the first picture was taken
  bool live = false;  ///< told while it happens, so that things are believed sooner and what is over is forgotten
};

/// Turns analysed frames into events with sentences and proofs: what is followed becomes situations, situations become
/// events that grow under one name, and each object keeps its best picture. Thread-bound.
class EventTeller {
 public:
  /// Borrows `sink`. `ground` as groundOf() gives it.
  EventTeller(Told told, const application::v1::Channel& channel, cv::Size picture,
              const std::optional<feature::GroundPlane>& ground, AnalysisSink& sink);

  /// One frame, in order.
  absl::Status observe(const track::AnalysedFrame& frame);

  /// No pictures come since `at`: the camera is offline. It is back with the next good ones.
  absl::Status lost(absl::Duration at);

  /// Whether the latest picture can be trusted to show what is there.
  bool sees() const { return health_.sees(); }

  /// The film is over at `at`.
  absl::Status finish(absl::Duration at);

  /// Events told so far, each counted once.
  int events() const { return events_; }

 private:
  /// What is remembered of one object while it may still be told of.
  struct Object {
    feature::FeatureCollector features;
    record::BestMoment best;
    std::string objectClass;
    float classConfidence = 0;
    cv::Rect2f box;
    absl::Duration from;
    absl::Duration lastSeen;
    std::string name;
    std::vector<situation::Situation> story;
  };

  Object& objectOf(std::uint64_t track, const track::AnalysedFrame& frame);
  void follow(const track::AnalysedFrame& frame);
  std::vector<situation::TrackState> statesOf(const track::AnalysedFrame& frame) const;
  std::vector<situation::ThingSighting> thingsOf(const track::AnalysedFrame& frame) const;
  absl::Status tell(const std::vector<situation::Situation>& situations, const cv::Mat& picture);
  events::v1::Event eventOf(const situation::Situation& situation);
  /// What the sentence is made of, for names to be told in it later.
  events::v1::Facts factsOf(const situation::Situation& situation) const;
  events::v1::TrackedObject trackedObjectOf(const Object& object) const;
  absl::Status addProofs(const situation::Situation& situation, const cv::Mat& picture, events::v1::Event& event);
  cv::Mat stillOf(const situation::Situation& situation, const cv::Mat& picture) const;
  narrate::Account accountOf(const situation::Situation& situation) const;
  Object* find(const situation::Situation& situation);
  void forgetGone(absl::Duration now);
  std::string nameFor(const char* collection, absl::Duration at, const std::string& seed) const;

  const Told told_;
  const application::v1::Channel channel_;
  const cv::Size picture_;
  const std::optional<feature::GroundPlane> ground_;
  AnalysisSink& sink_;
  situation::SituationEngine engine_;
  situation::CameraHealth health_;
  narrate::Narrator narrator_;
  std::map<std::uint64_t, Object> objects_;
  std::map<std::string, std::string> names_;   // situation identity -> event name
  std::map<std::string, std::string> stills_;  // event name -> still, once there is one
  /// What was told for the last time, so that it can be forgotten.
  struct Finished {
    absl::Duration at;
    std::string identity;
  };
  std::deque<Finished> finished_;
  absl::Duration now_;
  int events_ = 0;
};

}  // namespace cameramonit::pipeline
