#pragma once

#include <string>
#include <string_view>

#include "common/text/words.h"

namespace cameramonit::narrate {

/// What is guessed about a name that a human gave.
struct LabelGrammar {
  text::Agreement agreement;  ///< gender, or "pl"; empty where the language has no genders
  std::string noun;           ///< the known noun within the label, empty if there is none
};

/// Guesses the grammar of `label` ("nasza śmieciarka", "pan Tomek", "samochód sąsiada") from a
/// word that shows gender ("label.word." in `sentences`), then endings ("label.adjective.", "label.end."). Reentrant.
LabelGrammar labelGrammar(std::string_view label, const text::Words& words, const text::Words& sentences);

}  // namespace cameramonit::narrate
