#include "server/events/naming/look_alike_search.h"

#include <algorithm>
#include <set>

#include "cameramonit/events/v1/label.pb.h"
#include "common/base/status.h"

namespace cameramonit::events {
namespace {

constexpr int kSearchedAround = 500;
// Tracks are followed for as long as something stays; who came earlier than this was hardly there together.
constexpr absl::Duration kAround = absl::Hours(1);
constexpr float kNoticeable = 0.1F;  // a change of confidence that is worth telling again

bool isKind(const LabelRow& label) {
  return !label.objectClass.empty();
}

struct Match {
  const SignedObject* object;
  feature::Sighting sighting;
  float confidence;
};

/// A name is borne by one at a time: of those seen together the surest.
void keepOneAtATime(std::vector<Match>& matches) {
  std::vector<Match> kept;
  for (Match& match : matches) {
    const bool beside = std::any_of(kept.begin(), kept.end(), [&](const Match& other) {
      return feature::seenTogether(other.sighting, match.sighting);
    });
    if (!beside) kept.push_back(std::move(match));
  }
  matches = std::move(kept);
}

/// Whether the camera leaves it open what this is: a kind is spread among what no detector knows.
bool mayBear(const LabelRow& label, const feature::Sighting& sighting) {
  return !isKind(label) || sighting.signature.objectClass == "object";
}

}  // namespace

std::optional<feature::Sighting> sightingOf(const v1::Signature& signature, absl::Time from, absl::Time to) {
  auto decoded = feature::decodeSignature(signature.version(), signature.data());
  if (!decoded.has_value()) return std::nullopt;
  return feature::Sighting{*std::move(decoded), from, to};
}

absl::StatusOr<const feature::LookAlikes*> LookAlikeSearch::examplesOf(const LabelRow& label) {
  const auto there = known_.find(label.ref);
  if (there != known_.end()) return there->second.has_value() ? &*there->second : nullptr;
  std::optional<feature::LookAlikes>& made = known_[label.ref];
  if (label.scope == v1::Label::SCOPE_NAMED_ONLY) return nullptr;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearers, labels_.bearers(label.ref));
  std::vector<feature::Sighting> named, rejected;
  for (const Bearer& bearer : bearers) {
    auto sighting = sightingOf(bearer.signature, bearer.from, bearer.to);
    if (!sighting.has_value() || bearer.standing == Standing::kLookAlike) continue;
    (bearer.standing == Standing::kNamed ? named : rejected).push_back(*std::move(sighting));
  }
  if (named.empty()) return nullptr;
  std::set<std::string> namedIds;
  for (const Bearer& bearer : bearers) {
    if (bearer.standing == Standing::kNamed) namedIds.insert(bearer.id);
  }
  std::vector<feature::Sighting> others;
  if (!isKind(label)) {
    for (const feature::Sighting& one : named) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const auto around,
                                   rows_.signedObjects(label.channelRef, one.from - kAround, one.to, kSearchedAround));
      for (const SignedObject& object : around) {
        if (namedIds.count(object.id) > 0) continue;
        if (auto sighting = sightingOf(object.signature, object.from, object.to))
          others.push_back(*std::move(sighting));
      }
    }
  }
  made.emplace(isKind(label) ? feature::NameSort::kKind : feature::NameSort::kName, std::move(named),
               std::move(rejected));
  made->calibrate(others);
  return &*made;
}

absl::StatusOr<std::vector<std::string>> LookAlikeSearch::searchAll(const LabelRow& label) {
  known_.erase(label.ref);  // examples may just have changed
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearers, labels_.bearers(label.ref));
  std::map<std::string, const Bearer*> before;
  for (const Bearer& bearer : bearers) before[bearer.id] = &bearer;
  CAMERAMONIT_ASSIGN_OR_RETURN(const feature::LookAlikes* alike, examplesOf(label));
  std::vector<SignedObject> objects;
  std::vector<Match> matches;
  if (alike != nullptr) {
    // Both ends beyond anything recorded.
    CAMERAMONIT_ASSIGN_OR_RETURN(
        objects, rows_.signedObjects(label.channelRef, absl::UnixEpoch(), absl::FromUnixSeconds(253'402'300'799),
                                     kSearchedObjects));
    for (const SignedObject& object : objects) {
      const auto known = before.find(object.id);
      if (known != before.end() && known->second->standing != Standing::kLookAlike) continue;
      auto sighting = sightingOf(object.signature, object.from, object.to);
      if (!sighting.has_value() || !mayBear(label, *sighting)) continue;
      if (const auto confidence = alike->confidenceOf(*sighting)) {
        matches.push_back({&object, *std::move(sighting), *confidence});
      }
    }
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match& a, const Match& b) { return a.confidence > b.confidence; });
    if (!isKind(label)) keepOneAtATime(matches);
    if (matches.size() > kMostLookAlikes) matches.resize(kMostLookAlikes);
  }
  std::vector<std::string> changed;
  std::vector<Bearer> bearing;
  std::set<std::string> kept;
  for (const Match& match : matches) {
    kept.insert(match.object->id);
    const auto known = before.find(match.object->id);
    if (known != before.end() && known->second->confidence == match.confidence) continue;
    bearing.push_back(
        {match.object->id, Standing::kLookAlike, match.confidence, match.object->from, match.object->to, {}});
    changed.push_back(match.object->id);
  }
  CAMERAMONIT_RETURN_IF_ERROR(labels_.put(label.ref, bearing));
  for (const Bearer& bearer : bearers) {
    if (bearer.standing != Standing::kLookAlike || kept.count(bearer.id) > 0) continue;
    CAMERAMONIT_RETURN_IF_ERROR(labels_.drop(label.ref, bearer.id));
    changed.push_back(bearer.id);
  }
  return changed;
}

absl::StatusOr<bool> LookAlikeSearch::place(const LabelRow& label, const SignedObject& object) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto before, labels_.bearer(label.ref, object.id));
  if (before.has_value() && before->standing != Standing::kLookAlike) return false;
  std::optional<float> confidence;
  const auto sighting = sightingOf(object.signature, object.from, object.to);
  CAMERAMONIT_ASSIGN_OR_RETURN(const feature::LookAlikes* alike, examplesOf(label));
  if (alike != nullptr && sighting.has_value() && mayBear(label, *sighting)) {
    confidence = alike->confidenceOf(*sighting);
  }
  if (confidence.has_value() && !isKind(label)) {
    // Who bore the name first keeps it while both are there.
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearers, labels_.bearers(label.ref));
    for (const Bearer& other : bearers) {
      const bool bears = other.standing == Standing::kLookAlike && other.id != object.id;
      if (bears && feature::seenTogether({{}, other.from, other.to}, *sighting)) confidence.reset();
    }
  }
  if (!confidence.has_value()) {
    if (before.has_value()) CAMERAMONIT_RETURN_IF_ERROR(labels_.drop(label.ref, object.id));
    return before.has_value();
  }
  // While it is watched its looks waver: the sentence need not follow every time.
  const bool wavers = before.has_value() && std::abs(before->confidence - *confidence) < kNoticeable;
  const float told = wavers ? before->confidence : *confidence;
  CAMERAMONIT_RETURN_IF_ERROR(
      labels_.put(label.ref, {{object.id, Standing::kLookAlike, told, object.from, object.to, {}}}));
  return !wavers;
}

}  // namespace cameramonit::events
