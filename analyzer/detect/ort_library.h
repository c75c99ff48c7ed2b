#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "analyzer/detect/ort_api.h"

namespace cameramonit::detect {

/// ONNX Runtime, loaded from a shared library at run time. Thread-safe.
class OrtLibrary {
 public:
  /// Errors: MODEL_MISSING when the library is not there, cannot be loaded or is too old.
  static absl::StatusOr<std::shared_ptr<const OrtLibrary>> load(const std::filesystem::path& library);

  ~OrtLibrary();
  OrtLibrary(const OrtLibrary&) = delete;
  OrtLibrary& operator=(const OrtLibrary&) = delete;

  const std::string& version() const { return version_; }

  /// Calls one function of the table.
  template <typename Result, typename... Arguments>
  Result call(ort::Slot<Result(Arguments...)> slot, std::type_identity_t<Arguments>... arguments) const {
    return reinterpret_cast<Result (*)(Arguments...)>(const_cast<void*>(table_[slot.place]))(arguments...);
  }

  /// Calls a function that reports by OrtStatus; INTERNAL with ONNX Runtime's own words when it fails.
  template <typename... Arguments>
  absl::Status check(ort::Slot<OrtStatus*(Arguments...)> slot, std::type_identity_t<Arguments>... arguments) const {
    return toStatus(call(slot, arguments...));
  }

 private:
  OrtLibrary() = default;
  absl::Status toStatus(OrtStatus* status) const;

  void* handle_ = nullptr;
  const void* const* table_ = nullptr;
  std::string version_;
};

/// Owns one object of the library; releases it through `release`.
template <typename T>
class OrtOwned {
 public:
  OrtOwned() = default;
  OrtOwned(std::shared_ptr<const OrtLibrary> library, ort::Slot<void(T*)> release)
      : library_(std::move(library)), release_(release) {}
  OrtOwned(OrtOwned&& other) noexcept
      : library_(std::move(other.library_)), release_(other.release_), object_(std::exchange(other.object_, nullptr)) {}
  OrtOwned& operator=(OrtOwned&& other) noexcept {
    std::swap(library_, other.library_);
    std::swap(release_, other.release_);
    std::swap(object_, other.object_);
    return *this;
  }
  ~OrtOwned() {
    if (object_ != nullptr) library_->call(release_, object_);
  }

  T* get() const { return object_; }
  /// Where the library's Create functions write to; only while empty.
  T** out() { return &object_; }

 private:
  std::shared_ptr<const OrtLibrary> library_;
  ort::Slot<void(T*)> release_{};
  T* object_ = nullptr;
};

}  // namespace cameramonit::detect
