#pragma once

#include <optional>
#include <string>

#include <google/protobuf/repeated_field.h>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::events {

// What names and their telling look like in columns; nothing for nothing. Reentrant.

/// Base64: written with every event, read by nobody.
std::optional<std::string> factsToText(const v1::Facts& facts);
/// Empty facts where the text is none.
v1::Facts factsFromText(const std::optional<std::string>& text);

/// JSON.
std::optional<std::string> givenNamesToText(const google::protobuf::RepeatedPtrField<v1::GivenName>& names);
void givenNamesFromText(const std::optional<std::string>& text,
                        google::protobuf::RepeatedPtrField<v1::GivenName>& names);

/// Base64 of the data.
std::optional<std::string> signatureToText(const v1::Signature& signature);
v1::Signature signatureFromText(std::optional<std::int64_t> version, const std::optional<std::string>& text);

}  // namespace cameramonit::events
