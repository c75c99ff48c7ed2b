#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "server/chat/understand/question.h"

namespace cameramonit::chat {

/// A camera that the asker may name.
struct KnownCamera {
  std::string id;
  std::string name;  ///< as people see it: "Parking północ"
};

/// What a text is understood against.
struct Context {
  absl::Time now;
  absl::TimeZone zone;               ///< the project's
  std::vector<KnownCamera> cameras;  ///< those the asker has a right to
  std::optional<Question> previous;  ///< the question before this one in the conversation
  absl::Time previousAskedAt;        ///< its "now"; the epoch: the same as `now`
  std::string language;              ///< preferred where the text does not tell: "pl", "en"; may be empty
};

}  // namespace cameramonit::chat
