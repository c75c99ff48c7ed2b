#pragma once

#include <string>
#include <string_view>

#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// One understander for all tests of this directory: loading the dictionaries takes a second.
inline const Understander& understander() {
  static const Understander* const kShared = Understander::load().value().release();
  return *kShared;
}

inline absl::Time timeOf(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return absl::InfinitePast();
  return time;
}

inline absl::TimeZone warsaw() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Europe/Warsaw", &zone);
  return zone;
}

/// Monday 23 November 2026, 15:30 in Warsaw, with four cameras.
inline Context asking(const std::string& now = "2026-11-23T15:30:00+01:00") {
  Context context;
  context.now = timeOf(now);
  context.zone = warsaw();
  context.cameras = {{"c1", "Brama"}, {"c2", "Parking północ"}, {"c3", "Front Door"}, {"c4", "Magazyn 3"}};
  return context;
}

inline Question ask(std::string_view text, const Context& context = asking()) {
  return understander().understand(text, context).question;
}

/// Asks `text` after `before`.
inline Question askAfter(std::string_view before, std::string_view text) {
  Context context = asking();
  context.previous = ask(before, context);
  return ask(text, context);
}

inline TimeRange between(const std::string& from, const std::string& to) {
  return {timeOf(from), timeOf(to), std::nullopt};
}

}  // namespace cameramonit::chat
