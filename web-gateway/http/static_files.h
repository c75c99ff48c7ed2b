#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "web-gateway/http/handler.h"

namespace cameramonit::http {

/// Serves the built web client: files of one folder, kept in memory, with `.br` and `.gz` twins where the browser takes
/// them. Names that carry a hash of their content are cached for ever, everything else is revalidated by its ETag. A
/// path that names no file is a place within the client and gets `index.html`. Thread-safe.
class StaticFiles final : public Handler {
 public:
  /// `root` may be missing: then every answer is 404 until it appears. Files of more than `fileBytes` are not served.
  explicit StaticFiles(std::filesystem::path root, std::size_t fileBytes = 16 * 1024 * 1024);

  void handle(Request request, std::shared_ptr<ResponseWriter> writer) override;

  /// The answer to one request.
  Response respond(const Request& request);

 private:
  struct File {
    std::shared_ptr<const std::string> content;
    std::string etag;  ///< quoted hash of the content
    std::filesystem::file_time_type modified;
  };

  std::optional<std::filesystem::path> locate(std::string_view path) const;
  std::optional<File> load(const std::filesystem::path& file);

  const std::filesystem::path root_;
  const std::size_t fileBytes_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, File> cache_ ABSL_GUARDED_BY(mutex_);
};

/// Whether a file name carries a hash of its content, as bundlers make them: "index-B3x9_kQz.js". Reentrant.
bool hasContentHash(std::string_view fileName);

}  // namespace cameramonit::http
