#include "server/events/table/naming_text.h"

#include <absl/strings/escaping.h>

#include "storage/sql/proto_fields.h"

namespace cameramonit::events {

std::optional<std::string> factsToText(const v1::Facts& facts) {
  const std::string bytes = facts.SerializeAsString();
  if (bytes.empty()) return std::nullopt;
  return absl::Base64Escape(bytes);
}

v1::Facts factsFromText(const std::optional<std::string>& text) {
  v1::Facts facts;
  std::string bytes;
  if (!text.has_value() || !absl::Base64Unescape(*text, &bytes) || !facts.ParseFromString(bytes)) return {};
  return facts;
}

std::optional<std::string> givenNamesToText(const google::protobuf::RepeatedPtrField<v1::GivenName>& names) {
  if (names.empty()) return std::nullopt;
  v1::TrackedObject holder;
  *holder.mutable_given_names() = names;
  return sql::toJson(holder);
}

void givenNamesFromText(const std::optional<std::string>& text,
                        google::protobuf::RepeatedPtrField<v1::GivenName>& names) {
  v1::TrackedObject holder;
  if (text.has_value() && sql::fromJson(*text, holder).ok()) names = holder.given_names();
}

std::optional<std::string> signatureToText(const v1::Signature& signature) {
  if (signature.data().empty()) return std::nullopt;
  return absl::Base64Escape(signature.data());
}

v1::Signature signatureFromText(std::optional<std::int64_t> version, const std::optional<std::string>& text) {
  v1::Signature signature;
  if (!version.has_value() || !text.has_value() || !absl::Base64Unescape(*text, signature.mutable_data())) return {};
  signature.set_version(static_cast<int>(*version));
  return signature;
}

}  // namespace cameramonit::events
