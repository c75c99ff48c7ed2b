#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/media/v1/media.pb.h"
#include "cameramonit/type/v1/common.pb.h"
#include "storage/media/table/media_table.h"

namespace cameramonit::media {

/// What is kept until it is too old or its room is needed: a recording that runs no more, or a clip whose recording is
/// gone.
struct KeptMedia {
  enum class Sort { kRecordings, kClips, kBoth };
  std::string name;
  Sort sort = Sort::kRecordings;  ///< never kBoth
  absl::Time end;
  std::int64_t storedBytes = 0;
};

/// What the media table says of recordings alone. Thread-safe. Errors of all: what sql::Database gives.
class RecordingTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit RecordingTable(sql::Database& database) : database_(database) {}

  /// Recordings that run.
  absl::StatusOr<std::vector<StoredMedia>> running();

  /// How far a running recording has come. Nothing when it does not run any more.
  absl::Status grow(const std::string& name, std::int64_t bytes, absl::Duration length, absl::Time now);

  /// Channels with anything kept.
  absl::StatusOr<std::vector<std::string>> channels();

  /// What is kept of a channel or a project, or of all (""), the oldest first; at most `limit`.
  absl::StatusOr<std::vector<KeptMedia>> oldest(const std::string& parent, KeptMedia::Sort sort, int limit);

  /// Bytes of all recordings of a channel, with those that run.
  absl::StatusOr<std::int64_t> bytes(const std::string& channel);

  /// Names of the clips that are cut from a recording.
  absl::StatusOr<std::vector<std::string>> clipsOf(const std::string& recording);

  /// Deletes a recording alone: its clips and stills stay and stand for themselves. Its files are doomed. Deleting it
  /// again succeeds.
  absl::Status remove(const std::string& recording);

  /// Replaces its gaps.
  absl::Status setGaps(const std::string& recording, const std::vector<type::v1::TimeRange>& gaps);
  /// In order.
  absl::StatusOr<std::vector<type::v1::TimeRange>> gaps(const std::string& recording);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::media
