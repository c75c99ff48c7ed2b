#include "server/events/naming/namer.h"

#include <algorithm>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/events/naming/label_changes.h"
#include "server/events/naming/retelling.h"
#include "server/events/naming/unknown_things.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/event_name.h"
#include "storage/sql/database.h"
#include "storage/sql/page_token.h"
#include "storage/sql/request_key.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

constexpr int kToldAtOnce = 100;
constexpr std::size_t kLongestWord = 60;  // characters
constexpr int kUsualSightings = 3;

/// The word as it is kept: without spaces around it or several in a row.
absl::StatusOr<std::string> checkedWord(const std::string& text, const char* field) {
  std::string word = text;
  for (char& c : word) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  absl::RemoveExtraAsciiWhitespace(&word);
  const auto characters = static_cast<std::size_t>(
      std::count_if(word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  if (characters == 0 || characters > kLongestWord) {
    return base::invalidFields({{field, absl::StrCat("must have 1 to ", kLongestWord, " characters")}});
  }
  return word;
}

absl::Status checkClass(const std::string& objectClass) {
  const bool fits = objectClass.size() <= 64 && std::all_of(objectClass.begin(), objectClass.end(), [](char c) {
                      return absl::ascii_islower(static_cast<unsigned char>(c)) || c == ' ';
                    });
  if (fits && objectClass != "object") return absl::OkStatus();
  return base::invalidFields({{"object_class", "must be a class as detectors call it, like \"car\""}});
}

bool allows(const std::vector<std::string>& list, const std::string& word) {
  return list.empty() || std::find(list.begin(), list.end(), word) != list.end();
}

/// A name tells what was seen: it is shown to whom a rule lets see what bears it, whatever it does and wherever it is.
bool visible(const Scope& scope, const Dictionary::Channel& channel, const LabelRow& label) {
  return scope.everything || std::any_of(scope.rules.begin(), scope.rules.end(), [&](const ScopeRule& rule) {
           return (rule.parent == channel.name || rule.parent == absl::StrCat("projects/", channel.project)) &&
                  rule.kinds.empty() && rule.zones.empty() && allows(rule.objectClasses, label.objectClass) &&
                  allows(rule.labels, label.displayName);
         });
}

}  // namespace

Namer::Namer(sql::Database& database, const base::Clock& clock)
    : database_(database), clock_(clock), dictionary_(std::make_unique<Dictionary>(database)) {}

Namer::~Namer() = default;

absl::Status Namer::addWords(const std::string& displayName, const std::string& objectClass) {
  Dictionary::Words words;
  words.classes.insert(objectClass);
  words.features.emplace("name", displayName);
  return dictionary_->add(words);
}

absl::StatusOr<v1::GiveLabelResponse> Namer::give(const v1::GiveLabelRequest& request, const std::string& creator) {
  v1::GiveLabelRequest checked = request;
  CAMERAMONIT_ASSIGN_OR_RETURN(*checked.mutable_display_name(), checkedWord(request.display_name(), "display_name"));
  CAMERAMONIT_RETURN_IF_ERROR(checkClass(request.object_class()));
  CAMERAMONIT_RETURN_IF_ERROR(addWords(checked.display_name(), checked.object_class()));
  const sql::RequestKey key =
      sql::requestKey(creator, "cameramonit.events.v1.EventService/GiveLabel", request.request_id(), request);
  auto given = database_.write([&](sql::Session& session) -> absl::StatusOr<v1::GiveLabelResponse> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
    v1::GiveLabelResponse response;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, clock_.now(), response));
    if (repeated) return response;
    CAMERAMONIT_ASSIGN_OR_RETURN(response, LabelChanges(session, *dictionary_).give(checked, creator, clock_.now()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, clock_.now(), response));
    return response;
  });
  CAMERAMONIT_RETURN_IF_ERROR(given.status());
  CAMERAMONIT_RETURN_IF_ERROR(tellQueued());
  return given;
}

