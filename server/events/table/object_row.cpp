#include "server/events/table/object_row.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/events/table/feature_text.h"
#include "server/events/table/naming_text.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {

const char kObjectColumns[] =
    "select object_ref, object_id, channel_ref, class_ref, confidence, start_us, end_us, features, sentence_pl, "
    "sentence_en, label, media_ref, attempt, given_names, facts, signature_version, signature from tracked_object "
    "where ";

void ObjectRow::bindTo(sql::Statement& select) {
  select.into(objectRef, id, channelRef, classRef, confidence, start, end, features, sentencePl, sentenceEn, label,
              mediaRef, attempt, givenNames, facts, signatureVersion, signature);
}

absl::StatusOr<v1::TrackedObject> ObjectRow::object(sql::Session& session, Dictionary& dictionary) const {
  v1::TrackedObject object;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, dictionary.channelName(session, channelRef));
  object.set_name(absl::StrCat(channel, "/objects/", id));
  CAMERAMONIT_ASSIGN_OR_RETURN(*object.mutable_object_class(), dictionary.className(session, classRef));
  object.set_confidence(confidence);
  *object.mutable_start_time() = sql::timestampOf(start);
  if (end.has_value()) *object.mutable_end_time() = sql::timestampOf(*end);
  featuresFromText(features, *object.mutable_features());
  if (!sentencePl.empty() || !sentenceEn.empty()) {
    object.mutable_sentence()->set_pl(sentencePl);
    object.mutable_sentence()->set_en(sentenceEn);
  }
  object.set_label(label);
  if (mediaRef.has_value()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(*object.mutable_media(), dictionary.mediaName(session, *mediaRef));
  }
  object.set_attempt(attempt);
  givenNamesFromText(givenNames, *object.mutable_given_names());
  if (signature.has_value()) *object.mutable_signature() = signatureFromText(signatureVersion, signature);
  return object;
}

}  // namespace cameramonit::events
