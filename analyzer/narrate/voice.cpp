#include "analyzer/narrate/voice.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analyzer/narrate/template_text.h"

namespace cameramonit::narrate {
namespace {

using situation::Kind;
using situation::Situation;

const Subject& subjectOf(const Account& account, std::size_t i = 0) {
  static const Subject kUnknown;
  return i < account.who.size() ? account.who[i] : kUnknown;
}

Mention mentionOf(Kind kind) {
  return kind == Kind::kAppeared || kind == Kind::kMoved || kind == Kind::kObjectLeftBehind ? Mention::kFirst
                                                                                            : Mention::kAgain;
}

constexpr std::ptrdiff_t kMostClauses = 6;  // of one sentence

/// The phrase for going straight through; empty where it came out elsewhere.
std::string throughKey(feature::Side in, feature::Side out) {
  using feature::Side;
  const auto is = [&](Side from, Side to) { return in == from && out == to; };
  if (is(Side::kLeft, Side::kRight)) return "moved.left_to_right";
  if (is(Side::kRight, Side::kLeft)) return "moved.right_to_left";
  if (is(Side::kTop, Side::kBottom)) return "moved.top_to_bottom";
  if (is(Side::kBottom, Side::kTop)) return "moved.bottom_to_top";
  return "";
}

/// "7:42", "14:05".
std::string clock(absl::CivilMinute at) {
  const std::string minute = std::to_string(at.minute());
  return std::to_string(at.hour()) + (minute.size() < 2 ? ":0" : ":") + minute;
}

}  // namespace

Voice::Voice(const text::Words& words, const text::Words& sentences)
    : words_(words), sentences_(sentences), nouns_(words, sentences) {}

std::string Voice::verb(const std::string& key, const NounPhrase& who) const {
  const auto known = [&](const std::string& manner) {
    return sentences_.verb(key + "." + manner, who.agreement) != key + "." + manner;
  };
  std::string manner = who.manner;
  // Languages that ride as they drive need no words of their own for it.
  if (manner == "ride" && !known(manner)) manner = "drive";
  if (!known(manner)) manner = "any";
  return sentences_.verb(key + "." + manner, who.agreement);
}

std::string Voice::fill(const std::string& key, const NounPhrase& who, const Slots& slots) const {
  return fillTemplate(sentences_.phrase(key), [&](const std::vector<std::string>& slot) {
    if (slot[0] == "verb") return verb(slot.at(1), who);
    if (slot[0] == "who") return who.text;
    const auto found = slots.find(slot[0]);
    return found == slots.end() ? "" : found->second;
  });
}

std::string Voice::howLong(absl::Duration duration) const {
  const auto count = [&](const char* unit, absl::Duration of) {
    const auto number = std::max<std::int64_t>(1, std::llround(absl::FDivDuration(duration, of)));
    return words_.counted(unit, number, "acc");
  };
  if (duration < absl::Minutes(2)) return count("second", absl::Seconds(1));
  if (duration < absl::Hours(2)) return count("minute", absl::Minutes(1));
  return count("hour", absl::Hours(1));
}

std::string Voice::clauseKey(const NounPhrase& who, const Situation& what, const Subject& subject) const {
  const std::string kind(situation::kindToken(what.kind));
  switch (what.kind) {
    case Kind::kAppeared:
    case Kind::kLeft: {
      if (what.alreadyThere && what.kind == Kind::kAppeared) return kind + ".already";
      const std::string key = kind + "." + std::string(feature::sideToken(what.side));
      if (has(key + "." + who.manner)) return key + "." + who.manner;
      return has(key) ? key : kind + ".within";
    }
    case Kind::kMoved: {
      const std::string key = kind + "." + std::string(feature::directionToken(subject.features.passage.direction));
      return has(key) ? key : kind;
    }
    case Kind::kEnteredZone:
    case Kind::kLeftZone:
      if (what.placeName.empty()) return kind + ".unnamed";
      return what.alreadyThere && what.kind == Kind::kEnteredZone ? kind + ".already" : kind;
    case Kind::kCrossedLine:
      return kind + (what.placeName.empty() ? ".unnamed" : "") + (what.wayName.empty() ? "" : ".way");
    default:
      return what.final && what.duration() >= absl::Seconds(1) && has(kind + ".for") ? kind + ".for" : kind;
  }
}

std::string Voice::clause(const NounPhrase& who, const Situation& what, const Subject& subject,
                          const Slots& extra) const {
  Slots slots = extra;
  slots["zone"] = slots["line"] = what.placeName;
  slots["way"] = what.wayName;
  slots["for"] = howLong(what.duration());
  return fill(clauseKey(who, what, subject), who, slots);
}

std::string Voice::tellOfCamera(const Situation& what) const {
  std::string key(situation::kindToken(what.kind));
  if (!what.cause.empty() && has(key + "." + what.cause)) key += "." + what.cause;
  if (what.final && !what.stillThere && has(key + ".for")) key += ".for";
  return fill(key, {}, {{"for", howLong(what.duration())}});
}

std::string Voice::count(const SortCount& sort) const {
  if (sort.objectClass == "object")
    return sentences_.phrase("something.many") + " (" + std::to_string(sort.count) + ")";
  return words_.countedInWords(sort.objectClass, sort.count);
}

std::string Voice::tellOfCount(const Situation& what) const {
  if (what.count == 0) return fill("count.none." + what.objectClass, {}, {});
  NounPhrase who;
  who.agreement = words_.agreement(what.objectClass, what.count);
  return fill(what.count > what.previousCount ? "count.up" : "count.down", who,
              {{"count", words_.countedInWords(what.objectClass, what.count)}});
}

NounPhrase Voice::together(const Account& account) const {
  const int number = std::max(2, account.what.count);
  const NounPhrase counted{words_.countedInWords("person", number), words_.agreement("person", number), "any"};
  if (account.what.kind != Kind::kMet || account.who.size() != 2) return counted;
  const std::string anybody = nouns_.of({.objectClass = "person"}, Detail::kBrief, Mention::kFirst).text;
  std::vector<std::string> people;
  text::Agreement agreement = "pl";
  for (const Subject& subject : account.who) {
    const NounPhrase who = nouns_.of(subject, Detail::kBrief, Mention::kFirst);
    // Two people of whom little is known are better counted than listed.
    if (who.text == anybody) return counted;
    people.push_back(who.text);
    if (!subject.label.empty() && who.agreement.starts_with("m")) agreement = "vir";  // a man among them
  }
  return people[0] == people[1] ? counted : NounPhrase{nouns_.list(people), agreement, "any"};
}

std::string Voice::tellOfPeople(const Account& account) const {
  const NounPhrase all = together(account);
  return asSentence(all.text + " " + clause(all, account.what, subjectOf(account)));
}

std::string Voice::tellOfThing(const Account& account) const {
  Subject thing = subjectOf(account);
  if (!account.what.objectClass.empty()) thing.objectClass = account.what.objectClass;
  if (account.what.kind == Kind::kObjectTaken && account.who.size() > 1) {
    const NounPhrase taker = nouns_.of(account.who[1], Detail::kBrief, Mention::kFirst);
    const std::string did = clause(taker, account.what, account.who[1], {{"thing", nouns_.asObject(thing)}});
    return asSentence(taker.text + " " + did);
  }
  const NounPhrase who = nouns_.of(thing, Detail::kBrief, mentionOf(account.what.kind));
  if (account.what.kind == Kind::kObjectTaken) return asSentence(who.text + " " + fill("object_taken.nobody", who, {}));
  return asSentence(who.text + " " + clause(who, account.what, thing));
}

std::string Voice::tell(const Account& account) const {
  const Situation& what = account.what;
  if (situation::isCameraKind(what.kind)) return tellOfCamera(what);
  switch (what.kind) {
    case Kind::kCountChanged:
      return tellOfCount(what);
    case Kind::kMet:
    case Kind::kGrouped:
      return tellOfPeople(account);
    case Kind::kObjectLeftBehind:
    case Kind::kObjectTaken:
      return tellOfThing(account);
    default:
      break;
  }
  const Subject& subject = subjectOf(account);
  const Mention mention = mentionOf(what.kind);
  const Detail detail = mention == Mention::kFirst ? Detail::kFull : Detail::kBrief;
  const NounPhrase who = nouns_.of(subject, detail, mention);
  return asSentence(who.text + " " + clause(who, what, subject));
}

std::vector<std::string> Voice::clausesOf(const NounPhrase& who, const Subject& subject,
                                          std::span<const Situation> situations) const {
  std::vector<const Situation*> own;
  for (const Situation& what : situations) {
    if (what.kind <= Kind::kLoitered || what.kind == Kind::kMoved) own.push_back(&what);
  }
  const auto stops =
      std::count_if(own.begin(), own.end(), [](const auto* what) { return what->kind == Kind::kStopped; });
  const bool often = stops > 2;
  bool stopsTold = false;
  std::vector<std::string> clauses;
  for (const Situation* what : own) {
    // That someone moved off or left a zone goes without saying once it is told what came next.
    const bool implied = what->kind == Kind::kMovedOff || what->kind == Kind::kLeftZone;
    if (implied && (what != own.back() || often)) continue;
    if (what->kind == Kind::kStopped && often) {
      if (!stopsTold) clauses.push_back(fill("stopped.times", who, {{"times", words_.counted("time", stops)}}));
      stopsTold = true;
      continue;
    }
    clauses.push_back(clause(who, *what, subject));
  }
  if (clauses.size() > kMostClauses) {
    clauses.erase(clauses.begin() + kMostClauses / 2, clauses.end() - kMostClauses / 2);
  }
  return clauses;
}

std::string Voice::pace(const Subject& subject) const {
  constexpr double kStanding = 0.5;
  const double speed = subject.features.passage.metresPerSecond.value_or(0);
  if (speed < kStanding) return "";
  constexpr double kKilometresAnHour = 3.6;
  return fill("pace", {}, {{"speed", std::to_string(std::lround(speed * kKilometresAnHour))}});
}

std::string Voice::passage(const Subject& subject, std::span<const Situation> situations) const {
  const NounPhrase who = nouns_.of(subject, Detail::kFull, Mention::kFirst);
  // In at one side and out at the other, and nothing else: that is one movement.
  if (situations.size() == 2 && situations[0].kind == Kind::kAppeared && situations[1].kind == Kind::kLeft) {
    const std::string key = throughKey(situations[0].side, situations[1].side);
    if (!key.empty() && !situations[0].alreadyThere) {
      return asSentence(who.text + " " + fill(key, who, {}) + pace(subject));
    }
  }
  return asSentence(who.text + " " + nouns_.list(clausesOf(who, subject, situations)) + pace(subject));
}

std::string Voice::period(const PeriodFacts& facts) const {
  const auto date = [&](absl::CivilMinute at) {
    return fill(
        "date", {},
        {{"day", std::to_string(at.day())}, {"month", sentences_.phrase("month." + std::to_string(at.month()))}});
  };
  const absl::CivilDay from(facts.from), to(facts.to);
  const bool whole = absl::CivilMinute(from) == facts.from && absl::CivilMinute(to) == facts.to;
  if (whole && to - from == 1) {
    const int weekday = static_cast<int>(absl::GetWeekday(from)) + 1;
    return fill("period.day", {},
                {{"weekday", sentences_.phrase("weekday." + std::to_string(weekday))},
                 {"day", std::to_string(from.day())},
                 {"month", sentences_.phrase("month." + std::to_string(from.month()))}});
  }
  const absl::CivilMinute last = whole ? facts.to - 24 * 60 : facts.to;
  if (whole) return fill("period.days", {}, {{"from", date(facts.from)}, {"to", date(last)}});
  // The day that ends at midnight says so: "22:00–24:00".
  const std::string end = absl::CivilMinute(to) == facts.to ? "24:00" : clock(facts.to);
  if (facts.dated)
    return fill("period.range.dated", {}, {{"date", date(facts.from)}, {"from", clock(facts.from)}, {"to", end}});
  return fill("period.range", {}, {{"from", clock(facts.from)}, {"to", end}});
}

std::string Voice::summary(const PeriodFacts& facts) const {
  std::vector<std::string> sorts;
  for (const SortCount& sort : facts.counts) {
    if (sort.count > 0) sorts.push_back(count(sort));
  }
  const bool gaps = facts.blind >= absl::Seconds(1);
  std::string text = fill(!sorts.empty() ? "summary"
                          : gaps         ? "summary.nothing.blind"
                                         : "summary.nothing",
                          {}, {{"period", period(facts)}, {"list", nouns_.list(sorts)}});
  if (facts.hasEvents) {
    text += " " + fill(facts.first == facts.last ? "summary.one" : "summary.first_last", {},
                       {{"first", clock(facts.first)}, {"last", clock(facts.last)}});
  }
  if (facts.hasBusiest) {
    text += " " + fill("summary.busiest", {}, {{"from", clock(facts.busiestFrom)}, {"to", clock(facts.busiestTo)}});
  }
  if (gaps) text += " " + fill("summary.blind", {}, {{"for", howLong(facts.blind)}});
  return text;
}

}  // namespace cameramonit::narrate
