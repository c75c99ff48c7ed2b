#pragma once

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "analyzer/feature/signature.h"
#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {

/// What one thing looks like.
struct Looks {
  feature::Colour colour = feature::Colour::kWhite;
  float size = 0.2F;
  float aspect = 1.4F;
  float speed = 0.6F;
  std::string objectClass = "object";
};

inline feature::Signature signatureOf(const Looks& looks) {
  feature::Signature signature;
  signature.objectClass = looks.objectClass;
  const bool person = looks.objectClass == "person";
  for (feature::ColourShares* part : {&signature.upper, &signature.lower, &signature.whole}) {
    if ((part == &signature.whole) != person) (*part)[feature::indexOf(looks.colour)] = 1;
  }
  signature.size = looks.size;
  signature.aspect = looks.aspect;
  signature.speed = looks.speed;
  signature.sightings = 12;
  return signature;
}

/// One thing that came and went, as an analyzer records it.
struct Passing {
  v1::TrackedObject object;
  v1::Event event;
};

/// Passes from `seconds` after kNow for eight seconds.
inline Passing passing(double seconds, const Looks& looks, const std::string& channel = kGate) {
  Passing result;
  const bool known = looks.objectClass != "object";
  result.event = event(seconds, looks.objectClass, channel, known ? v1::EVENT_KIND_APPEARED : v1::EVENT_KIND_MOVED);
  *result.event.mutable_end_time() = sql::timestampOf(kNow + absl::Seconds(seconds + 8));
  result.object.set_name(objectName(channel));
  result.event.set_tracked_object(result.object.name());
  result.event.mutable_sentence()->set_pl(known ? "Osoba weszła od lewej."
                                                : "Coś białego przesunęło się z dołu do góry kadru.");
  result.event.mutable_sentence()->set_en(known ? "A person came in from the left."
                                                : "Something white moved from bottom to top.");
  result.event = with(std::move(result.event), "colour", "white");
  result.event = with(std::move(result.event), "direction", "bottom_to_top");
  result.event.mutable_features(0)->set_confidence(0.9F);
  v1::Facts& facts = *result.event.mutable_facts();
  facts.set_complete(true);
  facts.set_side(known ? "left" : "bottom");
  facts.add_who()->set_tracked_object(result.object.name());
  facts.mutable_who(0)->set_object_class(looks.objectClass);
  facts.mutable_who(0)->set_confidence(0.875F);
  if (known) result.event.clear_features();

  v1::TrackedObject& object = result.object;
  object.set_object_class(looks.objectClass);
  object.set_confidence(0.875F);
  *object.mutable_start_time() = result.event.start_time();
  *object.mutable_end_time() = result.event.end_time();
  *object.mutable_features() = result.event.features();
  *object.mutable_sentence() = result.event.sentence();
  object.set_attempt("attempt-1");
  object.mutable_signature()->set_version(feature::kSignatureVersion);
  object.mutable_signature()->set_data(feature::encodeSignature(signatureOf(looks)));
  return result;
}

}  // namespace cameramonit::events
