#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::eval {

/// A month of ten cameras, as analyzers would have recorded it: objects that appear, sometimes cross a line, and leave;
/// four times as many by day as by night; people and cars with colours. Always the same month for the same number of
/// events. Thread-bound.
class SyntheticEvents {
 public:
  static constexpr int kCameras = 10;
  static constexpr int kDays = 30;

  explicit SyntheticEvents(std::int64_t total, absl::Time from = begin()) : total_(total), from_(from) {}

  /// The next events, of whole objects in the order of their beginnings, about `limit` of them; empty at the end.
  std::vector<events::v1::Event> next(std::size_t limit);

  static absl::Time begin();
  static absl::Time end() { return begin() + absl::Hours(24 * kDays); }
  static std::string channel(int camera);

 private:
  absl::Time momentOf(std::int64_t number);
  void addObject(std::vector<events::v1::Event>& out);

  const std::int64_t total_;
  const absl::Time from_;
  std::int64_t made_ = 0;
  std::mt19937_64 random_{20240501};
};

}  // namespace cameramonit::eval
