#include "analyzer/detect/ort_library.h"

#include <dlfcn.h>

#include "common/base/status.h"

namespace cameramonit::detect {

absl::StatusOr<std::shared_ptr<const OrtLibrary>> OrtLibrary::load(const std::filesystem::path& library) {
  const auto refused = [&library](const std::string& why) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_MODEL_MISSING,
                                    "ONNX Runtime cannot be used: " + why + ".", {{"library", library.string()}});
  };
  std::shared_ptr<OrtLibrary> loaded(new OrtLibrary());
  loaded->handle_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);  // it keeps statics
  if (loaded->handle_ == nullptr) {
    const char* error = dlerror();
    return refused(error != nullptr ? error : "it cannot be loaded");
  }
  auto* getApiBase = reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(loaded->handle_, "OrtGetApiBase"));
  if (getApiBase == nullptr) return refused("it has no OrtGetApiBase");
  const ort::ApiBase* apiBase = getApiBase();
  loaded->version_ = apiBase->getVersionString();
  loaded->table_ = apiBase->getApi(ort::kApiVersion);
  if (loaded->table_ == nullptr) return refused("version " + loaded->version_ + " is too old");
  return loaded;
}

OrtLibrary::~OrtLibrary() {
  if (handle_ != nullptr) dlclose(handle_);
}

absl::Status OrtLibrary::toStatus(OrtStatus* status) const {
  if (status == nullptr) return absl::OkStatus();
  const std::string message = call(ort::kGetErrorMessage, status);
  call(ort::kReleaseStatus, status);
  return base::internalError("ONNX Runtime: " + message);
}

}  // namespace cameramonit::detect
