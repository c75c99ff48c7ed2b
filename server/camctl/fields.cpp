#include "server/camctl/fields.h"

#include <fstream>
#include <memory>
#include <sstream>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "common/base/status.h"

namespace cameramonit::camctl {
namespace {

using google::protobuf::FieldDescriptor;
using nlohmann::json;

/// "RECORDING_MODE_" for the enumeration RecordingMode.
std::string enumPrefix(const google::protobuf::EnumDescriptor& type) {
  std::string prefix;
  for (const char c : type.name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return prefix + "_";
}

json enumerator(const FieldDescriptor& field, const std::string& word) {
  const std::string upper = absl::AsciiStrToUpper(word);
  const std::string full = enumPrefix(*field.enum_type()) + upper;
  return field.enum_type()->FindValueByName(full) != nullptr ? full : upper;
}

absl::StatusOr<json> valueOf(const FieldDescriptor& field, std::string text) {
  if (absl::StartsWith(text, "@")) {
    std::ifstream file(text.substr(1));
    std::stringstream content;
    if (!file || !(content << file.rdbuf())) {
      return base::invalidFields({{field.name(), absl::StrCat(text.substr(1), " cannot be read")}});
    }
    text = content.str();
  }
  json value = json::parse(text, nullptr, false);
  const bool isText = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field.is_repeated();
  if (value.is_discarded() || (isText && !value.is_string())) value = text;
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return value;
  if (value.is_string()) return enumerator(field, value.get<std::string>());
  for (json& item : value) {
    if (item.is_string()) item = enumerator(field, item.get<std::string>());
  }
  return value;
}

std::string namesOf(const google::protobuf::Descriptor& type) {
  std::string names;
  for (int i = 0; i < type.field_count(); ++i) absl::StrAppend(&names, i > 0 ? ", " : "", type.field(i)->name());
  return names;
}

}  // namespace

absl::StatusOr<google::protobuf::FieldMask> setFields(const std::vector<std::string>& words,
                                                      google::protobuf::Message& message) {
  google::protobuf::FieldMask mask;
  json values = json::object();
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
    if (equals == std::string::npos || field == nullptr) {
      return base::invalidFields(
          {{name, absl::StrCat("write field=value with one of ", namesOf(*message.GetDescriptor()))}});
    }
    mask.add_paths(name);
    message.GetReflection()->ClearField(&message, field);
    if (equals + 1 == word.size()) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(values[name], valueOf(*field, word.substr(equals + 1)));
  }
  const auto merged = std::unique_ptr<google::protobuf::Message>(message.New());
  const auto parsed = google::protobuf::util::JsonStringToMessage(values.dump(), merged.get());
  if (!parsed.ok()) return base::invalidFields({{"field=value", std::string(parsed.message())}});
  message.MergeFrom(*merged);
  return mask;
}

}  // namespace cameramonit::camctl
