#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event_service.pb.h"
#include "server/events/naming/look_alike_search.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/label_rows.h"
#include "server/events/table/retelling_rows.h"

namespace cameramonit::events {

/// Changes of labels within one transaction. Whose events have to be told again is queued; see `tellQueued`.
/// Thread-bound; borrows both. Errors as in EventService.
class LabelChanges {
 public:
  LabelChanges(sql::Session& session, Dictionary& dictionary);

  /// The words of `request` must be in the dictionary.
  absl::StatusOr<v1::GiveLabelResponse> give(const v1::GiveLabelRequest& request, const std::string& creator,
                                             absl::Time now);
  absl::StatusOr<v1::TakeLabelBackResponse> takeBack(const v1::TakeLabelBackRequest& request);
  absl::StatusOr<v1::RejectLabelResponse> reject(const v1::RejectLabelRequest& request);
  absl::StatusOr<v1::UpdateLabelResponse> update(const v1::UpdateLabelRequest& request);
  absl::StatusOr<v1::DeleteLabelResponse> remove(const std::string& name);

  absl::StatusOr<v1::Label> toProto(const LabelRow& row);

 private:
  /// An object, or an event without one, that something is said of.
  struct Target {
    std::string name;
    Dictionary::Ref channelRef = 0;
    Bearer bearer;
  };

  absl::StatusOr<Target> targetOf(const std::string& name);
  /// The same within the label's camera; also what is gone, where the label still knows it.
  absl::StatusOr<Target> targetOf(const LabelRow& label, const std::string& name);
  absl::StatusOr<LabelRow> labelOf(const std::string& name);
  absl::StatusOr<LabelRow> wordFor(const v1::GiveLabelRequest& request, Dictionary::Ref channelRef,
                                   const std::string& creator, absl::Time now);
  absl::Status replaceOthers(const LabelRow& label, const Target& target);
  /// Looks for its look-alikes anew; false when nobody is named by it any more, and it is gone.
  absl::StatusOr<bool> settle(const LabelRow& label);
  absl::StatusOr<int> removeAll(const LabelRow& label);

  sql::Session& session_;
  Dictionary& dictionary_;
  LabelRows labels_;
  RetellingRows rows_;
  LookAlikeSearch search_;
};

}  // namespace cameramonit::events
