#pragma once

#include <string>
#include <utility>

namespace cameramonit::base {

/// A value that cannot be printed: no stream operator, no AbslStringify, no JSON. `Secret<std::string>` is wiped when
/// it dies or is overwritten. Thread-bound.
template <typename T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe(value_);
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(value_);
      value_ = std::move(other.value_);
      wipe(other.value_);
    }
    return *this;
  }
  ~Secret() { wipe(value_); }

  /// The value itself. The name is long so that every use can be found and questioned.
  const T& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  static void wipe(T& value) {
    // A short string lives inside the object itself, so the whole capacity is overwritten, not only the size.
    value.resize(value.capacity());
    volatile auto* bytes = value.data();
    for (std::size_t i = 0; i < value.size(); ++i) bytes[i] = 0;
    value.clear();
  }

  T value_;
};

}  // namespace cameramonit::base
