#pragma once

#include <optional>
#include <string>

#include <absl/time/time.h>

#include "analyzer/narrate/narrator.h"
#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::assigned {

/// Makes news of a camera that does not answer, so that nobody takes silence for peace: one event from when it fell
/// silent until it was back, and one that it is back. A short silence is no news. Thread-bound.
class LinkNews {
 public:
  /// A silence is told from `patience` on.
  explicit LinkNews(std::string channel, absl::Duration patience = absl::Seconds(10))
      : channel_(std::move(channel)), patience_(patience) {}

  /// How the link is at `now`; call it at every change and every second or so. What is to be told, in order.
  std::vector<events::v1::Event> observe(bool online, absl::Time now);

  /// Nobody watched from `from` to `until`, because the system was not running.
  events::v1::Event notWatched(absl::Time from, absl::Time until) const;

 private:
  events::v1::Event offline(absl::Time until, bool over) const;
  events::v1::Event eventOf(situation::Situation situation, absl::Time from, absl::Time until,
                            const std::string& seed) const;

  const std::string channel_;
  const absl::Duration patience_;
  narrate::Narrator narrator_;
  std::optional<absl::Time> silentSince_;
  bool told_ = false;
};

}  // namespace cameramonit::assigned
