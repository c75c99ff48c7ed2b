#include "analyzer/pipeline/event_teller.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <opencv2/imgproc.hpp>

#include "analyzer/pipeline/event_mapping.h"
#include "analyzer/pipeline/time_mapping.h"
#include "analyzer/record/crop.h"
#include "analyzer/record/picture_file.h"
#include "analyzer/track/object_kinds.h"
#include "common/base/ids.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

using situation::Kind;
using situation::Situation;

// Longer than anything a situation engine still asks about a track that went out of sight.
constexpr absl::Duration kObjectMemory = absl::Minutes(2);
// A clip shows how something began; who stays for an hour is not played for an hour.
constexpr absl::Duration kLongestClip = absl::Seconds(30);
constexpr absl::Duration kShortestClip = absl::Seconds(1);
constexpr int kHealthWidth = 320;
constexpr float kSureThing = 0.4F;  // score from which a bag is a bag; detectors see many where none is

constexpr absl::Duration kLiveConfirm = absl::Milliseconds(150);

situation::Scene liveScene(situation::Scene scene, bool live) {
  if (live) scene.thresholds.confirm = std::min(scene.thresholds.confirm, kLiveConfirm);
  return scene;
}

/// Whether a track is in this frame.
bool seen(const track::AnalysedFrame& frame, std::uint64_t track) {
  return std::any_of(frame.step.sightings.begin(), frame.step.sightings.end(),
                     [track](const track::Sighting& sighting) { return sighting.trackId == track; });
}

/// Whether something moves in a part of the picture.
bool stirredIn(const cv::Rect2f& box, const motion::MotionFrame& motion) {
  constexpr float kStirred = 0.1F;
  float share = 0;
  for (const motion::Region& region : motion.regions) share += (region.box & box).area();
  return motion.relearned || share >= kStirred * box.area();
}

bool isOpening(Kind kind) {
  return kind == Kind::kAppeared || kind == Kind::kMoved;
}

}  // namespace

EventTeller::EventTeller(Told told, const application::v1::Channel& channel, cv::Size picture,
                         const std::optional<feature::GroundPlane>& ground, AnalysisSink& sink)
    : told_(std::move(told)),
      channel_(channel),
      picture_(picture),
      ground_(ground),
      sink_(sink),
      engine_(liveScene(sceneOf(channel, picture), told_.live)) {}

std::string EventTeller::nameFor(const char* collection, absl::Duration at, const std::string& seed) const {
  return absl::StrCat(told_.channel, "/", collection, "/",
                      base::stableUuid(told_.start + at, absl::StrCat(told_.media, "\n", seed)));
}

EventTeller::Object& EventTeller::objectOf(std::uint64_t track, const track::AnalysedFrame& frame) {
  const std::uint64_t original = engine_.originalOf(track);
  const auto found = objects_.find(original);
  if (found != objects_.end()) return found->second;
  Object object{feature::FeatureCollector(picture_, ground_ ? &*ground_ : nullptr),
                record::BestMoment(),
                "",
                0,
                {},
                frame.frame.at,
                frame.frame.at,
                nameFor("objects", frame.frame.at, absl::StrCat("track ", original)),
                {}};
  return objects_.emplace(original, std::move(object)).first->second;
}

void EventTeller::follow(const track::AnalysedFrame& frame) {
  std::vector<feature::AccessorySighting> accessories;
  for (const detect::Detection& detection : frame.detections) {
    if (feature::CarriedVote::isAccessory(detection.objectClass)) {
      accessories.push_back({detection.objectClass, detection.box});
    }
  }
  for (const track::Sighting& sighting : frame.step.sightings) {
    const track::Track* track = frame.tracker.find(sighting.trackId);
    if (track == nullptr) continue;
    Object& object = objectOf(sighting.trackId, frame);
    const auto carrier = engine_.carrierOf(sighting.trackId);
    if (carrier && seen(frame, *carrier)) {
      // The rider's clothes tell more than the bicycle's frame; the way is the bicycle's.
      object.features.addLook(frame.frame.picture, sighting.observation, track->objectClass, frame.motion.foreground);
      continue;
    }
    if (carrier) {
      object.lastSeen = frame.frame.at;
      object.features.add(frame.frame.picture, sighting.observation, object.objectClass);
      continue;
    }
    object.objectClass = track->objectClass;
    object.classConfidence = track->classConfidence;
    object.box = sighting.box;
    object.lastSeen = frame.frame.at;
    object.features.add(frame.frame.picture, sighting.observation, track->objectClass, accessories,
                        frame.motion.foreground);
    object.best.add(frame.frame.picture, sighting.observation);
  }
}

