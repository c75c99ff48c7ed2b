#pragma once

#include <optional>
#include <string_view>

#include <absl/time/time.h>

namespace cameramonit::ledger {

/// How a channel was looked at.
enum class Sight {
  kSeen,   ///< its pictures were analysed
  kGated,  ///< its packets were watched and nothing stirred, so nothing was analysed
  kBlind,  ///< what happened cannot be known
};

/// Why it was blind.
enum class Reason {
  kNone,         ///< it was not
  kNotRunning,   ///< nobody was there to look
  kOffline,      ///< the camera sent nothing
  kUndecodable,  ///< what it sent shows no picture
  kOverloaded,   ///< there was no time to look
  kBadPicture,   ///< the picture is dark, covered or frozen
};

/// "seen", "gated", "blind"; "not_running", "offline", … and "" for kNone. Reentrant.
std::string_view token(Sight sight);
std::string_view token(Reason reason);
/// The other way round; nothing for unknown words. Reentrant.
std::optional<Sight> sightOf(std::string_view token);
std::optional<Reason> reasonOf(std::string_view token);

/// From `from` up to, not including, `to` it was all the same.
struct Span {
  absl::Time from;
  absl::Time to;
  Sight sight = Sight::kBlind;
  Reason reason = Reason::kNone;

  absl::Duration length() const { return to - from; }
  bool sameAs(Sight otherSight, Reason otherReason) const { return sight == otherSight && reason == otherReason; }
  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace cameramonit::ledger
