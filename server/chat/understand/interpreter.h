#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/chat/understand/context.h"
#include "server/chat/understand/sentence.h"
#include "server/chat/understand/time_reader.h"

namespace cameramonit::chat {

/// What one sentence says by itself, before the conversation is leaned on. What was not said is unset.
struct Draft {
  std::optional<Intent> intent;
  /// The intent was only guessed from a weak word ("who", "someone") or from the lack of any.
  bool intentGuessed = false;
  std::optional<std::string> object;
  /// The object is only a "who" or "someone", not a thing of its own.
  bool objectIsPronoun = false;
  std::vector<std::string> features;
  std::optional<std::string> event;
  TimeReading time;
  TimeHints hints;
  std::vector<std::size_t> cameras;           ///< indices into Context::cameras
  std::vector<std::size_t> ambiguousCameras;  ///< one of these was meant
  bool everywhere = false;
  std::optional<absl::Duration> atMostEvery;
  std::string command;  ///< "list", "pause", … of standing questions; empty: none
  // How it leans on what was said before.
  bool continues = false;  ///< "a…?", "and…", "what about…"
  bool only = false;       ///< "only the red ones"
  bool corrects = false;   ///< "nie, na bramie"
  bool wearer = false;     ///< asks what somebody wore, so a person is meant
  bool refers = false;     ///< "it", "them", "tam"
  bool sameThere = false;  ///< it ends in "there" or "wtedy": the place and time of before
  bool absent = false;     ///< it is about what does not happen: "when nobody is there"

  bool saysNothing() const;
};

/// Turns the phrases of a sentence into a draft. Reentrant.
Draft interpret(const Sentence& read, const CivilClock& clock);

/// A draft as a question that stands alone.
Question standAlone(const Draft& draft, const Context& context, const CivilClock& clock, bool asks);

}  // namespace cameramonit::chat
