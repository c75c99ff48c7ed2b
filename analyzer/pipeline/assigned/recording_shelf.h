#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "analyzer/pipeline/peers_client.h"

namespace cameramonit::assigned {

/// The recordings of one channel: asks the media service where to write, tells it when one is complete, and knows which
/// one shows a moment. Thread-safe; begin() and end() block on the call.
class RecordingShelf {
 public:
  struct Place {
    std::string media;
    std::filesystem::path file;  ///< to be made
  };
  struct Gap {
    absl::Time from, until;
  };
  struct Shown {
    std::string media;
    absl::Time start;  ///< of its first picture
  };

  /// Borrows `peers`.
  RecordingShelf(const pipeline::PeersClient& peers, std::string channel)
      : peers_(peers), channel_(std::move(channel)) {}

  /// A recording whose first picture was taken at `start`. Errors: DISK_FULL; UNAVAILABLE.
  absl::StatusOr<Place> begin(absl::Time start, const media::v1::VideoFormat& format);

  /// Nothing more is written to it. Insists until the media service knows, or `stop`: then that completes it by itself.
  absl::Status end(const std::string& media, absl::Time at, std::int64_t bytes, const std::vector<Gap>& gaps,
                   std::stop_token stop);

  /// The recording with the picture of `at`, or the one that begins just after; none where nothing was recorded.
  std::optional<Shown> showing(absl::Time at) const;

  /// The one that runs; empty where none does.
  std::string running() const;

 private:
  struct Known {
    std::string media;
    absl::Time start;
    absl::Time end = absl::InfiniteFuture();
  };

  const pipeline::PeersClient& peers_;
  const std::string channel_;
  mutable absl::Mutex mutex_;
  std::deque<Known> known_ ABSL_GUARDED_BY(mutex_);  ///< the last ones, in order
};

}  // namespace cameramonit::assigned
