#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "server/events/table/kind_group.h"

namespace cameramonit::events {

/// How long the cells of time are, µs: a quarter of an hour, since that is what the world's time zones differ by, and a
/// day (UTC), for the middle of long spans.
inline constexpr std::int64_t kQuarterUs = 900'000'000;
inline constexpr std::int64_t kDayUs = 96 * kQuarterUs;
inline constexpr std::array<std::int64_t, 2> kCellSpans = {kQuarterUs, kDayUs};

/// What of an event counts.
struct Occurrence {
  std::int64_t channelRef = 0;
  std::int64_t classRef = 0;
  std::int64_t kind = 0;
  std::int64_t startUs = 0;
  std::optional<std::int64_t> objectRef;
  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// A row of event_tally, by its key.
struct TallyCell {
  std::int64_t channelRef = 0;
  KindGroup group = kEveryKind;
  std::int64_t spanUs = 0;
  std::int64_t classRef = 0;
  std::int64_t beginUs = 0;
  std::int64_t kind = 0;  ///< 0 in kEveryKind
  friend auto operator<=>(const TallyCell&, const TallyCell&) = default;
};

/// The multiple of `spanUs` at or before `timeUs`. Reentrant.
constexpr std::int64_t floorTo(std::int64_t timeUs, std::int64_t spanUs) {
  const std::int64_t rest = timeUs % spanUs;
  return rest < 0 ? timeUs - rest - spanUs : timeUs - rest;
}

/// The cell of a group and span that an occurrence is in. Reentrant.
inline TallyCell cellOf(const Occurrence& one, KindGroup group, std::int64_t spanUs) {
  return {
      one.channelRef, group, spanUs, one.classRef, floorTo(one.startUs, spanUs), group == kEveryKind ? 0 : one.kind};
}

}  // namespace cameramonit::events
