#include "analyzer/narrate/narrator.h"

#include <cstdlib>
#include <memory>
#include <utility>

#include "analyzer/narrate/voice.h"
#include "common/text/words.h"

namespace cameramonit::narrate {

// Compiled in from sentences/*.toml.
std::span<const std::pair<std::string_view, std::string_view>> sentenceFiles();

namespace {

text::Words shippedSentences(std::string_view language) {
  for (const auto& [file, contents] : sentenceFiles()) {
    absl::StatusOr<text::Words> sentences = text::Words::parse(contents);
    // A shipped file is part of the program: a build whose own sentences can't be read must not start.
    if (!sentences.ok()) std::abort();
    if (sentences->language() == language) return *std::move(sentences);
  }
  std::abort();
}

const Voice& voice(std::string_view language) {
  static const auto* const kPolishSentences = new text::Words(shippedSentences("pl"));
  static const auto* const kEnglishSentences = new text::Words(shippedSentences("en"));
  static const auto* const kPolish = new Voice(text::words("pl"), *kPolishSentences);
  static const auto* const kEnglish = new Voice(text::words("en"), *kEnglishSentences);
  return language == "pl" ? *kPolish : *kEnglish;
}

}  // namespace

Sentence Narrator::tell(const Account& account) const {
  return {voice("pl").tell(account), voice("en").tell(account)};
}

Sentence Narrator::passage(const Subject& subject, std::span<const situation::Situation> situations) const {
  return {voice("pl").passage(subject, situations), voice("en").passage(subject, situations)};
}

Sentence Narrator::summary(const PeriodFacts& facts) const {
  return {voice("pl").summary(facts), voice("en").summary(facts)};
}

}  // namespace cameramonit::narrate
