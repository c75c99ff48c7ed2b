#pragma once

#include <optional>
#include <string>

#include <absl/time/time.h>

#include "storage/media/table/media_name.h"
#include "storage/media/table/media_table.h"
#include "storage/sql/statement.h"

namespace cameramonit::media {

/// The columns of a media in the order of `MediaRow::bindTo` and `bindMedia`.
extern const char kMediaColumns[];

/// One row of the media table on its way into a message. Thread-bound.
struct MediaRow {
  MediaName name{.project = "", .channel = "", .collection = "media", .id = ""};
  int kind = 0;
  std::string displayName;
  std::int64_t sizeBytes = 0;
  std::optional<absl::Time> start;
  absl::Duration duration;
  std::string codec;
  int width = 0;
  int height = 0;
  float framesPerSecond = 0;
  std::string audioCodec;
  std::string container;
  bool browserPlayable = false;
  int analysisState = 0;
  float analysisProgress = 0;
  std::string analysisAttempt;
  std::string errorPl;
  std::string errorEn;
  std::string errorReason;
  std::optional<std::string> sourceId;
  std::optional<std::string> eventId;
  absl::Duration eventOffset;
  std::string remarkPl;
  std::string remarkEn;
  bool running = false;
  absl::Time created;
  std::int64_t version = 0;

  void bindTo(sql::Statement& select);
  StoredMedia media() const;
};

/// Binds every column of `kMediaColumns` but version, under its own name.
void bindMedia(sql::Statement& statement, const StoredMedia& stored, absl::Time created);

}  // namespace cameramonit::media
