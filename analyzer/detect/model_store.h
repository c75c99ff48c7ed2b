#pragma once

#include <filesystem>

namespace cameramonit::detect {

/// The folder of fetched dependencies: weights and the inference library.
struct ModelStore {
  std::filesystem::path folder;

  std::filesystem::path models() const { return folder / "models"; }
  std::filesystem::path onnxRuntime() const { return folder / "onnxruntime" / "libonnxruntime.so"; }

  /// Where CAMERAMONIT_DEPS points; else the first that exists of build/deps beside the build folder that this program
  /// runs from and ../share/cameramonit of an installation. The folder may not exist.
  static ModelStore find();
};

}  // namespace cameramonit::detect
