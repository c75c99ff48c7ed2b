#include "server/events/naming/unknown_things.h"

#include <algorithm>
#include <utility>

#include "analyzer/feature/look_alikes.h"
#include "common/base/status.h"
#include "server/events/naming/look_alike_search.h"
#include "server/events/table/label_rows.h"
#include "server/events/table/retelling_rows.h"

namespace cameramonit::events {
namespace {

constexpr int kLookedThrough = 400;  // all are compared with all
constexpr std::size_t kMostThings = 5;
constexpr int kMostShown = 20;

struct Unknown {
  std::string id;
  feature::Sighting sighting;
  std::vector<std::size_t> alike;  ///< itself included
};

/// Objects that nobody and no detector has a word for.
absl::StatusOr<std::vector<Unknown>> unknownObjects(sql::Session& session, Dictionary& dictionary,
                                                    Dictionary::Ref channelRef) {
  RetellingRows rows(session, dictionary);
  LabelRows labels(session, dictionary);
  CAMERAMONIT_ASSIGN_OR_RETURN(
      const auto objects,
      rows.signedObjects(channelRef, absl::UnixEpoch(), absl::FromUnixSeconds(253'402'300'799), kLookedThrough));
  std::vector<std::string> ids;
  for (const SignedObject& object : objects) ids.push_back(object.id);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto names, labels.namesOf(ids));
  std::vector<Unknown> unknown;
  for (const SignedObject& object : objects) {
    if (object.objectClass != "object" || names.count(object.id) > 0) continue;
    auto sighting = sightingOf(object.signature, object.from, object.to);
    if (sighting.has_value()) unknown.push_back({object.id, *std::move(sighting), {}});
  }
  return unknown;
}

void findAlike(std::vector<Unknown>& unknown) {
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const feature::LookAlikes alike(feature::NameSort::kKind, {unknown[i].sighting}, {});
    for (std::size_t j = 0; j < unknown.size(); ++j) {
      if (i == j || alike.confidenceOf(unknown[j].sighting).has_value()) unknown[i].alike.push_back(j);
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<v1::UnknownThing>> unknownThings(sql::Session& session, Dictionary& dictionary,
                                                            Dictionary::Ref channelRef, int minimumSightings) {
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<Unknown> unknown, unknownObjects(session, dictionary, channelRef));
  findAlike(unknown);
  std::vector<bool> told(unknown.size(), false);
  RetellingRows rows(session, dictionary);
  std::vector<v1::UnknownThing> things;
  while (things.size() < kMostThings) {
    const auto fresh = [&](const Unknown& one) {
      return std::count_if(one.alike.begin(), one.alike.end(), [&](std::size_t i) { return !told[i]; });
    };
    // Among equals the one that was seen best.
    const auto best = std::max_element(unknown.begin(), unknown.end(), [&](const Unknown& a, const Unknown& b) {
      return std::pair(fresh(a), a.sighting.signature.sightings) < std::pair(fresh(b), b.sighting.signature.sightings);
    });
    if (best == unknown.end() || fresh(*best) < minimumSightings) break;
    v1::UnknownThing& thing = things.emplace_back();
    thing.set_sightings(static_cast<int>(fresh(*best)));
    for (const std::size_t i : best->alike) {
      const bool before = told[i];
      told[i] = true;
      if (before || thing.tracked_objects_size() >= kMostShown) continue;
      CAMERAMONIT_ASSIGN_OR_RETURN(auto events, rows.eventsOf(unknown[i].id));
      if (events.empty()) continue;
      thing.add_tracked_objects(events.front().tracked_object());
      if (unknown[i].id == best->id) thing.set_tracked_object(events.front().tracked_object());
      events.front().clear_facts();
      *thing.add_events() = std::move(events.front());
    }
    if (thing.tracked_object().empty()) things.pop_back();
  }
  return things;
}

}  // namespace cameramonit::events
