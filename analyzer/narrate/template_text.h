#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::narrate {

/// What stands in a slot: receives the slot's name and arguments, "{adj:upper:n:loc}" as {"adj", "upper", "n", "loc"}.
using SlotFiller = std::function<std::string(const std::vector<std::string>& slot)>;

/// `pattern` with its {slots} filled and runs of spaces made one. Reentrant.
std::string fillTemplate(std::string_view pattern, const SlotFiller& filler);

/// `text` with its first letter in upper case; knows Latin letters with diacritics. Reentrant.
std::string capitalised(std::string_view text);

/// Capitalised and ended with a full stop, once. Reentrant.
std::string asSentence(std::string_view clause);

/// Whether the article before `word` is "an"; by its letters, as English words in our lists go.
bool beginsWithVowel(std::string_view word);

}  // namespace cameramonit::narrate
