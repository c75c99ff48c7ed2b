#include "server/events/naming/retelling.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "server/events/naming/look_alike_search.h"
#include "server/events/naming/name_teller.h"
#include "server/events/table/event_name.h"
#include "server/events/table/event_writer.h"
#include "server/events/table/label_rows.h"
#include "server/events/table/retelling_rows.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

/// Everything that names may be given to: the event or its object, and all who take part.
void addIds(const v1::Event& event, std::set<std::string>& ids) {
  ids.insert(parseEventName(event.tracked_object().empty() ? event.name() : event.tracked_object()).id);
  for (const v1::Facts::Subject& subject : event.facts().who()) ids.insert(parseEventName(subject.tracked_object()).id);
}

template <typename Message>
bool hasNames(const GivenNames& names, const std::set<std::string>& ids, const Message& message) {
  if (message.given_names_size() > 0) return true;
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return names.count(id) > 0; });
}

void byBeginning(std::vector<v1::Event>& events) {
  std::stable_sort(events.begin(), events.end(), [](const v1::Event& a, const v1::Event& b) {
    return sql::timeOf(true, a.start_time()) < sql::timeOf(true, b.start_time());
  });
}

/// Objects by channel, only of channels where something was named.
absl::StatusOr<std::map<Dictionary::Ref, std::vector<LabelRow>>> labelsOf(sql::Session& session, Dictionary& dictionary,
                                                                          const std::set<std::string>& channels) {
  std::map<Dictionary::Ref, std::vector<LabelRow>> labels;
  for (const std::string& channel : channels) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto ref, dictionary.channel(session, channel));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto found, LabelRows(session, dictionary).ofChannel(ref));
    if (!found.empty()) labels[ref] = std::move(found);
  }
  return labels;
}

}  // namespace

absl::Status nameRecorded(sql::Session& session, Dictionary& dictionary, std::vector<v1::TrackedObject>& objects,
                          std::vector<v1::Event>& events) {
  std::set<std::string> channels;
  for (const v1::TrackedObject& object : objects) channels.insert(parseEventName(object.name()).channelName());
  for (const v1::Event& event : events) channels.insert(parseEventName(event.name()).channelName());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto labels, labelsOf(session, dictionary, channels));
  if (labels.empty()) return absl::OkStatus();

  LabelRows rows(session, dictionary);
  RetellingRows stored(session, dictionary);
  LookAlikeSearch search(rows, stored);
  std::set<std::string> ids, changed, recorded;
  for (const v1::TrackedObject& object : objects) {
    const EventName name = parseEventName(object.name());
    recorded.insert(name.id);
    ids.insert(name.id);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto channelRef, dictionary.channel(session, name.channelName()));
    const auto given = labels.find(channelRef);
    if (given == labels.end() || object.signature().data().empty()) continue;
    const absl::Time from = sql::timeOf(true, object.start_time());
    const SignedObject seen{name.id,
                            object.object_class(),
                            object.confidence(),
                            from,
                            object.has_end_time() ? sql::timeOf(true, object.end_time()) : from,
                            object.signature()};
    for (const LabelRow& label : given->second) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool differs, search.place(label, seen));
      if (differs) changed.insert(name.id);
    }
  }
  for (const v1::Event& event : events) addIds(event, ids);
  CAMERAMONIT_ASSIGN_OR_RETURN(const GivenNames names, rows.namesOf({ids.begin(), ids.end()}));
  for (v1::Event& event : events) {
    std::set<std::string> own;
    addIds(event, own);
    if (hasNames(names, own, event)) tellNamed(names, event);
  }
  for (v1::TrackedObject& object : objects) {
    const std::string id = parseEventName(object.name()).id;
    if (names.count(id) == 0) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<v1::Event> story, stored.eventsOf(id));
    for (const v1::Event& event : events) {
      if (event.tracked_object() != object.name()) continue;
      std::erase_if(story, [&](const v1::Event& old) { return old.name() == event.name(); });
      story.push_back(event);
    }
    byBeginning(story);
    tellNamed(names, story, object);
  }
  // What it did before it was known for its looks is told again too, once this batch is written.
  return stored.queue({changed.begin(), changed.end()});
}

absl::StatusOr<int> tellQueued(sql::Session& session, Dictionary& dictionary, int limit) {
  // Before reading, so that no analyzer writes the same events meanwhile.
  CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
  RetellingRows stored(session, dictionary);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto queued, stored.queued(limit));
  if (queued.empty()) return 0;
  std::map<std::string, v1::Event> events;  // by name: two who met share one
  std::vector<v1::TrackedObject> objects;
  std::set<std::string> ids(queued.begin(), queued.end());
  for (const std::string& id : queued) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto object, stored.object(id));
    std::vector<v1::Event> its;
    if (object.has_value()) {
      objects.push_back(*object);
      CAMERAMONIT_ASSIGN_OR_RETURN(its, stored.eventsOf(id));
    } else {
      CAMERAMONIT_ASSIGN_OR_RETURN(auto event, stored.event(id));
      if (event.has_value()) its.push_back(*std::move(event));
    }
    for (v1::Event& event : its) {
      addIds(event, ids);
      events.emplace(event.name(), std::move(event));
    }
  }
  LabelRows rows(session, dictionary);
  CAMERAMONIT_ASSIGN_OR_RETURN(const GivenNames names, rows.namesOf({ids.begin(), ids.end()}));
  std::vector<v1::Event> told;
  for (auto& [name, event] : events) {
    tellNamed(names, event);
    told.push_back(std::move(event));
  }
  byBeginning(told);
  for (v1::TrackedObject& object : objects) tellNamed(names, told, object);
  CAMERAMONIT_RETURN_IF_ERROR(EventWriter(session, dictionary).write(objects, told).status());
  CAMERAMONIT_RETURN_IF_ERROR(stored.done(queued));
  return static_cast<int>(queued.size());
}

}  // namespace cameramonit::events
