#pragma once

#include <cstdint>

namespace cameramonit::events {

/// What events are counted by.
struct Grouping {
  enum class By { kNothing, kClass, kKind, kTime };
  By by = By::kNothing;
  // Of kTime: groups begin where local time, `offsetUs` ahead of UTC, is a multiple of `lengthUs`.
  std::int64_t lengthUs = 0;
  std::int64_t offsetUs = 0;
};

/// How many, and from when to when.
struct Tally {
  std::int64_t events = 0;
  std::int64_t objects = 0;
  std::int64_t firstUs = INT64_MAX;
  std::int64_t lastUs = INT64_MIN;

  void add(const Tally& other) {
    events += other.events;
    objects += other.objects;
    if (other.firstUs < firstUs) firstUs = other.firstUs;
    if (other.lastUs > lastUs) lastUs = other.lastUs;
  }
};

}  // namespace cameramonit::events
