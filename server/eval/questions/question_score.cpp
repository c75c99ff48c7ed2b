#include "server/eval/questions/question_score.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <string_view>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 6> kFields = {"intent", "object", "features", "event", "time", "camera"};
constexpr std::array<const char*, 11> kCameras = {"Parking północ", "Brama",       "Wejście",    "Ogródek",
                                                  "Magazyn 3",      "Podjazd",     "Front Door", "Back Yard",
                                                  "Garage",         "Loading Bay", "Reception"};
constexpr char kNow[] = "2026-11-23T15:30:00+01:00";
constexpr char kZone[] = "Europe/Warsaw";

absl::TimeZone warsaw() {
  absl::TimeZone zone;
  absl::LoadTimeZone(kZone, &zone);
  return zone;
}

absl::StatusOr<absl::Time> parseTime(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error))
    return base::invalidArgument(type::v1::ERROR_REASON_FIELD_INVALID, "A time can't be read.", {{"time", text}});
  return time;
}

chat::Context conventions() {
  chat::Context context;
  context.now = parseTime(kNow).value_or(absl::UnixEpoch());
  context.zone = warsaw();
  for (const char* name : kCameras) context.cameras.push_back({name, name});
  return context;
}

json timeToJson(const chat::TimeRange& time) {
  const auto moment = [](const std::optional<absl::Time>& at) {
    return at ? json(absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", *at, warsaw())) : json(nullptr);
  };
  json result = {{"from", moment(time.from)}, {"to", moment(time.to)}};
  if (time.daily) {
    const auto clock = [](int minute) { return absl::StrFormat("%02d:%02d", minute / 60, minute % 60); };
    result["daily"] = {clock(time.daily->startMinute), clock(time.daily->endMinute)};
  }
  return result;
}

json toJson(const chat::Question& question) {
  json camera = nullptr;
  if (question.cameras.size() == 1) camera = question.cameras.front();
  if (question.cameras.size() > 1) camera = question.cameras;
  return {{"intent", std::string(chat::intentName(question.intent))},
          {"object", question.object},
          {"features", question.features},
          {"event", question.event},
          {"time", timeToJson(question.time)},
          {"camera", camera}};
}

bool sameMoment(const json& a, const json& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  const auto first = parseTime(a.get<std::string>());
  const auto second = parseTime(b.get<std::string>());
  return first.ok() && second.ok() && *first == *second;
}

// Asked about what has been, an end now or later is the same end.
bool sameEnd(const json& a, const json& b, bool notify) {
  if (sameMoment(a, b)) return true;
  if (notify || a.is_null() || b.is_null()) return false;
  const absl::Time now = conventions().now;
  const auto first = parseTime(a.get<std::string>());
  const auto second = parseTime(b.get<std::string>());
  return first.ok() && second.ok() && *first >= now && *second >= now;
}

bool sameField(std::string_view field, const json& expected, const json& got, bool notify) {
  if (field == "features") {
    const auto set = [](const json& list) {
      std::set<std::string> values;
      for (const json& value : list) values.insert(value.get<std::string>());
      return values;
    };
    return set(expected) == set(got);
  }
  if (field != "time") return expected == got;
  const auto daily = [](const json& time) { return time.contains("daily") ? time["daily"] : json(nullptr); };
  return sameMoment(expected.at("from"), got.at("from")) && sameEnd(expected.at("to"), got.at("to"), notify) &&
         daily(expected) == daily(got);
}

void add(QuestionTally& tally, int fieldsRight) {
  const int fields = static_cast<int>(kFields.size());
  ++tally.questions;
  tally.fields += fields;
  tally.fieldsRight += fieldsRight;
  if (fieldsRight == fields) ++tally.questionsRight;
}

void scoreOne(const json& line, const json& got, QuestionScore& score) {
  const json& expected = line.at("expected");
  const json accept = line.value("accept", json::object());
  const bool notify = expected.at("intent") == "notify";
  WrongQuestion wrong{line.value("id", ""), line.at("text"), json::object()};
  int right = 0;
  for (const char* field : kFields) {
    const json further = accept.value(field, json::array());
    const bool same = sameField(field, expected.at(field), got.at(field), notify) ||
                      std::any_of(further.begin(), further.end(),
                                  [&](const json& other) { return sameField(field, other, got.at(field), notify); });
    QuestionTally& tally = score.byField[field];
    ++tally.fields;
    if (same) {
      ++right;
      ++tally.fieldsRight;
    } else {
      wrong.fields[field] = {{"expected", expected.at(field)}, {"accepted", further}, {"got", got.at(field)}};
    }
  }
  add(score.all, right);
  add(score.byIntent[expected.at("intent").get<std::string>()], right);
  add(score.byLanguage[line.value("lang", "")], right);
  if (!wrong.fields.empty()) score.wrong.push_back(std::move(wrong));
}

json tallyJson(const QuestionTally& tally) {
  return {{"questions_total", tally.questions},
          {"questions_right", tally.questionsRight},
          {"fields_total", tally.fields},
          {"fields_right", tally.fieldsRight}};
}

json groupsJson(const std::map<std::string, QuestionTally>& groups) {
  json result = json::object();
  for (const auto& [name, tally] : groups) result[name] = tallyJson(tally);
  return result;
}

}  // namespace

json QuestionScore::toJson() const {
  json result = tallyJson(all);
  result["by_intent"] = groupsJson(byIntent);
  result["by_lang"] = groupsJson(byLanguage);
  result["by_field"] = json::object();
  for (const auto& [name, tally] : byField)
    result["by_field"][name] = {{"fields_total", tally.fields}, {"fields_right", tally.fieldsRight}};
  result["wrong"] = json::array();
  for (const WrongQuestion& question : wrong)
    result["wrong"].push_back({{"id", question.id}, {"text", question.text}, {"fields", question.fields}});
  result["wall_s"] = seconds;
  return result;
}

absl::StatusOr<QuestionScore> scoreQuestions(std::istream& in, const chat::Understander& understander) {
  QuestionScore score;
  std::string text;
  for (int number = 1; std::getline(in, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const json line = json::parse(text);
      chat::Context context = conventions();
      const auto begin = std::chrono::steady_clock::now();
      if (line.contains("context") && line["context"].is_string())
        context.previous = understander.understand(line["context"].get<std::string>(), context).question;
      const chat::Understanding understood = understander.understand(line.at("text").get<std::string>(), context);
      score.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      scoreOne(line, toJson(understood.question), score);
    } catch (const json::exception& error) {
      return base::invalidArgument(type::v1::ERROR_REASON_FIELD_INVALID, "A question can't be read.",
                                   {{"line", std::to_string(number)}, {"why", error.what()}});
    }
  }
  return score;
}

}  // namespace cameramonit::eval
