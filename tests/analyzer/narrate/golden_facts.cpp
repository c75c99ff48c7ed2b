#include "tests/analyzer/narrate/golden_facts.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <absl/time/civil_time.h>

namespace cameramonit::narrate {
namespace {

using nlohmann::json;

/// The enumerator whose token is `wanted`, among the first `count`.
template <typename Enum, typename Token>
Enum byToken(std::string_view wanted, int count, Token token) {
  for (int i = 0; i < count; ++i) {
    if (token(static_cast<Enum>(i)) == wanted) return static_cast<Enum>(i);
  }
  throw std::invalid_argument("unknown token " + std::string(wanted));
}

situation::Situation readSituation(const json& facts) {
  situation::Situation what;
  what.kind = byToken<situation::Kind>(facts.at("kind").get<std::string>(), 20, situation::kindToken);
  what.from = absl::Seconds(100);
  what.to = what.from + absl::Seconds(facts.value("for_s", 0.0));
  what.final = !facts.value("ongoing", false);
  what.side = byToken<feature::Side>(facts.value("side", ""), 6, feature::sideToken);
  what.alreadyThere = facts.value("already", false);
  what.stillThere = facts.value("still", false);
  what.placeName = facts.value("zone", facts.value("line", ""));
  what.wayName = facts.value("way", "");
  what.objectClass = facts.value("of", "");
  what.count = facts.value("count", 0);
  what.previousCount = facts.value("previous", 0);
  what.cause = facts.value("cause", "");
  return what;
}

Subject readSubject(const json& facts) {
  Subject who;
  who.objectClass = facts.value("class", "object");
  who.classConfidence = facts.value("sure", 1.0F);
  who.label = facts.value("label", "");
  who.labelConfidence = facts.value("label_sure", 1.0F);
  const auto colour = [&facts](const char* key) {
    const feature::NamedColour named{feature::colourFromToken(facts.value(key, "")), facts.value("colour_sure", 0.9F)};
    return named.colour == feature::Colour::kUnknown ? feature::NamedColour{} : named;
  };
  who.features.appearance = {colour("upper"), colour("lower"), colour("colour")};
  who.features.carried = facts.value("carries", std::vector<std::string>{});
  who.features.passage.direction =
      byToken<feature::Direction>(facts.value("direction", ""), 7, feature::directionToken);
  if (facts.value("running", false)) who.features.passage.speed = feature::Speed::kRunning;
  return who;
}

absl::CivilMinute readTime(const json& text) {
  absl::CivilMinute at;
  if (!absl::ParseLenientCivilTime(text.get<std::string>(), &at)) throw std::invalid_argument(text.dump());
  return at;
}

PeriodFacts readPeriod(const json& facts) {
  PeriodFacts period;
  period.from = readTime(facts.at("from"));
  period.to = readTime(facts.at("to"));
  for (const auto& sort : facts.value("counts", json::array())) period.counts.push_back({sort.at(0), sort.at(1)});
  if ((period.hasEvents = facts.contains("first"))) {
    period.first = readTime(facts.at("first"));
    period.last = readTime(facts.at("last"));
  }
  if ((period.hasBusiest = facts.contains("busiest"))) {
    period.busiestFrom = readTime(facts.at("busiest").at(0));
    period.busiestTo = readTime(facts.at("busiest").at(1));
  }
  period.dated = facts.value("dated", false);
  period.blind = absl::Seconds(facts.value("blind_s", 0));
  return period;
}

}  // namespace

Sentence sayGolden(const json& line) {
  const Narrator narrator;
  if (line.contains("summary")) return narrator.summary(readPeriod(line.at("summary")));
  std::vector<Subject> who;
  for (const json& subject : line.value("who", json::array())) who.push_back(readSubject(subject));
  if (line.contains("passage")) {
    std::vector<situation::Situation> situations;
    for (const json& situation : line.at("passage")) situations.push_back(readSituation(situation));
    return narrator.passage(who.at(0), situations);
  }
  return narrator.tell({readSituation(line.at("tell")), who});
}

}  // namespace cameramonit::narrate