absl::StatusOr<v1::TakeLabelBackResponse> Namer::takeBack(const v1::TakeLabelBackRequest& request) {
  auto taken = database_.write([&](sql::Session& session) -> absl::StatusOr<v1::TakeLabelBackResponse> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
    return LabelChanges(session, *dictionary_).takeBack(request);
  });
  CAMERAMONIT_RETURN_IF_ERROR(taken.status());
  CAMERAMONIT_RETURN_IF_ERROR(tellQueued());
  return taken;
}

absl::StatusOr<v1::RejectLabelResponse> Namer::reject(const v1::RejectLabelRequest& request) {
  auto rejected = database_.write([&](sql::Session& session) -> absl::StatusOr<v1::RejectLabelResponse> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
    return LabelChanges(session, *dictionary_).reject(request);
  });
  CAMERAMONIT_RETURN_IF_ERROR(rejected.status());
  CAMERAMONIT_RETURN_IF_ERROR(tellQueued());
  return rejected;
}

absl::StatusOr<v1::UpdateLabelResponse> Namer::update(const v1::UpdateLabelRequest& request) {
  v1::UpdateLabelRequest checked = request;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "display_name") {
      CAMERAMONIT_ASSIGN_OR_RETURN(*checked.mutable_label()->mutable_display_name(),
                                   checkedWord(request.label().display_name(), "label.display_name"));
    } else if (path == "object_class") {
      CAMERAMONIT_RETURN_IF_ERROR(checkClass(request.label().object_class()));
    } else if (path != "scope" || request.label().scope() == v1::Label::SCOPE_UNSPECIFIED) {
      return base::invalidFields({{"update_mask", "may name display_name, object_class, and scope with a value"}});
    }
  }
  CAMERAMONIT_RETURN_IF_ERROR(addWords(checked.label().display_name(), checked.label().object_class()));
  auto updated = database_.write([&](sql::Session& session) -> absl::StatusOr<v1::UpdateLabelResponse> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
    return LabelChanges(session, *dictionary_).update(checked);
  });
  CAMERAMONIT_RETURN_IF_ERROR(updated.status());
  CAMERAMONIT_RETURN_IF_ERROR(tellQueued());
  return updated;
}

absl::StatusOr<v1::DeleteLabelResponse> Namer::remove(const std::string& name) {
  auto removed = database_.write([&](sql::Session& session) -> absl::StatusOr<v1::DeleteLabelResponse> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
    return LabelChanges(session, *dictionary_).remove(name);
  });
  CAMERAMONIT_RETURN_IF_ERROR(removed.status());
  CAMERAMONIT_RETURN_IF_ERROR(tellQueued());
  return removed;
}

