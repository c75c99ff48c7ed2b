#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/time/time.h>

namespace cameramonit::testcamera {

/// What is wrong with the camera at the moment; told by its user, obeyed by its players. Thread-bound: all of the
/// camera runs on the main loop.
class Faults {
 public:
  bool stalled() const { return stalled_; }
  /// How far the camera's clock has jumped, ever. Thread-safe.
  absl::Duration clockJump() const { return absl::Milliseconds(clockJumpMs_.load()); }
  /// Which of its films it plays.
  std::size_t film() const { return film_; }

  void stall(bool stalled) { stalled_ = stalled; }
  void corruptNext(int pictures) { corrupt_ = pictures; }
  void jumpClock(absl::Duration by) { clockJumpMs_ += absl::ToInt64Milliseconds(by); }
  void choose(std::size_t film) { film_ = film; }

  /// Spoils a picture, if it is the turn of one. The same faults spoil the same bytes in every run.
  void spoil(std::string& picture);

 private:
  bool stalled_ = false;
  int corrupt_ = 0;  ///< pictures left to spoil
  std::atomic<std::int64_t> clockJumpMs_ = 0;
  std::size_t film_ = 0;
  unsigned random_ = 7;
};

}  // namespace cameramonit::testcamera
