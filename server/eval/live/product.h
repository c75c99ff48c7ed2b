#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <nlohmann/json.hpp>

#include "common/base/child_process.h"
#include "server/eval/live/product_client.h"
#include "server/eval/live/sending_camera.h"

namespace cameramonit::eval {

/// The whole product in a process of its own, told what to do by camctl, and what it costs. Thread-bound.
class Product {
 public:
  /// Starts it on free ports with its data in `folder`. Blocks until it serves. Errors: FILE_MISSING, INTERNAL.
  static absl::StatusOr<std::unique_ptr<Product>> start(const std::filesystem::path& folder);

  /// Adds a camera as an installer does; the name of its channel. Errors: INTERNAL.
  absl::StatusOr<std::string> add(const std::string& name, const SendingCamera& camera);
  /// camctl's first line. Errors: INTERNAL.
  absl::StatusOr<nlohmann::json> camctl(const std::vector<std::string>& words);

  /// What it says itself. Errors: INTERNAL.
  absl::StatusOr<ProductClient> client() const;

  /// User and system time so far.
  absl::Duration cpu() const;
  /// Memory that it holds now, in bytes.
  double memory() const;
  /// Ends it in order, so that its recordings are closed. Errors: INTERNAL.
  absl::Status stop();

 private:
  Product() = default;
  absl::StatusOr<std::string> token() const;

  std::filesystem::path folder_;
  std::string address_;
  std::unique_ptr<base::ChildProcess> process_;
};

}  // namespace cameramonit::eval
