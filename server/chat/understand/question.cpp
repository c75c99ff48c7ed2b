#include "server/chat/understand/question.h"

#include <algorithm>
#include <array>

namespace cameramonit::chat {
namespace {

constexpr std::array<std::string_view, kIntents> kNames = {"find",     "count",  "exists", "first",     "last",
                                                           "describe", "notify", "show",   "summarize", "help"};

}  // namespace

std::string_view intentName(Intent intent) {
  return kNames[static_cast<std::size_t>(intent)];
}

std::optional<Intent> intentFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Intent>(found - kNames.begin());
}

}  // namespace cameramonit::chat
