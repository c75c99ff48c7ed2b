#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "storage/media/keyed_mutex.h"
#include "storage/media/variant_maker.h"

namespace cameramonit::media {

/// The files that are made of media, each made once however many ask for it at the same time, on threads of its own.
/// Together they are kept below a size: what was not used for longest goes first. Thread-safe.
class VariantShelf {
 public:
  /// Borrows everything. `locks` is held by media name while its files change.
  VariantShelf(const MediaOptions& options, VariantMaker& maker, KeyedMutex& locks, const base::Clock& clock);
  /// Cancels what is being made.
  ~VariantShelf();
  VariantShelf(const VariantShelf&) = delete;
  VariantShelf& operator=(const VariantShelf&) = delete;

  /// The file of `variant`, waiting up to `patience` for it to be made; the making goes on after that.
  /// Errors: those of VariantMaker::make; VARIANT_NOT_READY; OVERLOADED; SHUTTING_DOWN.
  absl::StatusOr<MediaFile> get(const std::string& media, Variant variant, absl::Duration patience);

  /// Takes a file into account that can be made again, last used at `used`.
  void adopt(const std::string& media, const MediaFile& file, absl::Time used);

  /// Cancels what is being made of these media and forgets their files.
  void forget(const std::vector<std::string>& media);

  /// Bytes of all files that could be made again.
  std::int64_t keptBytes() const;

  /// Cancels everything and refuses from now on. Idempotent.
  void stop();

 private:
  /// One file being made, and all who wait for it.
  struct Flight {
    std::string media;
    std::stop_source stop;
    std::optional<absl::StatusOr<MediaFile>> result;
  };
  struct Kept {
    std::string media;
    std::int64_t bytes = 0;
    absl::Time used;
  };
  using Key = std::pair<std::string, Variant>;

  void run(const Key& key, const std::shared_ptr<Flight>& flight);
  void makeRoom();

  const MediaOptions& options_;
  VariantMaker& maker_;
  KeyedMutex& locks_;
  const base::Clock& clock_;
  mutable absl::Mutex mutex_;
  std::map<Key, std::shared_ptr<Flight>> flights_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);  ///< by path
  std::int64_t keptBytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  base::Executor executor_;  // last: its threads use the rest
};

}  // namespace cameramonit::media
