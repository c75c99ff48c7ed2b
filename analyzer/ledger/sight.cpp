#include "analyzer/ledger/sight.h"

#include <algorithm>
#include <array>

namespace cameramonit::ledger {
namespace {

constexpr std::array<std::string_view, 3> kSights = {"seen", "gated", "blind"};
constexpr std::array<std::string_view, 6> kReasons = {"",           "not_running", "offline", "undecodable",
                                                      "overloaded", "bad_picture"};

template <typename Enum, std::size_t Size>
std::optional<Enum> indexOf(const std::array<std::string_view, Size>& words, std::string_view word) {
  const auto* const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view token(Sight sight) {
  return kSights.at(static_cast<std::size_t>(sight));
}

std::string_view token(Reason reason) {
  return kReasons.at(static_cast<std::size_t>(reason));
}

std::optional<Sight> sightOf(std::string_view token) {
  return indexOf<Sight>(kSights, token);
}

std::optional<Reason> reasonOf(std::string_view token) {
  return indexOf<Reason>(kReasons, token);
}

}  // namespace cameramonit::ledger
