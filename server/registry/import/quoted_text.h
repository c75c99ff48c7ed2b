#pragma once

#include <string>
#include <string_view>

namespace cameramonit::registry {

/// The words of a message, taken apart by who wrote them.
struct TextLayers {
  std::u32string fresh;    ///< what the sender wrote now
  std::u32string quoted;   ///< what stands quoted below or between, without its marks
  bool forwarded = false;  ///< the sender hands on somebody else's message; then that is in `fresh` too
};

/// Separates new from quoted text: ">" marks, "On … wrote:", "W dniu … napisał(a):", header blocks of Outlook in Polish
/// and English; and cuts signatures and disclaimers off. `forwardSubject` says that the subject speaks of forwarding.
/// Reentrant.
TextLayers separateLayers(std::u32string_view text, bool forwardSubject);

}  // namespace cameramonit::registry
