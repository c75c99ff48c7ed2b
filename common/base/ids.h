#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <absl/time/time.h>

namespace cameramonit::base {

/// An id or resource name that cannot be mistaken for another kind of id. `Tag` is an incomplete struct.
template <typename Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}
  const std::string& str() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const StrongId& a, const StrongId& b) { return a.value_ == b.value_; }
  friend auto operator<=>(const StrongId& a, const StrongId& b) { return a.value_ <=> b.value_; }
  template <typename H>
  friend H AbslHashValue(H state, const StrongId& id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  std::string value_;
};

/// A fresh UUIDv7 (RFC 9562 § 5.7): 48 bits of `at` in Unix ms, then random bits. Text form, lower case. Thread-safe.
std::string newUuid(absl::Time at);

/// The UUIDv7 that `seed` always gives at `at`: for producers that may repeat a write after a restart. The same
/// (`at` in ms, `seed`) is the same id. Reentrant.
std::string stableUuid(absl::Time at, std::string_view seed);

/// Whether `text` is a UUID in canonical lower-case text form. Reentrant.
bool isUuid(std::string_view text);

}  // namespace cameramonit::base

template <typename Tag>
struct std::hash<cameramonit::base::StrongId<Tag>> {
  std::size_t operator()(const cameramonit::base::StrongId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};
