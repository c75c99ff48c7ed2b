#pragma once

#include <string>
#include <vector>

#include "server/registry/import/mail_message.h"
#include "server/registry/import/raw_camera.h"

namespace cameramonit::registry {

/// The words of a message by who wrote them, and the cameras in them.
struct ReadLayers {
  std::u32string fresh;  ///< new words, for what they ask
  RawReading cameras;    ///< of new words and attachments
  RawReading quoted;     ///< of what stands quoted
};

/// Reads the parts of a message; of parts that say the same, the one that says most. Reentrant.
ReadLayers readLayers(const MailMessage& message);

/// Reads a text that is no message. Reentrant.
ReadLayers readPlain(const std::string& text);

}  // namespace cameramonit::registry
