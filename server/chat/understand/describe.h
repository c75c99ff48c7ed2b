#pragma once

#include <string>
#include <vector>

#include "server/chat/understand/context.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// What one chip says.
struct ChipText {
  Field field = Field::kIntent;
  std::string text;
  friend bool operator==(const ChipText&, const ChipText&) = default;
};

/// A question in the words of `language`, a chip per part that says something: "ile", "czerwone samochody", "brama",
/// "wczoraj 18:00–24:00". What was not asked for (any object, any event, any time) gives no chip, so a question about
/// everything is its intent alone. `context` gives now, time zone and the cameras' names. Reentrant.
std::vector<ChipText> describeQuestion(const Question& question, const Language& language, const Context& context);

/// When, as people say it: "dziś", "wczoraj 18:00–24:00", "od 16 listopada", "last 2 hours". Reentrant.
std::string describeTime(const TimeRange& time, const Language& language, absl::Time now, absl::TimeZone zone);

/// A feature as people say it: "red", "w kurtce", "longer than 5 minutes", "at least 2". Reentrant.
std::string describeFeature(const std::string& feature, const Language& language);

}  // namespace cameramonit::chat
