#include "server/events/naming/label_changes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/events/table/event_name.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

absl::Status labelUnknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_LABEL_UNKNOWN, "There is no such label.", {{"label", name}});
}

bool sameSort(const LabelRow& a, const LabelRow& b) {
  return a.objectClass.empty() == b.objectClass.empty();
}

template <typename Message>
absl::Time endOf(const Message& message) {
  return sql::timeOf(true, message.has_end_time() ? message.end_time() : message.start_time());
}

}  // namespace

LabelChanges::LabelChanges(sql::Session& session, Dictionary& dictionary)
    : session_(session),
      dictionary_(dictionary),
      labels_(session, dictionary),
      rows_(session, dictionary),
      search_(labels_, rows_) {}

absl::StatusOr<v1::Label> LabelChanges::toProto(const LabelRow& row) {
  v1::Label label;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, dictionary_.channelName(session_, row.channelRef));
  CAMERAMONIT_ASSIGN_OR_RETURN(const BearerCounts counts, labels_.count(row.ref));
  label.set_name(absl::StrCat(channel, "/labels/", row.id));
  label.set_display_name(row.displayName);
  label.set_object_class(row.objectClass);
  label.set_scope(static_cast<v1::Label::Scope>(row.scope));
  label.set_creator(row.creator);
  *label.mutable_create_time() = sql::timestampOf(row.created);
  label.set_named(counts.named);
  label.set_look_alikes(counts.lookAlikes);
  label.set_rejected(counts.rejected);
  label.set_etag(absl::StrCat(row.version));
  return label;
}

absl::StatusOr<LabelChanges::Target> LabelChanges::targetOf(const std::string& name) {
  const EventName parsed = parseEventName(name);
  Target target;
  CAMERAMONIT_ASSIGN_OR_RETURN(target.channelRef, dictionary_.channel(session_, parsed.channelName()));
  std::string objectId = parsed.collection == "objects" ? parsed.id : "";
  if (parsed.collection == "events") {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto event, rows_.event(parsed.id));
    if (!event.has_value() || event->name() != name) {
      return base::notFound(type::v1::ERROR_REASON_EVENT_UNKNOWN, "There is no such event.", {{"event", name}});
    }
    target.name = name;
    target.bearer = {parsed.id, Standing::kNamed, 1, sql::timeOf(true, event->start_time()), endOf(*event), {}};
    if (event->tracked_object().empty()) return target;
    objectId = parseEventName(event->tracked_object()).id;
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto object, rows_.object(objectId));
  if (!object.has_value() || parseEventName(object->name()).channelName() != parsed.channelName()) {
    return base::notFound(type::v1::ERROR_REASON_TRACKED_OBJECT_UNKNOWN, "There is no such tracked object.",
                          {{"tracked_object", name}});
  }
  target.name = object->name();
  target.bearer = {objectId,       Standing::kNamed,   1, sql::timeOf(true, object->start_time()),
                   endOf(*object), object->signature()};
  return target;
}

absl::StatusOr<LabelChanges::Target> LabelChanges::targetOf(const LabelRow& label, const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, dictionary_.channelName(session_, label.channelRef));
  const EventName parsed = parseEventName(name);
  if (parsed.channelName() == channel) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto known, labels_.bearer(label.ref, parsed.id));
    if (known.has_value()) {
      Target target{name, label.channelRef, *known};
      CAMERAMONIT_ASSIGN_OR_RETURN(const auto object, rows_.object(parsed.id));
      if (object.has_value() && target.bearer.signature.data().empty()) target.bearer.signature = object->signature();
      return target;
    }
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(Target target, targetOf(name));
  if (target.channelRef != label.channelRef) {
    return base::invalidFields({{"target", "must be of the label's own camera"}});
  }
  return target;
}

absl::StatusOr<LabelRow> LabelChanges::labelOf(const std::string& name) {
  const EventName parsed = parseEventName(name);
  if (parsed.collection != "labels") return labelUnknown(name);
  CAMERAMONIT_ASSIGN_OR_RETURN(auto row, labels_.find(parsed.id));
  if (!row.has_value()) return labelUnknown(name);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, dictionary_.channelName(session_, row->channelRef));
  if (channel != parsed.channelName()) return labelUnknown(name);
  return *std::move(row);
}

absl::StatusOr<LabelRow> LabelChanges::wordFor(const v1::GiveLabelRequest& request, Dictionary::Ref channelRef,
                                               const std::string& creator, absl::Time now) {
  const int scope = request.scope() == v1::Label::SCOPE_UNSPECIFIED ? v1::Label::SCOPE_LOOK_ALIKES : request.scope();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto labels, labels_.ofChannel(channelRef));
  for (LabelRow label : labels) {
    if (label.displayName != request.display_name() || label.objectClass != request.object_class()) continue;
    if (request.scope() == v1::Label::SCOPE_UNSPECIFIED || label.scope == scope) return label;
    label.scope = scope;
    CAMERAMONIT_RETURN_IF_ERROR(labels_.update(label).status());
    return label;
  }
  LabelRow label;
  label.id = base::newUuid(now);
  label.channelRef = channelRef;
  label.displayName = request.display_name();
  label.objectClass = request.object_class();
  label.scope = scope;
  label.creator = creator;
  label.created = now;
  CAMERAMONIT_RETURN_IF_ERROR(labels_.insert(label));
  return label;
}

