#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// One word that was given on a camera.
struct LabelRow {
  std::int64_t ref = 0;
  std::string id;
  Dictionary::Ref channelRef = 0;
  std::string displayName;
  std::string objectClass;  ///< empty: a name
  int scope = 0;            ///< events.v1.Label.Scope
  std::string creator;
  absl::Time created;
  std::int64_t version = 1;
};

/// How something stands to a label; the numbers are stored.
enum class Standing {
  kNamed = 1,      ///< a person said it
  kRejected = 2,   ///< a person said that it is not
  kLookAlike = 3,  ///< bears it for its looks
};

/// One object, or one event without an object, as a label knows it.
struct Bearer {
  std::string id;  ///< of the object or event
  Standing standing = Standing::kNamed;
  float confidence = 1;
  absl::Time from;
  absl::Time to;
  v1::Signature signature;
};

/// How many there are of each.
struct BearerCounts {
  int named = 0;
  int rejected = 0;
  int lookAlikes = 0;
};

/// Labels and who bears them, within the transaction of a session. Thread-bound; borrows both.
class LabelRows {
 public:
  LabelRows(sql::Session& session, Dictionary& dictionary) : session_(session), dictionary_(dictionary) {}

  absl::StatusOr<std::vector<LabelRow>> ofChannel(Dictionary::Ref channelRef);
  absl::StatusOr<std::optional<LabelRow>> find(const std::string& id);
  /// By word; after the word `afterName` and label `afterRef`.
  absl::StatusOr<std::vector<LabelRow>> page(Dictionary::Ref channelRef, const std::string& afterName,
                                             std::int64_t afterRef, int limit);

  /// Inserts it and sets its `ref`.
  absl::Status insert(LabelRow& label);
  /// Writes word, class and scope, if it is still of `label.version`; false when somebody else was faster. The version
  /// grows.
  absl::StatusOr<bool> update(LabelRow& label);
  /// With all who bear it.
  absl::Status remove(std::int64_t labelRef);

  absl::StatusOr<std::vector<Bearer>> bearers(std::int64_t labelRef);
  absl::StatusOr<std::optional<Bearer>> bearer(std::int64_t labelRef, const std::string& id);
  absl::StatusOr<BearerCounts> count(std::int64_t labelRef);
  absl::Status put(std::int64_t labelRef, const std::vector<Bearer>& bearers);
  absl::Status drop(std::int64_t labelRef, const std::string& id);

  /// What each of these is called: kinds before names, the surest of each sort first. Only those that are called
  /// something.
  absl::StatusOr<std::map<std::string, std::vector<v1::GivenName>>> namesOf(const std::vector<std::string>& ids);

 private:
  absl::StatusOr<std::vector<LabelRow>> read(sql::Statement& select, LabelRow& row);

  sql::Session& session_;
  Dictionary& dictionary_;
};

}  // namespace cameramonit::events
