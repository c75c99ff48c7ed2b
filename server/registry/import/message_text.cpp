#include "server/registry/import/message_text.h"

#include <algorithm>
#include <map>
#include <utility>

#include "server/registry/import/line_reader.h"
#include "server/registry/import/link_unwrap.h"
#include "server/registry/import/quoted_text.h"
#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

bool isForward(std::u32string_view subject) {
  const std::u32string folded(trimmed(foldedText(subject)));
  return startsWith(folded, U"fwd:") || startsWith(folded, U"fw:") || startsWith(folded, U"pd:") ||
         startsWith(folded, U"pd.:") || startsWith(folded, U"podaj dalej:") || startsWith(folded, U"przekaz:") ||
         startsWith(folded, U"wg:");
}

std::u32string prepared(const std::string& text) {
  return cleaned(fromUtf8(withPlainLinks(text)));
}

/// How much a reading says: complete cameras count most.
int worth(const RawReading& reading) {
  int score = 0;
  for (const RawCamera& camera : reading.cameras) {
    score += camera.saysWhere() ? 4 : 0;
    score += (camera.name ? 2 : 0) + (camera.user ? 1 : 0) + (camera.password ? 2 : 0) - (camera.weakName ? 1 : 0);
  }
  return score;
}

ReadLayers readPart(const MailPart& part, bool forwardSubject) {
  ReadLayers read;
  const std::u32string text = prepared(part.text);
  if (part.kind == MailPart::Kind::kTable || (part.attachment && part.kind != MailPart::Kind::kForwarded)) {
    read.cameras = readCameras(text);
    return read;
  }
  TextLayers layers = separateLayers(text, forwardSubject);
  read.cameras = readCameras(layers.fresh);
  read.quoted = readCameras(layers.quoted);
  read.fresh = std::move(layers.fresh);
  return read;
}

void append(ReadLayers& to, ReadLayers&& part) {
  to.fresh += part.fresh + U"\n";
  for (RawCamera& camera : part.cameras.cameras) to.cameras.cameras.push_back(std::move(camera));
  for (RawCamera& camera : part.quoted.cameras) to.quoted.cameras.push_back(std::move(camera));
}

/// A camera that the words and an attachment both describe is one camera.
void joinRepeated(std::vector<RawCamera>& cameras) {
  std::vector<RawCamera> kept;
  for (RawCamera& camera : cameras) {
    const auto same = std::find_if(kept.begin(), kept.end(), [&camera](const RawCamera& other) {
      return camera.url && other.url == camera.url && (!camera.name || !other.name || camera.name == other.name);
    });
    if (same == kept.end()) {
      kept.push_back(std::move(camera));
      continue;
    }
    if (!same->name) same->name = camera.name;
    if (!same->user) same->user = camera.user;
    if (!same->password) same->password = camera.password;
  }
  cameras = std::move(kept);
}

}  // namespace

ReadLayers readLayers(const MailMessage& message) {
  const bool forward = isForward(fromUtf8(message.subject));
  ReadLayers all;
  std::map<int, std::vector<const MailPart*>> alternatives;
  for (const MailPart& part : message.parts) {
    if (part.alternative < 0) {
      append(all, readPart(part, forward));
    } else {
      alternatives[part.alternative].push_back(&part);
    }
  }
  for (const auto& [number, parts] : alternatives) {
    ReadLayers best;
    int most = -1;
    for (const MailPart* part : parts) {
      ReadLayers read = readPart(*part, forward);
      const int score = worth(read.cameras) * 10 + (read.fresh.empty() ? 0 : 1);
      if (score <= most) continue;  // the plain form comes first and wins where both say the same
      most = score;
      best = std::move(read);
    }
    append(all, std::move(best));
  }
  joinRepeated(all.cameras.cameras);
  return all;
}

ReadLayers readPlain(const std::string& text) {
  MailMessage message;
  message.parts.push_back({MailPart::Kind::kPlain, text, false, -1});
  return readLayers(message);
}

}  // namespace cameramonit::registry
