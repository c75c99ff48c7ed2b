#include "server/events/naming/name_teller.h"

#include <algorithm>
#include <array>
#include <utility>

#include <absl/strings/str_cat.h>

#include "analyzer/narrate/narrator.h"
#include "analyzer/narrate/template_text.h"
#include "analyzer/situation/situation.h"
#include "common/base/localized_text.h"
#include "server/events/table/event_name.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {
namespace {

using situation::Kind;

constexpr char kNameFeature[] = "name";

constexpr std::array<std::pair<v1::EventKind, Kind>, 20> kKinds = {{
    {v1::EVENT_KIND_APPEARED, Kind::kAppeared},
    {v1::EVENT_KIND_LEFT, Kind::kLeft},
    {v1::EVENT_KIND_ENTERED_ZONE, Kind::kEnteredZone},
    {v1::EVENT_KIND_LEFT_ZONE, Kind::kLeftZone},
    {v1::EVENT_KIND_CROSSED_LINE, Kind::kCrossedLine},
    {v1::EVENT_KIND_STOPPED, Kind::kStopped},
    {v1::EVENT_KIND_MOVED_OFF, Kind::kMovedOff},
    {v1::EVENT_KIND_LOITERED, Kind::kLoitered},
    {v1::EVENT_KIND_MET, Kind::kMet},
    {v1::EVENT_KIND_GROUPED, Kind::kGrouped},
    {v1::EVENT_KIND_OBJECT_LEFT_BEHIND, Kind::kObjectLeftBehind},
    {v1::EVENT_KIND_OBJECT_TAKEN, Kind::kObjectTaken},
    {v1::EVENT_KIND_COUNT_CHANGED, Kind::kCountChanged},
    {v1::EVENT_KIND_MOVED, Kind::kMoved},
    {v1::EVENT_KIND_CAMERA_BLIND, Kind::kCameraBlind},
    {v1::EVENT_KIND_CAMERA_FROZEN, Kind::kCameraFrozen},
    {v1::EVENT_KIND_CAMERA_DEFOCUSED, Kind::kCameraDefocused},
    {v1::EVENT_KIND_CAMERA_TURNED, Kind::kCameraTurned},
    {v1::EVENT_KIND_CAMERA_OFFLINE, Kind::kCameraOffline},
    {v1::EVENT_KIND_CAMERA_BACK, Kind::kCameraBack},
}};

const std::vector<v1::GivenName>& namesOf(const GivenNames& names, const std::string& id) {
  static const std::vector<v1::GivenName> kNone;
  const auto found = names.find(id);
  return found == names.end() ? kNone : found->second;
}

/// The class that a person gave, and how sure that is; nothing where nobody did.
const v1::GivenName* kindAmong(const std::vector<v1::GivenName>& names) {
  const auto found =
      std::find_if(names.begin(), names.end(), [](const auto& one) { return !one.object_class().empty(); });
  return found == names.end() ? nullptr : &*found;
}
const v1::GivenName* nameAmong(const std::vector<v1::GivenName>& names) {
  const auto found =
      std::find_if(names.begin(), names.end(), [](const auto& one) { return one.object_class().empty(); });
  return found == names.end() ? nullptr : &*found;
}

/// What was seen, whatever it is called: made from the message the first time it is told otherwise.
template <typename Message>
void keepFacts(const std::string& object, Message& message) {
  v1::Facts& facts = *message.mutable_facts();
  const bool missing = facts.who().empty() && !facts.complete() && !facts.has_sentence();
  if (!missing) return;
  *facts.mutable_sentence() = message.sentence();
  if (object.empty()) return;
  v1::Facts::Subject& subject = *facts.add_who();
  subject.set_tracked_object(object);
  subject.set_object_class(message.object_class());
  subject.set_confidence(message.confidence());
}

template <typename Message>
void nameMessage(const std::vector<v1::GivenName>& given, const v1::Facts::Subject& seen, Message& message) {
  const v1::GivenName* kind = kindAmong(given);
  message.set_object_class(kind == nullptr ? seen.object_class() : kind->object_class());
  message.set_confidence(kind == nullptr ? seen.confidence() : kind->confidence());
}

/// The given names and the features that events are found by.
template <typename Message>
void markNames(const std::vector<v1::GivenName>& given, Message& message) {
  message.mutable_given_names()->Assign(given.begin(), given.end());
  auto& features = *message.mutable_features();
  for (int i = features.size() - 1; i >= 0; --i) {
    if (features[i].key() == kNameFeature) features.DeleteSubrange(i, 1);
  }
  if (const v1::GivenName* name = nameAmong(given)) {
    v1::Feature& feature = *features.Add();
    feature.set_key(kNameFeature);
    feature.set_value(name->display_name());
    feature.set_confidence(name->confidence());
  }
}

narrate::Subject subjectOf(const GivenNames& names, const v1::Facts::Subject& seen,
                           const google::protobuf::RepeatedPtrField<v1::Feature>& features) {
  const auto& given = namesOf(names, parseEventName(seen.tracked_object()).id);
  const v1::GivenName* kind = kindAmong(given);
  narrate::Subject subject;
  subject.objectClass = kind == nullptr ? seen.object_class() : kind->object_class();
  subject.classConfidence = kind == nullptr ? seen.confidence() : kind->confidence();
  if (const v1::GivenName* name = nameAmong(given)) {
    subject.label = name->display_name();
    subject.labelConfidence = name->confidence();
  }
  std::vector<feature::FeatureValue> values;
  for (const v1::Feature& one : features) values.push_back({one.key(), one.value(), one.confidence()});
  subject.features = feature::trackFeaturesOf(values);
  return subject;
}

narrate::Account accountOf(const GivenNames& names, const v1::Event& event) {
  const v1::Facts& facts = event.facts();
  narrate::Account account;
  situation::Situation& what = account.what;
  for (const auto& [kind, told] : kKinds) {
    if (kind == event.kind()) what.kind = told;
  }
  const absl::Time start = sql::timeOf(true, event.start_time());
  what.to = event.has_end_time() ? sql::timeOf(true, event.end_time()) - start : absl::ZeroDuration();
  what.final = event.state() == v1::Event::STATE_FINAL;
  what.side = feature::sideFromToken(facts.side());
  what.alreadyThere = facts.already_there();
  what.stillThere = facts.still_there();
  what.placeName = facts.place_name();
  what.wayName = facts.way_name();
  what.objectClass = facts.thing_class();
  what.count = event.count();
  what.previousCount = facts.previous_count();
  what.cause = facts.cause();
  for (int i = 0; i < facts.who_size(); ++i) {
    what.tracks.push_back(static_cast<std::uint64_t>(i));
    const bool own = facts.who(i).features().empty();
    account.who.push_back(subjectOf(names, facts.who(i), own ? event.features() : facts.who(i).features()));
  }
  return account;
}

type::v1::LocalizedText toProto(const narrate::Sentence& told) {
  return base::localized(told.pl, told.en);
}

}  // namespace