std::vector<situation::TrackState> EventTeller::statesOf(const track::AnalysedFrame& frame) const {
  std::vector<situation::TrackState> states;
  for (const track::Sighting& sighting : frame.step.sightings) {
    const track::Track* track = frame.tracker.find(sighting.trackId);
    if (track == nullptr) continue;
    const auto& wanted = channel_.object_classes();
    const bool told = wanted.empty() || track->evidence == track::Evidence::kMotion ||
                      std::find(wanted.begin(), wanted.end(), track->objectClass) != wanted.end();
    if (!told) continue;
    states.push_back({sighting.trackId, track->objectClass, sighting.box, sighting.observation.seen, sighting.confirmed,
                      stirredIn(sighting.box, frame.motion)});
  }
  return states;
}

std::vector<situation::ThingSighting> EventTeller::thingsOf(const track::AnalysedFrame& frame) const {
  std::vector<situation::ThingSighting> things;
  for (const detect::Detection& detection : frame.detections) {
    if (detection.score >= kSureThing && situation::isBelonging(detection.objectClass)) {
      things.push_back({detection.objectClass, detection.box});
    }
  }
  return things;
}

absl::Status EventTeller::observe(const track::AnalysedFrame& frame) {
  now_ = frame.frame.at;
  follow(frame);
  cv::Mat small;
  const double scale = std::min(1.0, static_cast<double>(kHealthWidth) / frame.frame.picture.cols);
  cv::resize(frame.frame.picture, small, {}, scale, scale, cv::INTER_AREA);
  cv::cvtColor(small, small, cv::COLOR_BGR2GRAY);
  CAMERAMONIT_RETURN_IF_ERROR(tell(health_.observe(frame.frame.at, small), frame.frame.picture));
  auto states = statesOf(frame);
  if (!health_.trusts()) {
    std::erase_if(states, [](const situation::TrackState& state) { return state.objectClass == track::kUnknownClass; });
  }
  CAMERAMONIT_RETURN_IF_ERROR(tell(engine_.observe(frame.frame.at, states, thingsOf(frame)), frame.frame.picture));
  forgetGone(frame.frame.at);
  return absl::OkStatus();
}

absl::Status EventTeller::lost(absl::Duration at) {
  return tell(health_.lost(at), {});
}

absl::Status EventTeller::finish(absl::Duration at) {
  CAMERAMONIT_RETURN_IF_ERROR(tell(engine_.finish(at), {}));
  return tell(health_.finish(at), {});
}

EventTeller::Object* EventTeller::find(const Situation& situation) {
  if (situation.tracks.size() != 1) return nullptr;
  const auto found = objects_.find(engine_.originalOf(situation.tracks.front()));
  return found == objects_.end() ? nullptr : &found->second;
}

narrate::Account EventTeller::accountOf(const Situation& situation) const {
  narrate::Account account{situation, {}};
  for (const std::uint64_t track : situation.tracks) {
    narrate::Subject& subject = account.who.emplace_back();
    const auto found = objects_.find(engine_.originalOf(track));
    if (track >= situation::ThingFollower::kFirstId) subject.objectClass = situation.objectClass;
    if (found == objects_.end()) continue;
    subject.objectClass = found->second.objectClass;
    subject.classConfidence = found->second.classConfidence;
    subject.features = found->second.features.result();
  }
  return account;
}

events::v1::Event EventTeller::eventOf(const Situation& situation) {
  const std::string identity = situation.identity();
  auto name = names_.find(identity);
  if (name == names_.end()) {
    name = names_.emplace(identity, nameFor("events", situation.from, identity)).first;
    ++events_;
  }
  if (told_.live && situation.final) finished_.push_back({now_, identity});

  events::v1::Event event;
  event.set_name(name->second);
  event.set_kind(kindOf(situation.kind));
  event.set_severity(severityOf(situation.kind));
  *event.mutable_start_time() = toProto(told_.start + situation.from);
  *event.mutable_end_time() = toProto(told_.start + situation.to);
  event.set_state(situation.final ? events::v1::Event::STATE_FINAL : events::v1::Event::STATE_ONGOING);
  *event.mutable_sentence() = toProto(narrator_.tell(accountOf(situation)));
  event.set_media(told_.media);
  *event.mutable_media_offset() = toProto(situation.from);
  event.set_attempt(told_.attempt);
  event.set_count(situation.count);
  event.set_object_class(situation.objectClass);
  const bool line = situation.kind == Kind::kCrossedLine;
  (line ? event.mutable_line() : event.mutable_zone())->assign(situation.placeId);
  *event.mutable_facts() = factsOf(situation);
  if (Object* object = find(situation)) {
    event.set_object_class(object->objectClass);
    event.set_confidence(object->classConfidence);
    event.set_tracked_object(object->name);
    *event.mutable_box() = toProto(object->box, picture_);
    for (const feature::FeatureValue& value : object->features.result().values())
      *event.add_features() = toProto(value);
  } else if (situation.objectClass.empty() && !situation.tracks.empty()) {
    event.set_object_class(accountOf(situation).who.front().objectClass);
    event.set_confidence(1);
  }
  if (!situation.box.empty()) *event.mutable_box() = toProto(situation.box, picture_);
  return event;
}

