#include "server/registry/import/camera_importer.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "server/registry/address/stream_address.h"
#include "server/registry/import/html_text.h"
#include "server/registry/import/line_reader.h"
#include "server/registry/import/mail_message.h"
#include "server/registry/import/message_text.h"
#include "server/registry/import/spoken_names.h"
#include "server/registry/import/unicode_text.h"
#include "server/registry/import/value_text.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kMostCameras = 1000;

/// The same name in another case or, for Polish, another inflection: "Garaż" and "Garażu".
bool sameName(const std::string& a, const std::string& b) {
  const std::u32string left = collapsed(foldedText(fromUtf8(a)));
  const std::u32string right = collapsed(foldedText(fromUtf8(b)));
  if (left == right) return true;
  const std::size_t shorter = std::min(left.size(), right.size());
  const std::size_t longer = std::max(left.size(), right.size());
  if (shorter < 4 || longer - shorter > 3) return false;
  const std::size_t stem = shorter - (shorter > 4 ? 2 : 1);
  return left.compare(0, stem, right, 0, stem) == 0;
}

/// What stands quoted about the camera that `fresh` speaks of; null when it is not clear which.
const RawCamera* quotedFor(const RawCamera& fresh, const std::vector<RawCamera>& quoted) {
  const RawCamera* found = nullptr;
  int whole = 0;
  for (const RawCamera& camera : quoted) {
    if (!camera.saysWhere() && !camera.name) continue;
    if (fresh.name && camera.name && sameName(*fresh.name, *camera.name)) {
      if (found == nullptr || (!found->saysWhere() && camera.saysWhere())) found = &camera;
    }
    if (camera.saysWhere()) ++whole;
  }
  if (fresh.name) return found;
  if (whole != 1) return nullptr;
  return &*std::find_if(quoted.begin(), quoted.end(), [](const RawCamera& camera) { return camera.saysWhere(); });
}

/// Takes a raw camera's address apart, and builds one out of host, port and path where only those were said.
void readAddress(RawCamera& raw, ImportedCamera& camera) {
  if (!raw.url && raw.host && !raw.onvif && (raw.path || raw.port == 554 || raw.port == 8554)) {
    raw.url = absl::StrCat("rtsp://", *raw.host, raw.port ? absl::StrCat(":", *raw.port) : "", raw.path.value_or(""));
  }
  if (raw.url && !absl::StrContains(*raw.url, "://") && looksLikeHost(fromUtf8(*raw.url))) {
    raw.url = absl::StrCat("rtsp://", *raw.url);
    camera.suspicions.push_back(Suspicion::kGuessedScheme);
  }
  if (!raw.url) {
    if (raw.host && raw.onvif) {
      if (parseDeviceAddress(absl::StrCat(*raw.host, raw.port ? absl::StrCat(":", *raw.port) : "")).ok()) {
        camera.onvifHost = *raw.host;
        camera.onvifPort = raw.port.value_or(80);
      } else {
        camera.refusedAddress = *raw.host;
      }
    }
    return;
  }
  absl::StatusOr<ParsedAddress> parsed = parseStreamAddress(*raw.url);
  if (!parsed.ok()) {
    // Shown to a person, so whatever might be a password is left out.
    const std::size_t at = raw.url->rfind('@');
    camera.refusedAddress = at == std::string::npos ? *raw.url : absl::StrCat("…", raw.url->substr(at));
    camera.suspicions.push_back(Suspicion::kRefusedAddress);
    return;
  }
  camera.address = parsed->address.str();
  if (parsed->rawCharacters) camera.suspicions.push_back(Suspicion::kRawCharacters);
  if (parsed->login && !raw.user && !parsed->login->user.empty()) raw.user = parsed->login->user;
  if (parsed->login && !raw.password && absl::StrContains(*raw.url, ":"))
    raw.password = parsed->login->password.reveal();
}

