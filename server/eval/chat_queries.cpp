#include "server/eval/chat_queries.h"

#include <algorithm>

#include "common/base/status.h"
#include "server/eval/synthetic_events.h"
#include "server/events/table/tracked_object_table.h"

namespace cameramonit::eval {
namespace {

using chat::Intent;
using chat::Question;
using events::EventTable;
using events::Scope;
using events::v1::EventFilter;
using Request = events::v1::CountEventsRequest;

constexpr int kDayHours = 24;
constexpr int kWeekHours = 7 * kDayHours;
constexpr int kMonthHours = SyntheticEvents::kDays * kDayHours;

/// Events as the composer of answers reads them.
class TableReader final : public chat::EventReader {
 public:
  explicit TableReader(EventTable& events) : events_(events) {}

  absl::StatusOr<events::v1::CountEventsResponse> count(const EventFilter& filter, Request::GroupBy groupBy,
                                                        const std::string& timeZone) override {
    return events_.count(filter, Scope::all(), groupBy, timeZone);
  }
  absl::StatusOr<std::vector<events::v1::Event>> list(const EventFilter& filter, bool oldestFirst, int limit) override {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto page, events_.list(filter, Scope::all(), oldestFirst, limit, ""));
    return std::move(page.events);
  }
  absl::StatusOr<events::v1::TrackedObject> object(const std::string& name) override {
    return base::notFound(type::v1::ERROR_REASON_TRACKED_OBJECT_UNKNOWN, "None is described.", {{"name", name}});
  }

 private:
  EventTable& events_;
};

}  // namespace

ChatQueries::ChatQueries(EventTable& events) : events_(events) {
  context_.now = SyntheticEvents::end();
  context_.timeZoneName = "Europe/Warsaw";
  absl::LoadTimeZone(context_.timeZoneName, &context_.timeZone);
  for (int camera = 0; camera < SyntheticEvents::kCameras; ++camera) {
    context_.cameras.push_back({SyntheticEvents::channel(camera), SyntheticEvents::channel(camera)});
  }
  context_.channel = SyntheticEvents::channel(0);
  addEnds();
  addCounts();
  addGroups();
  addFeatures();
  addRights();
  addAnswers();
}

Question ChatQueries::question(const std::string& object, bool allCameras) {
  Question question;
  question.intent = Intent::kCount;
  question.object = object;
  question.language = "pl";
  for (const auto& camera : context_.cameras) {
    if (allCameras) question.cameras.push_back(camera.channel);
  }
  if (!allCameras) question.cameras.push_back(context_.cameras[random_() % context_.cameras.size()].channel);
  return question;
}

void ChatQueries::during(Question& question, int hours) {
  // Days are those of the project, which begin two hours before those of UTC.
  const int whole = hours % kDayHours == 0 ? kDayHours : 1;
  const int places = (kMonthHours - hours) / whole + 1;
  const auto first = static_cast<int>(random_() % static_cast<unsigned>(places));
  question.time.from = SyntheticEvents::begin() + absl::Hours(first * whole - (whole == 1 ? 0 : 2));
  question.time.to = *question.time.from + absl::Hours(hours);
}

absl::Status ChatQueries::list(const Question& question, bool oldestFirst, int limit) {
  return events_.list(chat::filterOf(question, context_), Scope::all(), oldestFirst, limit, "").status();
}

absl::Status ChatQueries::count(const Question& question, Request::GroupBy groupBy, const Scope& scope,
                                const char* zone) {
  return events_.count(chat::filterOf(question, context_), scope, groupBy, zone).status();
}

absl::Status ChatQueries::answer(const Question& question) {
  TableReader reader(events_);
  return chat::answer(question, context_, reader).status();
}

void ChatQueries::addEnds() {
  queries_.emplace_back("newest", [this] { return list(question("person"), false, 50); });
  queries_.emplace_back("newest_all_cameras", [this] { return list(question("any", true), false, 50); });
  queries_.emplace_back("list_page", [this] {
    Question asked = question("person");
    during(asked, kDayHours);
    return list(asked, true, 100);
  });
  queries_.emplace_back("exists", [this] {
    Question asked = question("dog");
    during(asked, 3);
    return list(asked, false, 1);
  });
  queries_.emplace_back("exists_never", [this] {
    Question asked = question("person");
    asked.event = "left_zone";
    return list(asked, false, 1);
  });
  queries_.emplace_back("first", [this] {
    Question asked = question("person");
    during(asked, kDayHours);
    return list(asked, true, 1);
  });
  queries_.emplace_back("last", [this] { return list(question("car"), false, 1); });
  queries_.emplace_back("last_all_cameras", [this] { return list(question("animal", true), false, 1); });
}

