#pragma once

#include <compare>
#include <cstdint>

namespace cameramonit::events {

/// Where an event stands in the order of lists: by start, then by number.
struct EventMark {
  std::int64_t startUs = 0;
  std::int64_t eventRef = 0;
  friend bool operator==(const EventMark&, const EventMark&) = default;
  friend auto operator<=>(const EventMark&, const EventMark&) = default;
};

}  // namespace cameramonit::events