absl::Status LabelChanges::replaceOthers(const LabelRow& label, const Target& target) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto labels, labels_.ofChannel(label.channelRef));
  for (const LabelRow& other : labels) {
    if (other.ref == label.ref || !sameSort(other, label)) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearer, labels_.bearer(other.ref, target.bearer.id));
    if (!bearer.has_value() || bearer->standing == Standing::kRejected) continue;
    if (bearer->standing == Standing::kNamed) {
      CAMERAMONIT_RETURN_IF_ERROR(labels_.drop(other.ref, target.bearer.id));
    } else {
      // Who corrects a look-alike has said that it is not that.
      Bearer rejected = target.bearer;
      rejected.standing = Standing::kRejected;
      CAMERAMONIT_RETURN_IF_ERROR(labels_.put(other.ref, {rejected}));
    }
    CAMERAMONIT_RETURN_IF_ERROR(settle(other).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<int> LabelChanges::removeAll(const LabelRow& label) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearers, labels_.bearers(label.ref));
  std::vector<std::string> bore;
  for (const Bearer& bearer : bearers) {
    if (bearer.standing != Standing::kRejected) bore.push_back(bearer.id);
  }
  CAMERAMONIT_RETURN_IF_ERROR(labels_.remove(label.ref));
  CAMERAMONIT_RETURN_IF_ERROR(rows_.queue(bore));
  return static_cast<int>(bore.size());
}

absl::StatusOr<bool> LabelChanges::settle(const LabelRow& label) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const BearerCounts counts, labels_.count(label.ref));
  if (counts.named == 0) {
    CAMERAMONIT_RETURN_IF_ERROR(removeAll(label).status());
    return false;
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto changed, search_.searchAll(label));
  CAMERAMONIT_RETURN_IF_ERROR(rows_.queue(changed));
  return true;
}

absl::StatusOr<v1::GiveLabelResponse> LabelChanges::give(const v1::GiveLabelRequest& request,
                                                         const std::string& creator, absl::Time now) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Target target, targetOf(request.target()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const LabelRow label, wordFor(request, target.channelRef, creator, now));
  CAMERAMONIT_RETURN_IF_ERROR(labels_.put(label.ref, {target.bearer}));
  CAMERAMONIT_RETURN_IF_ERROR(replaceOthers(label, target));
  CAMERAMONIT_RETURN_IF_ERROR(rows_.queue({target.bearer.id}));
  CAMERAMONIT_RETURN_IF_ERROR(settle(label).status());
  v1::GiveLabelResponse response;
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_label(), toProto(label));
  response.set_target(target.name);
  response.set_look_alikes(response.label().look_alikes());
  return response;
}

absl::StatusOr<v1::TakeLabelBackResponse> LabelChanges::takeBack(const v1::TakeLabelBackRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const LabelRow label, labelOf(request.label()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Target target, targetOf(label, request.target()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearer, labels_.bearer(label.ref, target.bearer.id));
  if (!bearer.has_value() || bearer->standing != Standing::kNamed) {
    return base::failedPrecondition(type::v1::ERROR_REASON_LABEL_NOT_GIVEN, "Nobody gave it this label.",
                                    {{"target", request.target()}});
  }
  CAMERAMONIT_RETURN_IF_ERROR(labels_.drop(label.ref, target.bearer.id));
  CAMERAMONIT_RETURN_IF_ERROR(rows_.queue({target.bearer.id}));
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool remains, settle(label));
  v1::TakeLabelBackResponse response;
  if (remains) {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_label(), toProto(label));
  }
  return response;
}

absl::StatusOr<v1::RejectLabelResponse> LabelChanges::reject(const v1::RejectLabelRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const LabelRow label, labelOf(request.label()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Target target, targetOf(label, request.target()));
  target.bearer.standing = Standing::kRejected;
  CAMERAMONIT_RETURN_IF_ERROR(labels_.put(label.ref, {target.bearer}));
  CAMERAMONIT_RETURN_IF_ERROR(rows_.queue({target.bearer.id}));
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool remains, settle(label));
  v1::RejectLabelResponse response;
  if (remains) {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_label(), toProto(label));
  }
  return response;
}

absl::StatusOr<v1::UpdateLabelResponse> LabelChanges::update(const v1::UpdateLabelRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(LabelRow label, labelOf(request.label().name()));
  if (!request.label().etag().empty() && request.label().etag() != absl::StrCat(label.version)) {
    return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "Somebody else has changed it meanwhile.",
                         {{"label", request.label().name()}});
  }
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "display_name") label.displayName = request.label().display_name();
    if (path == "object_class") label.objectClass = request.label().object_class();
    if (path == "scope") label.scope = request.label().scope();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool written, labels_.update(label));
  if (!written) return labelUnknown(request.label().name());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto bearers, labels_.bearers(label.ref));
  std::vector<std::string> bear;
  for (const Bearer& bearer : bearers) bear.push_back(bearer.id);
  CAMERAMONIT_RETURN_IF_ERROR(rows_.queue(bear));
  CAMERAMONIT_RETURN_IF_ERROR(settle(label).status());
  v1::UpdateLabelResponse response;
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_label(), toProto(label));
  return response;
}

absl::StatusOr<v1::DeleteLabelResponse> LabelChanges::remove(const std::string& name) {
  v1::DeleteLabelResponse response;
  const auto label = labelOf(name);
  if (base::errorReason(label.status()) == type::v1::ERROR_REASON_LABEL_UNKNOWN) return response;
  CAMERAMONIT_RETURN_IF_ERROR(label.status());
  CAMERAMONIT_ASSIGN_OR_RETURN(const int bore, removeAll(*label));
  response.set_taken_back(bore);
  return response;
}

}  // namespace cameramonit::events
