#include "analyzer/narrate/noun_phrase.h"

#include <algorithm>
#include <vector>

#include <absl/strings/str_cat.h>

#include "analyzer/narrate/label_grammar.h"
#include "analyzer/narrate/template_text.h"

namespace cameramonit::narrate {
namespace {

constexpr float kSureColour = 0.5F;  // below, the colour is not said
constexpr float kSure = 0.6F;        // below, the class is probable
constexpr float kLikely = 0.4F;      // below, it is only possible

/// The colour's token, empty where it is not sure enough.
std::string sure(const feature::NamedColour& named) {
  return named.confidence >= kSureColour ? std::string(feature::colourToken(named.colour)) : "";
}

std::string colourOf(const Subject& subject, std::string_view part) {
  const feature::Appearance& look = subject.features.appearance;
  return sure(part == "upper" ? look.upper : part == "lower" ? look.lower : look.whole);
}

std::string_view at(const std::vector<std::string>& slot, std::size_t i, std::string_view otherwise) {
  return i < slot.size() ? std::string_view(slot[i]) : otherwise;
}

}  // namespace

std::string_view mannerOf(std::string_view objectClass) {
  static constexpr std::string_view kWalk[] = {"person", "cat",      "dog",   "horse",   "sheep", "cow",
                                               "bear",   "elephant", "zebra", "giraffe", "animal"};
  static constexpr std::string_view kDrive[] = {"car", "bus", "train", "truck", "vehicle"};
  static constexpr std::string_view kRide[] = {"bicycle", "motorcycle"};
  const auto among = [objectClass](const auto& list) {
    return std::find(std::begin(list), std::end(list), objectClass) != std::end(list);
  };
  if (among(kWalk)) return "walk";
  if (among(kDrive)) return "drive";
  if (among(kRide)) return "ride";
  if (objectClass == "bird" || objectClass == "airplane") return "fly";
  if (objectClass == "boat") return "sail";
  return "any";
}

std::string NounPhrases::list(std::span<const std::string> items) const {
  if (items.empty()) return "";
  std::string text = items.front();
  for (std::size_t i = 1; i + 1 < items.size(); ++i) text += sentences_.phrase("comma") + items[i];
  if (items.size() == 1) return text;
  return fillTemplate(sentences_.phrase("and"),
                      [&](const auto& slot) { return slot[0] == "last" ? items.back() : text; });
}

std::string NounPhrases::withArticle(const std::string& noun, Mention mention) const {
  const std::string pattern = sentences_.phrase(mention == Mention::kAgain ? "article.the"
                                                : beginsWithVowel(noun)    ? "article.an"
                                                                           : "article.a");
  return pattern.empty() ? noun : fillTemplate(pattern, [&](const auto&) { return noun; });
}

std::string NounPhrases::doubted(const std::string& who, float confidence) const {
  if (confidence >= kSure) return who;
  return fillTemplate(sentences_.phrase(confidence >= kLikely ? "doubt.probably" : "doubt.perhaps"),
                      [&](const auto&) { return who; });
}

std::string NounPhrases::carried(const Subject& subject) const {
  std::vector<std::string> forms;
  std::string pattern = sentences_.phrase("look.carries");
  return fillTemplate(pattern, [&](const std::vector<std::string>& slot) {
    for (const std::string& thing : subject.features.carried) {
      forms.push_back(withArticle(words_.noun(thing, at(slot, 1, "nom")), Mention::kFirst));
    }
    return list(forms);
  });
}

std::string NounPhrases::fill(std::string_view phrase, const Subject& subject) const {
  return fillTemplate(phrase, [&](const std::vector<std::string>& slot) {
    const std::string colour = colourOf(subject, at(slot, 1, "colour"));
    if (slot[0] == "adverb") return sentences_.phrase(absl::StrCat("adverb.", colour));
    return words_.adjective(colour, at(slot, 2, "m3"), at(slot, 3, "nom"));
  });
}

std::string NounPhrases::look(const Subject& subject, Detail detail) const {
  const std::string upper = colourOf(subject, "upper"), lower = colourOf(subject, "lower");
  const bool loaded = !subject.features.carried.empty();
  std::string key;
  if (!upper.empty() && upper == lower) {
    key = "look.same";
  } else if (!upper.empty() && !lower.empty() && detail == Detail::kFull && !loaded) {
    key = "look.both";
  } else if (!upper.empty()) {
    key = "look.upper";
  } else if (!lower.empty() && detail == Detail::kFull && !loaded) {
    key = "look.lower";
  }
  if (!key.empty() && beginsWithVowel(words_.adjective(upper, "n", "loc")) && has(key + ".an")) key += ".an";
  std::string text = key.empty() ? "" : fill(sentences_.phrase(key), subject);
  if (loaded && detail == Detail::kFull) absl::StrAppend(&text, text.empty() ? "" : " ", carried(subject));
  return text;
}

NounPhrase NounPhrases::named(const Subject& subject) const {
  const LabelGrammar grammar = labelGrammar(subject.label, words_, sentences_);
  std::string manner(mannerOf(grammar.noun.empty() ? subject.objectClass : grammar.noun));
  return {doubted(subject.label, subject.labelConfidence), grammar.agreement, manner};
}

NounPhrase NounPhrases::classed(const Subject& subject, Detail detail, Mention mention) const {
  const std::string& noun = subject.objectClass;
  const text::Agreement agreement = words_.agreement(noun);
  const bool doubtful = subject.classConfidence < kSure;
  const Mention article = doubtful ? Mention::kFirst : mention;
  std::string text;
  if (noun == "person") {
    text = withArticle(words_.noun(noun), article);
    const std::string dress = look(subject, detail);
    if (!dress.empty()) absl::StrAppend(&text, " ", dress);
  } else {
    const std::string colour = colourOf(subject, "colour");
    text = words_.noun(noun);
    if (!colour.empty()) text = absl::StrCat(words_.adjective(colour, agreement), " ", text);
    text = withArticle(text, article);
  }
  std::string manner(mannerOf(noun));
  if (noun == "person" && subject.features.passage.speed == feature::Speed::kRunning) manner = "run";
  return {doubted(text, subject.classConfidence), agreement, manner};
}

NounPhrase NounPhrases::of(const Subject& subject, Detail detail, Mention mention) const {
  if (!subject.label.empty()) return named(subject);
  if (subject.objectClass != "object" && words_.hasNoun(subject.objectClass)) return classed(subject, detail, mention);
  const bool coloured = !colourOf(subject, "colour").empty();
  return {coloured ? fill(sentences_.phrase("something.colour"), subject) : sentences_.phrase("something"), "n", "any"};
}

std::string NounPhrases::asObject(const Subject& subject) const {
  const bool known = words_.hasNoun(subject.objectClass) && subject.objectClass != "object";
  const std::string noun = withArticle(
      known ? words_.noun(subject.objectClass, "acc") : sentences_.phrase("object.unknown"), Mention::kAgain);
  if (subject.label.empty()) return noun;
  // A name stays as it was given: nobody can be sure how to inflect it.
  return fillTemplate(sentences_.phrase("object.named"),
                      [&](const auto& slot) { return slot[0] == "name" ? subject.label : noun; });
}

}  // namespace cameramonit::narrate
