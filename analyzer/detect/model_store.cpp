#include "analyzer/detect/model_store.h"

#include <cstdlib>
#include <system_error>

namespace cameramonit::detect {

ModelStore ModelStore::find() {
  if (const char* folder = std::getenv("CAMERAMONIT_DEPS"); folder != nullptr && *folder != '\0') return {folder};
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto binaries = program.parent_path();                       // build/<preset>/bin
  const auto built = binaries.parent_path().parent_path() / "deps";  // build/deps
  if (std::filesystem::is_directory(built, error)) return {built};
  return {binaries.parent_path() / "share" / "cameramonit"};
}

}  // namespace cameramonit::detect