events::v1::Facts EventTeller::factsOf(const Situation& situation) const {
  events::v1::Facts facts = toFacts(situation);
  for (const std::uint64_t track : situation.tracks) {
    const auto found = objects_.find(engine_.originalOf(track));
    events::v1::Facts::Subject& subject = *facts.add_who();
    if (found == objects_.end()) {
      subject.set_object_class("object");
      subject.set_confidence(1);
      continue;
    }
    subject.set_tracked_object(found->second.name);
    subject.set_object_class(found->second.objectClass);
    subject.set_confidence(found->second.classConfidence);
    if (situation.tracks.size() == 1) continue;  // the event has the features of the only one
    for (const feature::FeatureValue& value : found->second.features.result().values()) {
      *subject.add_features() = toProto(value);
    }
  }
  return facts;
}

events::v1::TrackedObject EventTeller::trackedObjectOf(const Object& object) const {
  narrate::Subject subject;
  subject.objectClass = object.objectClass;
  subject.classConfidence = object.classConfidence;
  subject.features = object.features.result();
  events::v1::TrackedObject result;
  result.set_name(object.name);
  result.set_object_class(object.objectClass);
  result.set_confidence(object.classConfidence);
  *result.mutable_start_time() = toProto(told_.start + object.from);
  *result.mutable_end_time() = toProto(told_.start + object.lastSeen);
  for (const feature::FeatureValue& value : subject.features.values()) *result.add_features() = toProto(value);
  *result.mutable_sentence() = toProto(narrator_.passage(subject, situation::finalTellings(object.story)));
  result.set_media(told_.media);
  result.set_attempt(told_.attempt);
  result.mutable_signature()->set_version(feature::kSignatureVersion);
  result.mutable_signature()->set_data(feature::encodeSignature(object.features.signature(object.objectClass)));
  return result;
}

cv::Mat EventTeller::stillOf(const Situation& situation, const cv::Mat& picture) const {
  if (picture.empty() || situation.box.empty()) return picture;
  return picture(record::cropWithContext(situation.box, picture.size()));
}

absl::Status EventTeller::addProofs(const Situation& situation, const cv::Mat& picture, events::v1::Event& event) {
  std::string& still = stills_[event.name()];
  Object* object = find(situation);
  const bool last = situation.final;
  // At first what is seen now, so that there is something to look at; at the end the best there was.
  if (still.empty() || (last && isOpening(situation.kind))) {
    const bool own = object != nullptr && object->best.still().has_value();
    const cv::Mat shown = own ? object->best.still()->picture : stillOf(situation, picture);
    const absl::Duration at = own ? object->best.still()->at : situation.from;
    if (!shown.empty()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const std::string jpeg, record::encodeJpeg(shown));
      CAMERAMONIT_ASSIGN_OR_RETURN(still, sink_.keepStill(event, told_.start + at, jpeg));
    }
  }
  event.set_still(still);
  const absl::Duration length = std::clamp(situation.duration(), kShortestClip, kLongestClip);
  const absl::Duration to = situation.from + length;
  CAMERAMONIT_ASSIGN_OR_RETURN(*event.mutable_clip(),
                               sink_.declareClip(event, told_.start + situation.from, told_.start + to));
  return absl::OkStatus();
}

absl::Status EventTeller::tell(const std::vector<Situation>& situations, const cv::Mat& picture) {
  if (situations.empty()) return absl::OkStatus();
  std::vector<events::v1::Event> events;
  std::set<std::uint64_t> touched;
  for (const Situation& situation : situations) {
    for (const std::uint64_t track : situation.tracks) {
      const std::uint64_t original = engine_.originalOf(track);
      const auto object = objects_.find(original);
      if (object == objects_.end()) continue;
      object->second.story.push_back(situation);
      object->second.story = situation::finalTellings(std::move(object->second.story));
      touched.insert(original);
    }
    events::v1::Event event = eventOf(situation);
    CAMERAMONIT_RETURN_IF_ERROR(addProofs(situation, picture, event));
    events.push_back(std::move(event));
  }
  std::vector<events::v1::TrackedObject> objects;
  for (const std::uint64_t track : touched) objects.push_back(trackedObjectOf(objects_.at(track)));
  return sink_.record(objects, events);
}

void EventTeller::forgetGone(absl::Duration now) {
  std::erase_if(objects_, [&](const auto& entry) { return now - entry.second.lastSeen > kObjectMemory; });
  for (; !finished_.empty() && now - finished_.front().at > kObjectMemory; finished_.pop_front()) {
    const auto name = names_.find(finished_.front().identity);
    if (name == names_.end()) continue;
    stills_.erase(name->second);
    names_.erase(name);
  }
}

}  // namespace cameramonit::pipeline
