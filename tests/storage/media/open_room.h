#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "common/base/executor.h"
#include "common/base/status.h"
#include "common/base/ticker.h"
#include "common/log/logger.h"
#include "common/rpc/watch_hub.h"
#include "storage/media/media_room.h"
#include "storage/sql/database.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::media {

inline constexpr char kChannel[] = "projects/home/channels/gate";

/// The word of another service about channels: there is one, and its project has a quota.
class FakeChannels final : public ChannelDirectory {
 public:
  absl::StatusOr<ChannelSettings> settings(const std::string& channel) override {
    if (channel == kChannel)
      return ChannelSettings{preRoll, postRoll, absl::Seconds(2), recordingLimit, recordingBytes};
    return base::notFound(base::ErrorReason::ERROR_REASON_CHANNEL_UNKNOWN, "No such channel.");
  }
  absl::StatusOr<std::int64_t> quotaBytes(const std::string&) override { return quota.load(); }
  absl::StatusOr<absl::Duration> retention(const std::string&) override { return kept; }

  std::atomic<std::int64_t> quota{0};
  absl::Duration preRoll = absl::Seconds(1);
  absl::Duration postRoll = absl::Seconds(1);
  absl::Duration recordingLimit = absl::InfiniteDuration();
  std::int64_t recordingBytes = 0;
  absl::Duration kept = absl::InfiniteDuration();
};

class FakeDisk final : public DiskSpace {
 public:
  absl::StatusOr<std::int64_t> freeBytes() const override { return free.load(); }

  std::atomic<std::int64_t> free{std::int64_t{1} << 40};
};

class SilentLog final : public log::Logger::Sink {
 public:
  void write(log::Level, std::string_view) override {}
};

/// A media room on a real database and a real folder. Only time, the disk's free space and the other services are not
/// real.
class OpenRoom {
 public:
  OpenRoom(sql::Database& database, const std::filesystem::path& folder)
      : media(database), uploads(database), recordings(database) {
    options.directory = folder;
    options.makingPatience = absl::Seconds(60);
    reopen();
  }

  /// As a restart of the process does.
  void reopen() {
    room.reset();
    auto opened =
        MediaRoom::open(options, {media, uploads, recordings, channels, disk, hub, background, ticker, clock, logger});
    ASSERT_TRUE(opened.ok()) << opened.status();
    room = *std::move(opened);
  }

  absl::StatusOr<v1::Upload> start(std::int64_t size, const std::string& requestId = {}, const std::string& name = {}) {
    v1::StartUploadRequest request;
    request.set_channel(kChannel);
    request.set_display_name(name);
    request.set_size_bytes(size);
    request.set_request_id(requestId);
    return room->uploads().start(request, "users/anna");
  }
  absl::StatusOr<std::int64_t> chunk(const std::string& upload, std::int64_t offset, const std::string& data) {
    v1::UploadChunkRequest request;
    request.set_upload(upload);
    request.set_offset(offset);
    request.set_data(data);
    return room->uploads().append(request);
  }
  absl::StatusOr<v1::Media> finish(const std::string& upload, const std::string& sha256 = {}) {
    v1::FinishUploadRequest request;
    request.set_upload(upload);
    request.set_sha256(sha256);
    return room->finishUpload(request);
  }
  /// All of `content` in chunks.
  absl::StatusOr<v1::Media> uploadAll(const std::string& content, const std::string& name = "film.mp4") {
    constexpr std::size_t kChunk = 64 << 10;
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Upload upload, start(static_cast<std::int64_t>(content.size()), {}, name));
    for (std::size_t at = 0; at < content.size(); at += kChunk) {
      CAMERAMONIT_RETURN_IF_ERROR(
          chunk(upload.name(), static_cast<std::int64_t>(at), content.substr(at, kChunk)).status());
    }
    return finish(upload.name());
  }

  /// Paths and sizes of all files on the disk.
  std::map<std::string, std::uintmax_t> filesOnDisk() const {
    std::map<std::string, std::uintmax_t> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options.directory)) {
      if (!entry.is_regular_file()) continue;
      files[entry.path().lexically_relative(options.directory).string()] = entry.file_size();
    }
    return files;
  }

  MediaOptions options;
  FakeChannels channels;
  FakeDisk disk;
  testing::FakeClock clock;
  log::Logger logger{{}, clock, std::make_unique<SilentLog>()};
  base::Executor background{"background", 2, 1000};
  base::Ticker ticker;
  rpc::WatchHub hub{background, ticker};
  MediaTable media;
  UploadTable uploads;
  RecordingTable recordings;
  std::unique_ptr<MediaRoom> room;
};

inline std::string reasonOf(const absl::Status& status) {
  return status.ok() ? "OK" : base::reasonName(base::errorReason(status));
}

}  // namespace cameramonit::media
