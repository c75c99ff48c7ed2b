#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/secret.h"
#include "server/registry/import/intent.h"

namespace cameramonit::registry {

enum class ImportIntent { kAdd, kUpdate, kRemove, kReject, kNone };

enum class ImportIssue { kMissingName, kMissingUrl, kMissingUser, kMissingPassword, kInvalidUrl, kUnauthorisedSender };

/// What a person should look at.
enum class Suspicion {
  kGuessedName,      ///< taken from where it stood, not from a label
  kRawCharacters,    ///< the address held characters in its password that a URL must write as %XX
  kGuessedScheme,    ///< the address had none; rtsp was put in front
  kBlankInPassword,  ///< a password with blanks at its ends, or several words
  kRefusedAddress,   ///< what was given as an address cannot be used
};

/// A camera as it was read. Parts that were not said are absent.
struct ImportedCamera {
  std::string name;
  std::optional<std::string> address;  ///< without credentials, to the letter
  std::optional<std::string> subStream;
  std::string onvifHost;  ///< set when this was given in place of an address
  int onvifPort = 0;
  std::optional<std::string> user;
  std::optional<base::Secret<std::string>> password;
  std::vector<ImportIssue> missing;
  std::vector<Suspicion> suspicions;
  std::string refusedAddress;  ///< without credentials

  bool usable() const { return refusedAddress.empty(); }
};

/// All that was read of one text.
struct ImportedText {
  ImportIntent intent = ImportIntent::kNone;
  std::vector<ImportIssue> problems;
  TextLanguage language = TextLanguage::kPolish;
  std::vector<ImportedCamera> cameras;
  std::string sender;
};

/// Reads cameras out of what people write: prose, lists, tables, CSV, whole messages of any encoding. It looks nothing
/// up and adds nothing. Reentrant.
class CameraImporter {
 public:
  /// `mayWrite` says whether a sender of messages is an installer; without it all are whose mail is not forged.
  explicit CameraImporter(std::function<bool(const std::string& sender)> mayWrite = nullptr)
      : mayWrite_(std::move(mayWrite)) {}

  ImportedText read(std::string_view bytes) const;

 private:
  std::function<bool(const std::string&)> mayWrite_;
};

}  // namespace cameramonit::registry
