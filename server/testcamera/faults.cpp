#include "server/testcamera/faults.h"

namespace cameramonit::testcamera {

void Faults::spoil(std::string& picture) {
  if (corrupt_ == 0) return;
  --corrupt_;
  constexpr std::size_t kStart = 5;  // a start code and what kind of unit it is: the rest is garbage
  constexpr unsigned kWidestGap = 40;
  for (std::size_t i = kStart; i < picture.size();) {
    random_ = random_ * 1664525U + 1013904223U;
    picture[i] = static_cast<char>(random_ >> 24);
    i += 1 + (random_ >> 8) % kWidestGap;
  }
}

}  // namespace cameramonit::testcamera
