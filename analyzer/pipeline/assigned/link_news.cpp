#include "analyzer/pipeline/assigned/link_news.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "analyzer/pipeline/event_mapping.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/ids.h"

namespace cameramonit::assigned {

using events::v1::Event;
using situation::Kind;
using situation::Situation;

std::vector<Event> LinkNews::observe(bool online, absl::Time now) {
  std::vector<Event> news;
  if (!online) {
    if (!silentSince_) silentSince_ = now;
    if (told_ || now - *silentSince_ < patience_) return news;
    told_ = true;
    news.push_back(offline(now, false));
    return news;
  }
  if (told_) {
    news.push_back(offline(now, true));
    Situation back;
    back.kind = Kind::kCameraBack;
    back.cause = situation::kindToken(Kind::kCameraOffline);
    news.push_back(eventOf(back, now, now, "back"));
  }
  silentSince_.reset();
  told_ = false;
  return news;
}

Event LinkNews::offline(absl::Time until, bool over) const {
  Situation silence;
  silence.kind = Kind::kCameraOffline;
  silence.final = over;
  return eventOf(silence, *silentSince_, until, "offline");
}

Event LinkNews::notWatched(absl::Time from, absl::Time until) const {
  Situation nobody;
  nobody.kind = Kind::kCameraOffline;
  nobody.cause = "not_watched";
  return eventOf(nobody, from, until, "not watched");
}

Event LinkNews::eventOf(Situation situation, absl::Time from, absl::Time until, const std::string& seed) const {
  situation.from = absl::ZeroDuration();
  situation.to = until - from;
  Event event;
  event.set_name(absl::StrCat(channel_, "/events/", base::stableUuid(from, absl::StrCat(channel_, "\n", seed))));
  event.set_kind(pipeline::kindOf(situation.kind));
  event.set_severity(pipeline::severityOf(situation.kind));
  event.set_confidence(1);
  *event.mutable_start_time() = pipeline::toProto(from);
  *event.mutable_end_time() = pipeline::toProto(until);
  event.set_state(situation.final ? Event::STATE_FINAL : Event::STATE_ONGOING);
  *event.mutable_sentence() = pipeline::toProto(narrator_.tell({situation, {}}));
  *event.mutable_facts() = pipeline::toFacts(situation);
  return event;
}

}  // namespace cameramonit::assigned
