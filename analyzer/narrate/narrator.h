#pragma once

#include <span>
#include <string_view>

#include "analyzer/narrate/facts.h"

namespace cameramonit::narrate {

/// Turns structured facts into sentences, in Polish and English, never saying more than the facts. Thread-safe.
class Narrator {
 public:
  /// One situation: "Osoba w czerwonym ubraniu weszła od lewej." While it lasts the sentence is without its length.
  Sentence tell(const Account& account) const;

  /// Everything that one object did, as one sentence: "… weszła od lewej, zatrzymała się na 40 sekund i wyszła w
  /// prawo." `situations` are its own, by beginning; others' are ignored.
  Sentence passage(const Subject& subject, std::span<const situation::Situation> situations) const;

  /// What a stretch of time amounts to: "Między 14:00 a 15:00: dwanaście osób, trzy samochody i jeden pies."
  Sentence summary(const PeriodFacts& facts) const;
};

}  // namespace cameramonit::narrate
