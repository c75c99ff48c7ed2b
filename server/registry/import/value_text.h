#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cameramonit::registry {

/// What is said in place of a password or user.
enum class Said {
  kValue,  ///< the value itself
  kEmpty,  ///< there is none: "brak", "(blank)"
  kLater,  ///< it will come in another way, or nobody knows it
  kSame,   ///< "jak wyżej", "same as above"
};

/// What a value means. Reentrant.
Said whatIsSaid(std::u32string_view value);

/// The value without the quotes around it; the first quoted part when something follows it. Nothing when it does not
/// begin with a quote. Reentrant.
std::optional<std::u32string> unquoted(std::u32string_view value);

/// The first word of a value in running text, without the punctuation of the sentence. Reentrant.
std::u32string firstToken(std::u32string_view value);

/// User and password out of "admin / x", "admin:x", "admin, x" or "admin x". Reentrant.
std::optional<std::pair<std::u32string, std::u32string>> splitLogin(std::u32string_view value);

/// An address found in a line. Positions count characters.
struct FoundAddress {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::u32string text;
};

/// The first "scheme://…" at or after `from`, without the punctuation of the sentence around it. Reentrant.
std::optional<FoundAddress> findAddress(std::u32string_view line, std::size_t from);

/// Whether `value` is host[:port][/path] that only lacks its scheme. Reentrant.
bool looksLikeHost(std::u32string_view value);

}  // namespace cameramonit::registry
