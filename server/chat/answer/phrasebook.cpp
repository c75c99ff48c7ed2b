#include "server/chat/answer/phrasebook.h"

#include <array>
#include <map>
#include <span>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <toml++/toml.h>

namespace cameramonit::chat {

// Compiled in by cmake/Embed.cmake.
std::span<const std::pair<std::string_view, std::string_view>> phraseFiles();

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kCapitals = {
    {{"ą", "Ą"}, {"ć", "Ć"}, {"ę", "Ę"}, {"ł", "Ł"}, {"ń", "Ń"}, {"ó", "Ó"}, {"ś", "Ś"}, {"ź", "Ź"}, {"ż", "Ż"}}};

}  // namespace

std::string capitalised(const std::string& text) {
  if (text.empty()) return text;
  for (const auto& [small, capital] : kCapitals) {
    if (text.compare(0, small.size(), small) == 0) return absl::StrCat(std::string(capital), text.substr(small.size()));
  }
  std::string result = text;
  if (result[0] >= 'a' && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

Phrasebook::Phrasebook(std::string_view text, std::string language) : language_(std::move(language)) {
  // The files are part of the program: a mistake in one shows in the tests, not at a user's.
  const toml::table table = toml::parse(text);
  for (const auto& [key, node] : table) {
    if (const auto phrase = node.value<std::string>()) phrases_[std::string(key.str())] = *phrase;
  }
  if (const toml::array* months = table["months"].as_array()) {
    for (const toml::node& month : *months) months_.push_back(month.value_or(std::string()));
  }
}

const Phrasebook& Phrasebook::of(std::string_view language) {
  static const auto* books = [] {
    auto* all = new std::map<std::string, Phrasebook, std::less<>>();  // never destroyed: answers outlive main's end
    for (const auto& [name, content] : phraseFiles()) {
      const std::string code(name.substr(0, 2));
      all->emplace(code, Phrasebook(content, code));
    }
    return all;
  }();
  const auto found = books->find(language);
  return found == books->end() ? books->find("en")->second : found->second;
}

std::string Phrasebook::part(std::string_view key, PhraseValues values) const {
  const auto found = phrases_.find(std::string(key));
  if (found == phrases_.end()) return std::string(key);
  // One pass over the phrase, so that what is filled in is never filled itself.
  const std::string& phrase = found->second;
  std::string result;
  for (std::size_t i = 0; i < phrase.size();) {
    const std::size_t close = phrase[i] == '{' ? phrase.find('}', i) : std::string::npos;
    if (close == std::string::npos) {
      result += phrase[i++];
      continue;
    }
    const std::string_view gap(phrase.data() + i + 1, close - i - 1);
    for (const auto& [name, value] : values) {
      if (name == gap) result += value;
    }
    i = close + 1;
  }
  return result;
}

std::string Phrasebook::sentence(std::string_view key, PhraseValues values) const {
  return capitalised(part(key, values));
}

std::string Phrasebook::clock(absl::Time time, absl::TimeZone zone) const {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, zone);
  return absl::StrFormat("%d:%02d", civil.hour(), civil.minute());
}

std::string Phrasebook::day(absl::CivilDay day, absl::Time now, absl::TimeZone zone) const {
  const absl::CivilDay today = absl::ToCivilDay(now, zone);
  if (day == today) return part("day_today");
  if (day == today - 1) return part("day_yesterday");
  const std::string date = part("date", {{"day", absl::StrCat(day.day())}, {"month", months_[day.month() - 1]}});
  return day.year() == today.year() ? date : absl::StrCat(date, " ", day.year());
}

std::string Phrasebook::moment(absl::Time time, absl::Time now, absl::TimeZone zone) const {
  const absl::CivilDay civil = absl::ToCivilDay(time, zone);
  const absl::CivilDay today = absl::ToCivilDay(now, zone);
  const std::string at = clock(time, zone);
  if (civil == today) return part("at_today", {{"time", at}});
  if (civil == today - 1) return part("at_yesterday", {{"time", at}});
  return part("at_date", {{"date", day(civil, now, zone)}, {"time", at}});
}

std::string Phrasebook::range(absl::Time from, absl::Time to, absl::Time now, absl::TimeZone zone) const {
  const bool open = from == absl::InfinitePast();
  // An end that is still to come means: until now.
  if (to >= now) to = absl::InfiniteFuture();
  if (open && to == absl::InfiniteFuture()) return part("everything");
  if (open) return part("until", {{"to", moment(to, now, zone)}});
  const absl::CivilDay firstDay = absl::ToCivilDay(from, zone);
  const bool wholeStart = absl::FromCivil(firstDay, zone) == from;
  if (to == absl::InfiniteFuture()) {
    if (wholeStart && firstDay == absl::ToCivilDay(now, zone)) return day(firstDay, now, zone);
    return part("since", {{"from", wholeStart ? day(firstDay, now, zone) : moment(from, now, zone)}});
  }
  const absl::CivilDay lastDay = absl::ToCivilDay(to - absl::Microseconds(1), zone);
  const bool wholeEnd = absl::FromCivil(lastDay + 1, zone) == to;
  if (wholeStart && wholeEnd) {
    if (firstDay == lastDay) return day(firstDay, now, zone);
    return part("between", {{"from", day(firstDay, now, zone)}, {"to", day(lastDay, now, zone)}});
  }
  const std::string end = wholeEnd ? "24:00" : clock(to, zone);
  const std::string hours = part("between", {{"from", clock(from, zone)}, {"to", end}});
  if (firstDay == lastDay) return absl::StrCat(day(firstDay, now, zone), " ", hours);
  return part("between", {{"from", absl::StrCat(day(firstDay, now, zone), " ", clock(from, zone))},
                          {"to", absl::StrCat(day(lastDay, now, zone), " ", end)}});
}

}  // namespace cameramonit::chat
