#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/chat/understand/tokenizer.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// Where a text speaks of something by the name that people gave it.
struct NameHit {
  std::string name;  ///< as it was given
  TextSpan span;     ///< of the text
};

/// Finds the longest of `names` that `text` speaks of, inflected, without diacritics, and with or without "our", "the",
/// "pan": "kiedy była śmieciarka" speaks of "nasza śmieciarka". Inflection is known from the dictionaries of
/// `understander` and guessed for what they lack. Reentrant.
std::optional<NameHit> findName(std::string_view text, const std::vector<std::string>& names,
                                const Understander& understander);

/// The detector's class that `word` is the plain noun for, in any language ("samochód", "car"); empty where it is none:
/// then it is a name. Reentrant.
std::string kindOfWord(std::string_view word, const Understander& understander);

/// The token that a question bears for a name, and back; empty where a token is no name. Reentrant.
std::string nameToken(std::string_view name);
std::string_view nameOfToken(std::string_view token);

}  // namespace cameramonit::chat