void ChatQueries::addCounts() {
  const auto add = [this](const char* name, const char* object, int hours, bool allCameras) {
    queries_.emplace_back(name, [=, this] {
      Question asked = question(object, allCameras);
      during(asked, hours);
      return count(asked, Request::GROUP_BY_UNSPECIFIED);
    });
  };
  add("count_hours", "person", 3, false);
  add("count_day", "person", kDayHours, false);
  add("count_week", "vehicle", kWeekHours, false);
  add("count_month", "person", kMonthHours, false);
  add("count_anything_month", "any", kMonthHours, false);
  add("count_day_all_cameras", "person", kDayHours, true);
  add("count_month_all_cameras", "person", kMonthHours, true);
  queries_.emplace_back("count_odd_minutes", [this] {
    Question asked = question("person", true);
    during(asked, kWeekHours);
    *asked.time.from += absl::Seconds(431);
    *asked.time.to += absl::Seconds(7);
    return count(asked, Request::GROUP_BY_UNSPECIFIED);
  });
  queries_.emplace_back("count_nights_of_month", [this] {
    Question asked = question("person");
    during(asked, kMonthHours);
    asked.time.daily = chat::DailyWindow{22 * 60, 5 * 60};
    return count(asked, Request::GROUP_BY_UNSPECIFIED);
  });
  queries_.emplace_back("count_entered_zone_day", [this] {
    Question asked = question("person");
    asked.event = "entered_zone";
    during(asked, kDayHours);
    return count(asked, Request::GROUP_BY_UNSPECIFIED);
  });
}

void ChatQueries::addGroups() {
  const auto add = [this](const char* name, const char* object, int hours, bool allCameras, Request::GroupBy groupBy,
                          const char* zone) {
    queries_.emplace_back(name, [=, this] {
      Question asked = question(object, allCameras);
      during(asked, hours);
      return count(asked, groupBy, Scope::all(), zone);
    });
  };
  add("by_hour", "person", kDayHours, false, Request::GROUP_BY_HOUR, "Europe/Warsaw");
  add("by_hour_half_hour_zone", "person", kDayHours, false, Request::GROUP_BY_HOUR, "Asia/Kolkata");
  add("by_hour_month", "person", kMonthHours, false, Request::GROUP_BY_HOUR, "Europe/Warsaw");
  add("by_day_month", "person", kMonthHours, false, Request::GROUP_BY_DAY, "Europe/Warsaw");
  add("by_day_month_all_cameras", "person", kMonthHours, true, Request::GROUP_BY_DAY, "Europe/Warsaw");
  add("by_class", "any", kDayHours, false, Request::GROUP_BY_CLASS, "Europe/Warsaw");
  add("by_class_month_all_cameras", "any", kMonthHours, true, Request::GROUP_BY_CLASS, "Europe/Warsaw");
  add("by_camera_month", "person", kMonthHours, true, Request::GROUP_BY_CHANNEL, "Europe/Warsaw");
}

void ChatQueries::addFeatures() {
  const auto add = [this](const char* name, int hours, bool allCameras) {
    queries_.emplace_back(name, [=, this] {
      Question asked = question("car", allCameras);
      asked.features = {"red"};
      during(asked, hours);
      return count(asked, Request::GROUP_BY_UNSPECIFIED);
    });
  };
  add("class_and_colour", kDayHours, false);
  add("class_and_colour_week", kWeekHours, false);
  add("class_and_colour_month", kMonthHours, false);
  add("class_and_colour_day_all_cameras", kDayHours, true);
  queries_.emplace_back("newest_by_colour", [this] {
    Question asked = question("person");
    asked.features = {"yellow"};
    return list(asked, false, 50);
  });
}

void ChatQueries::addRights() {
  // A grant of one class for two weeks, and one of a few kinds beside it, which takes a look at the events.
  events::ScopeRule people;
  people.parent = "projects/eval";
  people.objectClasses = {"person"};
  people.notBefore = SyntheticEvents::begin() + absl::Hours(5 * kDayHours) + absl::Minutes(7);
  people.notAfter = people.notBefore + absl::Hours(2 * kWeekHours);
  events::ScopeRule appearing;
  appearing.parent = "projects/eval";
  appearing.kinds = {events::v1::EVENT_KIND_APPEARED};
  appearing.objectClasses = {"person", "car"};
  queries_.emplace_back("granted_count_month", [this, people] {
    Question asked = question("any");
    during(asked, kMonthHours);
    return count(asked, Request::GROUP_BY_UNSPECIFIED, {false, {people}});
  });
  queries_.emplace_back("granted_twice_count_day", [this, people, appearing] {
    Question asked = question("person");
    during(asked, kDayHours);
    return count(asked, Request::GROUP_BY_UNSPECIFIED, {false, {people, appearing}});
  });
}

void ChatQueries::addAnswers() {
  const auto add = [this](const char* name, Intent intent, const char* object, int hours) {
    queries_.emplace_back(name, [=, this] {
      Question asked = question(object);
      asked.intent = intent;
      during(asked, hours);
      return answer(asked);
    });
  };
  add("answer_count_day", Intent::kCount, "person", kDayHours);
  add("answer_exists_hours", Intent::kExists, "dog", 3);
  add("answer_find_day", Intent::kFind, "person", kDayHours);
  add("answer_summary_month", Intent::kSummarize, "any", kMonthHours);
  queries_.emplace_back("changes", [this]() -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t last, events_.lastRevision());
    return events_.changedSince(std::max<std::int64_t>(0, last - 50), {}, Scope::all(), 100).status();
  });
}

}  // namespace cameramonit::eval
