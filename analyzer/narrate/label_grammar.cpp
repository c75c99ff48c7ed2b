#include "analyzer/narrate/label_grammar.h"

#include <algorithm>
#include <array>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

namespace cameramonit::narrate {
namespace {

constexpr std::size_t kLongestEnding = 6;  // bytes

/// Nouns that a label may hold and that decide how its bearer moves.
constexpr std::array<std::string_view, 22> kNouns = {
    "person", "car",   "truck", "bus",  "motorcycle", "bicycle",  "train",    "boat", "airplane", "bird",  "cat", "dog",
    "horse",  "sheep", "cow",   "bear", "suitcase",   "backpack", "umbrella", "bag",  "vehicle",  "animal"};

std::string lowered(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return result;
}

/// What the sentences say under `prefix` and the longest ending of `word` they know; empty if none.
std::string byEnding(const std::string& prefix, const std::string& word, const text::Words& sentences) {
  for (std::size_t length = std::min(kLongestEnding, word.size()); length > 0; --length) {
    const std::string key = absl::StrCat(prefix, word.substr(word.size() - length));
    if (std::string found = sentences.phrase(key); found != key) return found;
  }
  return "";
}

/// By the words that the language has; what people call things beside those is in the sentences.
LabelGrammar byWords(const std::vector<std::string>& parts, const text::Words& words, const text::Words& sentences) {
  LabelGrammar grammar;
  // Only the nominative counts: "pies sąsiada" is a dog, "pan od roweru" no bicycle.
  for (const std::string& part : parts) {
    for (std::string_view noun : kNouns) {
      if (grammar.noun.empty() && (words.noun(noun) == part || noun == part)) grammar.noun = noun;
    }
  }
  if (words.gender("person").empty()) return grammar;  // a language without genders
  for (const std::string& part : parts) {
    const std::string key = absl::StrCat("label.word.", part);
    if (std::string known = sentences.phrase(key); known != key) {
      grammar.agreement = known;
      return grammar;
    }
  }
  if (!grammar.noun.empty()) {
    grammar.agreement = words.gender(grammar.noun);
    return grammar;
  }
  if (parts.size() > 1) grammar.agreement = byEnding("label.adjective.", parts[0], sentences);
  if (!parts.empty() && grammar.agreement.empty()) {
    grammar.agreement = byEnding("label.end.", parts[0], sentences);
  }
  if (grammar.agreement.empty()) grammar.agreement = text::Agreement("m");
  return grammar;
}

}  // namespace

LabelGrammar labelGrammar(std::string_view label, const text::Words& words, const text::Words& sentences) {
  const std::vector<std::string> parts = absl::StrSplit(lowered(label), ' ', absl::SkipEmpty());
  LabelGrammar grammar = byWords(parts, words, sentences);
  for (const std::string& part : parts) {
    const std::string key = absl::StrCat("label.noun.", part);
    if (std::string known = sentences.phrase(key); grammar.noun.empty() && known != key) grammar.noun = known;
  }
  return grammar;
}

}  // namespace cameramonit::narrate
