#include "storage/media/janitor.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <vector>

#include "common/base/localized_text.h"
#include "common/base/status.h"

namespace cameramonit::media {
namespace {

namespace fs = std::filesystem;

/// Deletes a file and the folders that become empty, below `top`.
void deleteWithFolders(const fs::path& file, const fs::path& top) {
  std::error_code error;
  fs::remove(file, error);
  for (fs::path folder = file.parent_path(); folder != top && fs::remove(folder, error) && !error;) {
    folder = folder.parent_path();
  }
}

/// When a file was made: the best that is known of its last use in an earlier run.
absl::Time madeAt(const fs::path& file) {
  std::error_code error;
  const auto changed = fs::last_write_time(file, error);
  if (error) return absl::InfinitePast();
  return absl::FromChrono(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(std::chrono::file_clock::to_sys(changed)));
}

/// A clip is cut again as long as what it was cut from is there.
bool canBeMadeAgain(const v1::Media& media, Variant variant) {
  return (media.kind() == v1::Media::KIND_CLIP && !media.source().empty()) || variant != Variant::kOriginal;
}

}  // namespace

absl::Status Janitor::recover() {
  CAMERAMONIT_RETURN_IF_ERROR(deleteDoomed());
  std::set<std::string> known;
  CAMERAMONIT_RETURN_IF_ERROR(noteUploads(known));
  constexpr int kPage = 1000;
  std::string token;
  do {
    CAMERAMONIT_ASSIGN_OR_RETURN(MediaPage page, parts_.media.list({}, kPage, token));
    for (const v1::Media& media : page.media) CAMERAMONIT_RETURN_IF_ERROR(checkMedia(media, known));
    token = page.nextPageToken;
  } while (!token.empty());
  const int deleted = deleteUnknown(known);
  if (deleted > 0) parts_.log.info("media.orphans_deleted", {{"files", deleted}});
  return deleteDoomed();
}

absl::Status Janitor::noteUploads(std::set<std::string>& known) {
  // Every upload will have expired by then: this asks for all of them.
  constexpr int kMost = 1 << 20;
  const absl::Time farAway = parts_.clock.now() + absl::Hours(24 * 365 * 10);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<StoredUpload> uploads, parts_.uploads.expired(farAway, kMost));
  for (const StoredUpload& upload : uploads) {
    if (upload.upload.media().empty()) known.insert(upload.path);
  }
  return absl::OkStatus();
}

absl::Status Janitor::checkMedia(const v1::Media& media, std::set<std::string>& known) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> files, parts_.media.files(media.name()));
  std::vector<MediaFile> there;
  bool originalIsGone = media.kind() != v1::Media::KIND_CLIP;
  for (const MediaFile& file : files) {
    const fs::path path = parts_.layout.absolute(file.path);
    std::error_code error;
    if (!fs::exists(path, error)) continue;
    if (file.variant == Variant::kOriginal) originalIsGone = false;
    known.insert(file.path);
    if (canBeMadeAgain(media, file.variant)) parts_.shelf.adopt(media.name(), file, madeAt(path));
    there.push_back(file);
  }
  if (originalIsGone && media.kind() == v1::Media::KIND_STILL) return parts_.media.remove(media.name()).status();
  if (originalIsGone) {
    parts_.log.error("media.file_missing", {{"media", media.name()}});
    AnalysisChange lost;
    if (media.analysis_state() == v1::Media::ANALYSIS_STATE_PENDING ||
        media.analysis_state() == v1::Media::ANALYSIS_STATE_RUNNING) {
      lost.state = v1::Media::ANALYSIS_STATE_FAILED;
      lost.errorReason = base::reasonName(base::ErrorReason::ERROR_REASON_FILE_MISSING);
      lost.error = base::localized("Plik filmu zniknął z dysku serwera. Wgraj go jeszcze raz.",
                                   "The video file is gone from the server's disk. Upload it again.");
      CAMERAMONIT_RETURN_IF_ERROR(parts_.media.setAnalysis(media.name(), lost, parts_.clock.now()).status());
    }
  }
  if (there.size() == files.size()) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia stored, parts_.media.get(media.name()));
  return parts_.media.put(stored, there, parts_.clock.now()).status();
}

int Janitor::deleteUnknown(const std::set<std::string>& known) const {
  std::vector<fs::path> unknown;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(parts_.layout.files(), error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_directory(error)) continue;
    if (known.count(entry->path().lexically_relative(parts_.layout.root()).string()) == 0) {
      unknown.push_back(entry->path());
    }
  }
  for (const fs::path& file : unknown) deleteWithFolders(file, parts_.layout.files());
  return static_cast<int>(unknown.size());
}

absl::Status Janitor::tidy() {
  CAMERAMONIT_RETURN_IF_ERROR(parts_.desk.expire());
  return deleteDoomed();
}

absl::Status Janitor::deleteDoomed() {
  constexpr int kBatch = 500;
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<std::string> paths, parts_.media.doomedFiles(kBatch));
    if (paths.empty()) return absl::OkStatus();
    for (const std::string& path : paths) deleteWithFolders(parts_.layout.absolute(path), parts_.layout.files());
    CAMERAMONIT_RETURN_IF_ERROR(parts_.media.forgetDoomed(paths));
  }
}

}  // namespace cameramonit::media
