#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace cameramonit::events {

/// Kinds of events that are counted together: an object is counted once however many events of one group it has, so a
/// count over kinds of one group needs no look at events (docs/design/counting.md). Numbers are stored.
using KindGroup = std::int64_t;
inline constexpr KindGroup kEveryKind = -1;
/// What an object's story begins with: the kinds that a chat asks for when it asks for anything at all.
inline constexpr KindGroup kOpeningGroup = -2;

/// The group that a kind is told apart in: kOpeningGroup, or one of its own. Reentrant.
KindGroup groupOf(std::int64_t kind);

/// The group that has all of `kinds` (none: kEveryKind); nothing when they are of several. Reentrant.
std::optional<KindGroup> groupOfAll(const std::vector<std::int64_t>& kinds);

/// Whether `kinds`, all of one group, are everything that is in it. Reentrant.
bool isWholeGroup(const std::vector<std::int64_t>& kinds);

}  // namespace cameramonit::events
