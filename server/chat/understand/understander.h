#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "server/chat/understand/camera_finder.h"
#include "server/chat/understand/context.h"
#include "server/chat/understand/language.h"
#include "server/chat/understand/tokenizer.h"

namespace cameramonit::chat {

/// A part of a Question, as a chip shows it and a tap corrects it.
enum class Field { kIntent, kObject, kFeatures, kEvent, kTime, kCameras, kRate };

/// Which typed words a field was read from.
struct FieldSpan {
  Field field;
  TextSpan span;
};

/// A way to read something that has several; the whole Question as it would be then.
struct Choice {
  std::string label;
  Question question;
};

/// Something the asker should settle: `prompt` is asked in the language of the question.
struct Ambiguity {
  Field field = Field::kCameras;
  std::string prompt;
  std::vector<Choice> choices;
};

/// What is wanted of standing questions; the other parts of the Question then say which ones are meant.
enum class StandingCommand { kList, kPause, kResume, kRemove };

/// How a text was understood.
struct Understanding {
  Question question;
  double confidence = 0;  ///< 0..1; below 0.5 it is better to ask back
  bool leanedOnPrevious = false;
  std::optional<StandingCommand> command;  ///< then question.intent is kHelp
  bool truncated = false;                  ///< the text was longer than is read
  std::vector<FieldSpan> spans;            ///< by position
  std::vector<std::string> ignored;        ///< typed words that meant nothing here
  std::vector<Ambiguity> ambiguities;
};

/// Understands what people type. Any bytes are accepted; all that can come out is a Question. Cost is linear in the
/// length of the text up to kMaxTextBytes, and constant beyond. Thread-safe.
class Understander {
 public:
  /// Loads every shipped lexicon, and their spelling dictionaries from `dictionaryFolder` (about a second, 90 MB for
  /// Polish and English). Dictionaries that are missing are done without. Errors: SETTING_INVALID.
  static absl::StatusOr<std::unique_ptr<Understander>> load(
      const std::string& dictionaryFolder = "/usr/share/hunspell");

  /// With lexicons of the caller's own, as file contents. Errors: SETTING_INVALID.
  static absl::StatusOr<std::unique_ptr<Understander>> loadLexicons(const std::vector<std::string_view>& lexicons,
                                                                    const std::string& dictionaryFolder);

  Understanding understand(std::string_view text, const Context& context) const;

  /// The languages it understands, by code.
  std::vector<std::string> languages() const;
  /// Null: not shipped.
  const Language* language(std::string_view code) const;

 private:
  Understander() = default;

  std::shared_ptr<const CameraFinder> finderFor(const std::vector<KnownCamera>& cameras) const;
  Sentence bestReading(const Tokens& tokens, const CameraFinder& finder, const Context& context) const;

  std::vector<std::unique_ptr<Language>> languages_;
  mutable absl::Mutex mutex_;
  /// Finders of the camera sets asked about lately, by their names.
  mutable absl::flat_hash_map<std::string, std::shared_ptr<const CameraFinder>> finders_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::chat
