#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cameramonit::detect {

/// Numbers that go into or come out of a network, row-major.
struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

}  // namespace cameramonit::detect
