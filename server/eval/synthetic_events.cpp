#include "server/eval/synthetic_events.h"

#include <absl/strings/str_cat.h>

#include <array>
#include <utility>

#include "common/base/ids.h"

namespace cameramonit::eval {
namespace {

using events::v1::Event;

struct ClassShare {
  const char* name;
  int percent;
  const char* colourKey;  ///< null: no colour is told
};
constexpr std::array<ClassShare, 6> kClasses{{{"person", 45, "upper_colour"},
                                              {"car", 35, "colour"},
                                              {"bicycle", 8, nullptr},
                                              {"dog", 5, nullptr},
                                              {"truck", 5, "colour"},
                                              {"object", 2, nullptr}}};
constexpr std::array<const char*, 10> kColours{"black", "white", "grey",   "blue",   "red",
                                               "green", "brown", "yellow", "silver", "orange"};

void addFeature(Event& event, const char* key, const char* value) {
  events::v1::Feature& feature = *event.add_features();
  feature.set_key(key);
  feature.set_value(value);
  feature.set_confidence(0.75f);
}

void setTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const std::int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<std::int32_t>(micros % 1'000'000 * 1000));
}

}  // namespace

absl::Time SyntheticEvents::begin() {
  return absl::FromUnixSeconds(1'714'521'600);
}  // 2024-05-01 UTC

std::string SyntheticEvents::channel(int camera) {
  return absl::StrCat("projects/eval/channels/camera-", camera);
}

absl::Time SyntheticEvents::momentOf(std::int64_t number) {
  // The month's share of this event, then within its day: the 12 hours from 6 to 18 hold four fifths of everything.
  const double day = static_cast<double>(number) / static_cast<double>(total_) * kDays;
  const double within = day - static_cast<double>(static_cast<int>(day));
  const double hour = within < 0.1 ? within * 60 : within < 0.9 ? 6 + (within - 0.1) * 15 : 18 + (within - 0.9) * 60;
  return from_ + absl::Hours(24 * static_cast<int>(day)) + absl::Hours(hour) +
         absl::Microseconds(static_cast<std::int64_t>(random_() % 1000));
}

void SyntheticEvents::addObject(std::vector<Event>& out) {
  const absl::Time start = momentOf(made_);
  const std::string where = channel(static_cast<int>(random_() % kCameras));
  int share = static_cast<int>(random_() % 100);
  std::size_t index = 0;
  while (index + 1 < kClasses.size() && share >= kClasses[index].percent) share -= kClasses[index++].percent;
  const ClassShare& kind = kClasses[index];
  const char* const colour = kColours[random_() % kColours.size()];
  const char* const direction = random_() % 2 == 0 ? "left_to_right" : "right_to_left";
  const std::string object = absl::StrCat(where, "/objects/", base::newUuid(start));
  const absl::Duration stay = absl::Milliseconds(static_cast<std::int64_t>(2000 + random_() % 28000));

  const auto add = [&](events::v1::EventKind what, absl::Duration after, const char* pl, const char* en) {
    if (made_ >= total_) return;
    Event& event = out.emplace_back();
    event.set_name(absl::StrCat(where, "/events/", base::newUuid(start + after)));
    event.set_kind(what);
    event.set_object_class(kind.name);
    event.set_confidence(0.8f);
    event.set_severity(events::v1::SEVERITY_INFO);
    setTime(start + after, *event.mutable_start_time());
    setTime(start + stay, *event.mutable_end_time());
    event.set_state(Event::STATE_FINAL);
    event.mutable_sentence()->set_pl(absl::StrCat(pl, kind.name, " (", colour, ")."));
    event.mutable_sentence()->set_en(absl::StrCat("A ", colour, " ", kind.name, en));
    if (kind.colourKey != nullptr) addFeature(event, kind.colourKey, colour);
    addFeature(event, "direction", direction);
    event.set_tracked_object(object);
    event.mutable_box()->set_left(0.25f);
    event.mutable_box()->set_top(0.5f);
    event.mutable_box()->set_width(0.125f);
    event.mutable_box()->set_height(0.25f);
    event.set_attempt("live");
    ++made_;
  };
  add(events::v1::EVENT_KIND_APPEARED, absl::ZeroDuration(), "Widać: ", " appeared.");
  if (random_() % 5 == 0)
    add(events::v1::EVENT_KIND_CROSSED_LINE, stay / 2, "Linię przekracza: ", " crossed the line.");
  add(events::v1::EVENT_KIND_LEFT, stay, "Znika: ", " left.");
}

std::vector<Event> SyntheticEvents::next(std::size_t limit) {
  std::vector<Event> events;
  while (made_ < total_ && events.size() + 3 <= limit) addObject(events);
  return events;
}

}  // namespace cameramonit::eval
