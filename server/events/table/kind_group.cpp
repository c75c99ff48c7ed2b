#include "server/events/table/kind_group.h"

#include <algorithm>
#include <array>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::events {
namespace {

/// Stored counts rely on it: a change needs a migration that counts anew.
constexpr std::array<std::int64_t, 13> kOpening = {v1::EVENT_KIND_APPEARED,      v1::EVENT_KIND_MET,
                                                   v1::EVENT_KIND_GROUPED,       v1::EVENT_KIND_OBJECT_LEFT_BEHIND,
                                                   v1::EVENT_KIND_OBJECT_TAKEN,  v1::EVENT_KIND_COUNT_CHANGED,
                                                   v1::EVENT_KIND_MOVED,         v1::EVENT_KIND_CAMERA_BLIND,
                                                   v1::EVENT_KIND_CAMERA_FROZEN, v1::EVENT_KIND_CAMERA_DEFOCUSED,
                                                   v1::EVENT_KIND_CAMERA_TURNED, v1::EVENT_KIND_CAMERA_OFFLINE,
                                                   v1::EVENT_KIND_CAMERA_BACK};

}  // namespace

KindGroup groupOf(std::int64_t kind) {
  return std::find(kOpening.begin(), kOpening.end(), kind) != kOpening.end() ? kOpeningGroup : kind;
}

std::optional<KindGroup> groupOfAll(const std::vector<std::int64_t>& kinds) {
  if (kinds.empty()) return kEveryKind;
  const KindGroup group = groupOf(kinds.front());
  const bool same =
      std::all_of(kinds.begin(), kinds.end(), [group](std::int64_t kind) { return groupOf(kind) == group; });
  return same ? std::optional(group) : std::nullopt;
}

bool isWholeGroup(const std::vector<std::int64_t>& kinds) {
  if (kinds.empty() || groupOf(kinds.front()) != kOpeningGroup) return true;
  return std::all_of(kOpening.begin(), kOpening.end(), [&kinds](std::int64_t kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  });
}

}  // namespace cameramonit::events
