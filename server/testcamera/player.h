#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <gst/app/gstappsrc.h>

#include "common/media/elementary_stream.h"
#include "server/testcamera/faults.h"

namespace cameramonit::testcamera {

/// One of the camera's streams: the films that it plays over and over, the first one until told otherwise.
struct Playlist {
  std::vector<media::ElementaryStream> films;
  /// Hears of each picture of the first film when it is sent, by its number; may be empty.
  std::function<void(std::size_t unit)> onSent = {};
};

/// Plays a list into a pipeline at the pace of its films, on times of its own that go on over the loop. Starts at once
/// with the first keyframe. Thread-bound to the main loop.
class Player {
 public:
  /// Borrows the list and the faults; takes over the reference to `source`.
  Player(const Playlist& list, Faults& faults, GstElement* source);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

 private:
  gboolean sendDue();
  bool send();
  GstClockTime period() const;

  const Playlist& list_;
  Faults& faults_;
  GstElement* const source_;
  std::size_t film_ = 0;
  std::size_t unit_ = 0;
  GstClockTime at_ = 0;  ///< of the next picture, stream time
  std::int64_t due_;     ///< likewise, µs of the monotonic clock
  guint timer_;
};

}  // namespace cameramonit::testcamera
