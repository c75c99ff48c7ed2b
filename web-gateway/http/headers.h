#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cameramonit::http {

/// Header fields in order of arrival. Names are kept in lower case (RFC 9110 § 5.1: they compare without case).
/// Thread-bound.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  /// Appends a field; a name may repeat (`set-cookie` does).
  void add(std::string_view name, std::string value);
  /// Replaces every field of this name.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);

  /// The first value, or nothing. `name` must be in lower case.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  std::vector<Field>::const_iterator begin() const { return fields_.begin(); }
  std::vector<Field>::const_iterator end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

/// Whether `name` is an RFC 9110 token and `value` holds no control character, so the two cannot break out of their
/// line. Reentrant.
bool isSafeField(std::string_view name, std::string_view value);

/// Whether a comma-separated field (`connection`, `accept-encoding`) names `token`, without case, parameters ignored;
/// a token weighted `q=0` does not count. Reentrant.
bool listsToken(std::string_view value, std::string_view token);

}  // namespace cameramonit::http
