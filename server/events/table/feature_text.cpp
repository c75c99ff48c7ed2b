#include "server/events/table/feature_text.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include <vector>

namespace cameramonit::events {
namespace {

std::string plain(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\t", " "}, {"\n", " "}});
}

}  // namespace

std::string featuresToText(const google::protobuf::RepeatedPtrField<v1::Feature>& features) {
  std::string text;
  for (const v1::Feature& feature : features) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", plain(feature.key()), "\t", plain(feature.value()), "\t",
                    feature.confidence());
  }
  return text;
}

void featuresFromText(const std::string& text, google::protobuf::RepeatedPtrField<v1::Feature>& features) {
  for (const auto& line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    if (parts.size() != 3) continue;
    v1::Feature& feature = *features.Add();
    feature.set_key(parts[0]);
    feature.set_value(parts[1]);
    float confidence = 0;
    if (absl::SimpleAtof(parts[2], &confidence)) feature.set_confidence(confidence);
  }
}

}  // namespace cameramonit::events