ImportedCamera imported(RawCamera raw) {
  ImportedCamera camera;
  camera.name = raw.name.value_or("");
  if (raw.weakName) camera.suspicions.push_back(Suspicion::kGuessedName);
  readAddress(raw, camera);
  if (raw.subUrl) {
    const auto sub = parseStreamAddress(*raw.subUrl);
    if (sub.ok()) camera.subStream = sub->address.str();
  }
  camera.user = raw.user;
  if (raw.password) {
    if (absl::StrContains(*raw.password, " ")) camera.suspicions.push_back(Suspicion::kBlankInPassword);
    camera.password = base::Secret<std::string>(*std::move(raw.password));
  }
  return camera;
}

void noteMissing(ImportedCamera& camera) {
  if (camera.name.empty()) camera.missing.push_back(ImportIssue::kMissingName);
  if (!camera.address && camera.onvifHost.empty()) camera.missing.push_back(ImportIssue::kMissingUrl);
  if (!camera.user && !camera.password) camera.missing.push_back(ImportIssue::kMissingUser);
  if (!camera.password) camera.missing.push_back(ImportIssue::kMissingPassword);
}

void noteProblem(ImportedText& text, ImportIssue issue) {
  if (std::find(text.problems.begin(), text.problems.end(), issue) == text.problems.end())
    text.problems.push_back(issue);
}

bool isComplete(const RawCamera& camera) {
  return camera.saysWhere() && camera.password && camera.user;
}

/// Decides what a message asks for and makes its cameras. Thread-bound.
class Decision {
 public:
  Decision(ReadLayers layers, std::u32string subject) : layers_(std::move(layers)), subject_(std::move(subject)) {
    text_ = subject_ + U"\n" + layers_.fresh;
    intent_ = intentOf(text_);
    cameras_ = std::move(layers_.cameras.cameras);
  }

  ImportedText decide() {
    result_.language = languageOf(text_);
    nameBySubject();
    const bool anyWhere =
        std::any_of(cameras_.begin(), cameras_.end(), [](const RawCamera& c) { return c.saysWhere(); });
    if (intent_.remove && !anyWhere) return removal();
    cameras_.erase(std::remove_if(cameras_.begin(), cameras_.end(),
                                  [this](const RawCamera& c) { return !c.saysWhere() && !saysEnough(c); }),
                   cameras_.end());
    if (cameras_.empty()) return nothing();
    if (isUpdate()) return update();
    return addition();
  }

 private:
  /// A user alone is a word that looked like one, unless it is somebody's new one.
  bool saysEnough(const RawCamera& c) const {
    return c.password || c.passwordLater || (c.user && (c.name || intent_.update));
  }

  /// Of a camera without a name in the text, when it is the only one.
  void nameBySubject() {
    if (cameras_.size() != 1 || cameras_[0].name) return;
    const std::u32string name = nameInSubject(subject_);
    if (name.empty()) return;
    cameras_[0].name = toUtf8(name);
    cameras_[0].weakName = true;
  }

  bool isUpdate() const {
    if (!intent_.update) return false;
    const bool partial = std::none_of(cameras_.begin(), cameras_.end(), isComplete);
    return partial || !intent_.add;
  }

  ImportedText removal() {
    std::vector<std::u32string> names = namesToRemove(layers_.fresh);
    if (names.empty()) {
      for (const RawCamera& raw : cameras_) {
        if (raw.name) names.push_back(fromUtf8(*raw.name));
      }
    }
    for (const std::u32string& name : names) {
      ImportedCamera camera;
      camera.name = toUtf8(name);
      result_.cameras.push_back(std::move(camera));
    }
    if (result_.cameras.empty()) {
      const std::u32string name = nameInSubject(subject_);
      if (name.empty()) return nothing();
      ImportedCamera camera;
      camera.name = toUtf8(name);
      result_.cameras.push_back(std::move(camera));
    }
    result_.intent = ImportIntent::kRemove;
    return std::move(result_);
  }

  ImportedText nothing() {
    const bool meant = intent_.aboutCameras && (intent_.add || intent_.update || intent_.remove);
    result_.intent = meant ? ImportIntent::kReject : ImportIntent::kNone;
    return std::move(result_);
  }