absl::StatusOr<v1::TrackedObject> Namer::labelOnly(const std::string& object, const std::string& displayName,
                                                   const std::string& creator) {
  if (!displayName.empty()) {
    v1::GiveLabelRequest request;
    request.set_target(object);
    request.set_display_name(displayName);
    request.set_scope(v1::Label::SCOPE_NAMED_ONLY);
    CAMERAMONIT_RETURN_IF_ERROR(give(request, creator).status());
  }
  const auto read = [&] {
    return database_.read(
        [&](sql::Session& session) { return RetellingRows(session, *dictionary_).object(parseEventName(object).id); });
  };
  CAMERAMONIT_ASSIGN_OR_RETURN(auto labelled, read());
  if (labelled.has_value() && displayName.empty()) {
    for (const v1::GivenName& name : labelled->given_names()) {
      v1::TakeLabelBackRequest request;
      request.set_label(name.label());
      request.set_target(object);
      if (name.object_class().empty()) CAMERAMONIT_RETURN_IF_ERROR(takeBack(request).status());
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(labelled, read());
  }
  if (!labelled.has_value()) {
    return base::notFound(type::v1::ERROR_REASON_TRACKED_OBJECT_UNKNOWN, "There is no such tracked object.",
                          {{"tracked_object", object}});
  }
  labelled->clear_facts();
  return *std::move(labelled);
}

absl::StatusOr<v1::ListLabelsResponse> Namer::list(const v1::ListLabelsRequest& request, const Scope& scope) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request.page_size(), 100, 1000));
  const EventName parent = parseEventName(request.parent());
  if (!request.parent().empty() && (parent.project.empty() || !parent.collection.empty())) {
    return base::invalidFields({{"parent", "must be projects/{id} or projects/{id}/channels/{id}"}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(request.parent(), request.page_token(), 3));
  std::int64_t afterChannel = 0, afterRef = 0;
  if (!key.empty() && (!absl::SimpleAtoi(key[0], &afterChannel) || !absl::SimpleAtoi(key[2], &afterRef))) {
    return base::invalidArgument(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, "The page token is damaged.");
  }
  return database_.snapshot([&](sql::Session& session) -> absl::StatusOr<v1::ListLabelsResponse> {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto channels, dictionary_->channels(session));
    std::sort(channels.begin(), channels.end(), [](const auto& a, const auto& b) { return a.ref < b.ref; });
    LabelRows rows(session, *dictionary_);
    LabelChanges labels(session, *dictionary_);
    v1::ListLabelsResponse response;
    for (const Dictionary::Channel& channel : channels) {
      const bool meant = request.parent().empty() || request.parent() == channel.name ||
                         request.parent() == absl::StrCat("projects/", channel.project);
      if (!meant || channel.ref < afterChannel) continue;
      const bool first = key.empty() || channel.ref > afterChannel;
      std::string lastName = first ? "" : key[1];
      std::int64_t lastRef = first ? 0 : afterRef;
      for (bool more = true; more;) {
        CAMERAMONIT_ASSIGN_OR_RETURN(const auto page, rows.page(channel.ref, lastName, lastRef, size));
        more = page.size() == static_cast<std::size_t>(size);
        for (const LabelRow& row : page) {
          if (visible(scope, channel, row)) {
            if (response.labels_size() == size) {
              response.set_next_page_token(
                  sql::encodePageToken(request.parent(), {absl::StrCat(channel.ref), lastName, absl::StrCat(lastRef)}));
              return response;
            }
            CAMERAMONIT_ASSIGN_OR_RETURN(*response.add_labels(), labels.toProto(row));
          }
          lastName = row.displayName;
          lastRef = row.ref;
        }
      }
    }
    return response;
  });
}

absl::StatusOr<v1::ListUnknownThingsResponse> Namer::unknownThings(const v1::ListUnknownThingsRequest& request) {
  const int minimum = request.minimum_sightings() == 0 ? kUsualSightings : request.minimum_sightings();
  if (minimum < 2 || minimum > 100) return base::invalidFields({{"minimum_sightings", "must be 2 to 100"}});
  const EventName parent = parseEventName(request.parent());
  if (parent.channel.empty() || !parent.collection.empty()) {
    return base::invalidFields({{"parent", "must be projects/{id}/channels/{id}"}});
  }
  return database_.snapshot([&](sql::Session& session) -> absl::StatusOr<v1::ListUnknownThingsResponse> {
    v1::ListUnknownThingsResponse response;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto channelRef, dictionary_->channel(session, request.parent()));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto things, events::unknownThings(session, *dictionary_, channelRef, minimum));
    for (v1::UnknownThing& thing : things) *response.add_things() = std::move(thing);
    return response;
  });
}

EventTable::Decorate Namer::decorate() {
  return [this](sql::Session& session, std::vector<v1::TrackedObject>& objects, std::vector<v1::Event>& events) {
    return nameRecorded(session, *dictionary_, objects, events);
  };
}

absl::Status Namer::tellQueued() {
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto next, database_.read([this](sql::Session& session) {
      return RetellingRows(session, *dictionary_).queued(1);
    }));
    if (next.empty()) return absl::OkStatus();
    CAMERAMONIT_ASSIGN_OR_RETURN(const int told, database_.write([this](sql::Session& session) {
      return events::tellQueued(session, *dictionary_, kToldAtOnce);
    }));
    if (told == 0) return absl::OkStatus();
  }
}

}  // namespace cameramonit::events