void tellNamed(const GivenNames& names, v1::Event& event) {
  keepFacts(event.tracked_object(), event);
  const std::string own = parseEventName(event.tracked_object().empty() ? event.name() : event.tracked_object()).id;
  const auto& given = namesOf(names, own);
  if (!event.tracked_object().empty() && !event.facts().who().empty()) {
    nameMessage(given, event.facts().who(0), event);
  }
  markNames(given, event);
  if (event.facts().complete()) {
    *event.mutable_sentence() = toProto(narrate::Narrator().tell(accountOf(names, event)));
  } else {
    *event.mutable_sentence() = event.facts().sentence();
  }
  const v1::GivenName* name = nameAmong(given);
  if (!event.tracked_object().empty() || name == nullptr) return;
  // A situation has no subject that the name could take the place of.
  for (std::string* text : {event.mutable_sentence()->mutable_pl(), event.mutable_sentence()->mutable_en()}) {
    *text = absl::StrCat(narrate::capitalised(name->display_name()), ": ", *text);
  }
}

void tellNamed(const GivenNames& names, std::span<const v1::Event> story, v1::TrackedObject& object) {
  keepFacts(object.name(), object);
  const auto& given = namesOf(names, parseEventName(object.name()).id);
  nameMessage(given, object.facts().who(0), object);
  markNames(given, object);
  const v1::GivenName* name = nameAmong(given);
  object.set_label(name == nullptr ? "" : name->display_name());
  std::vector<situation::Situation> situations;
  for (const v1::Event& event : story) {
    if (event.tracked_object() != object.name()) continue;
    if (!event.facts().complete()) return;
    situations.push_back(accountOf(names, event).what);
    situations.back().from = sql::timeOf(true, event.start_time()) - absl::UnixEpoch();
    situations.back().to += situations.back().from;
  }
  if (situations.empty()) return;
  const narrate::Subject subject = subjectOf(names, object.facts().who(0), object.features());
  *object.mutable_sentence() = toProto(narrate::Narrator().passage(subject, situations));
}

}  // namespace cameramonit::events