  ImportedText update() {
    for (RawCamera& raw : cameras_) {
      if (const RawCamera* quoted = quotedFor(raw, layers_.quoted.cameras); quoted != nullptr && quoted->name) {
        raw.name = quoted->name;
      }
      ImportedCamera camera = imported(raw);
      if (!camera.usable()) noteProblem(result_, ImportIssue::kInvalidUrl);
      if (camera.name.empty()) {
        camera.missing.push_back(ImportIssue::kMissingName);
        noteProblem(result_, ImportIssue::kMissingName);
      }
      result_.cameras.push_back(std::move(camera));
    }
    result_.intent = ImportIntent::kUpdate;
    return std::move(result_);
  }

  /// Fills what the new text leaves open from what is quoted about the same camera. True when the quoted text already
  /// had what is said now: then this is a change of a camera that is known.
  bool fillFromQuoted(RawCamera& raw) {
    const RawCamera* quoted = quotedFor(raw, layers_.quoted.cameras);
    if (quoted == nullptr) return false;
    const bool known = quoted->saysWhere() && ((raw.password && quoted->password) || (raw.url && quoted->url));
    if (quoted->name) raw.name = quoted->name;
    if (!raw.saysWhere()) {
      raw.url = quoted->url;
      raw.host = quoted->host;
      raw.port = quoted->port;
      raw.onvif = quoted->onvif;
    }
    if (!raw.user) raw.user = quoted->user;
    if (!raw.password && !raw.passwordLater) raw.password = quoted->password;
    return known;
  }

  ImportedText addition() {
    bool known = false;
    for (RawCamera& raw : cameras_) {
      const bool partial = !isComplete(raw) || !raw.name;
      if (partial && !layers_.quoted.cameras.empty()) known = fillFromQuoted(raw) || known;
      ImportedCamera camera = imported(raw);
      if (!camera.usable()) noteProblem(result_, ImportIssue::kInvalidUrl);
      noteMissing(camera);
      result_.cameras.push_back(std::move(camera));
      if (result_.cameras.size() == kMostCameras) break;
    }
    const bool any =
        std::any_of(result_.cameras.begin(), result_.cameras.end(), [](const ImportedCamera& c) { return c.usable(); });
    result_.intent = !any ? ImportIntent::kReject : known ? ImportIntent::kUpdate : ImportIntent::kAdd;
    for (const ImportedCamera& camera : result_.cameras) {
      if (!camera.usable()) continue;
      for (const ImportIssue issue : camera.missing) noteProblem(result_, issue);
    }
    return std::move(result_);
  }

  ReadLayers layers_;
  std::u32string subject_;
  std::u32string text_;
  Intent intent_;
  std::vector<RawCamera> cameras_;
  ImportedText result_;
};

bool looksLikeHtml(std::string_view text) {
  const std::string head = foldedUtf8(text.substr(0, 500));
  return absl::StrContains(head, "<html") || absl::StrContains(head, "<!doctype html") ||
         absl::StrContains(head, "<table") || absl::StrContains(head, "<body") || absl::StrContains(head, "<div");
}

}  // namespace

ImportedText CameraImporter::read(std::string_view bytes) const {
  if (!looksLikeMail(bytes)) {
    std::string text = guessUtf8(bytes);
    if (looksLikeHtml(text)) text = htmlToText(text);
    return Decision(readPlain(text), U"").decide();
  }
  const MailMessage message = readMail(bytes);
  ImportedText result;
  if (message.senderForged || (mayWrite_ && !mayWrite_(message.sender))) {
    result.intent = ImportIntent::kNone;
    result.problems.push_back(ImportIssue::kUnauthorisedSender);
  } else if (message.automatic) {
    result.intent = ImportIntent::kNone;
  } else {
    result = Decision(readLayers(message), cleaned(fromUtf8(message.subject))).decide();
  }
  result.sender = message.sender;
  return result;
}

}  // namespace cameramonit::registry
