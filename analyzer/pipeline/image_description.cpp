#include "analyzer/pipeline/image_description.h"

#include <map>
#include <vector>

#include <absl/strings/str_cat.h>
#include <opencv2/imgcodecs.hpp>

#include "analyzer/feature/track_features.h"
#include "analyzer/pipeline/event_mapping.h"
#include "common/base/status.h"
#include "common/text/words.h"

namespace cameramonit::pipeline {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

/// "Two people, a car." in both languages, by number.
type::v1::LocalizedText sentenceOf(const std::map<std::string, int>& counts) {
  type::v1::LocalizedText text;
  const auto say = [&](const std::string& language, std::string& sentence) {
    const text::Words& words = text::words(language);
    for (const auto& [objectClass, count] : counts) {
      absl::StrAppend(&sentence, sentence.empty() ? "" : ", ", words.counted(objectClass, count));
    }
    absl::StrAppend(&sentence, sentence.empty() ? words.phrase("nothing_known_in_picture") : ".");
  };
  say("pl", *text.mutable_pl());
  say("en", *text.mutable_en());
  return text;
}

}  // namespace

absl::Status describeImage(const std::string& encoded, detect::Detector& detector,
                           analyzer::v1::DescribeImageResponse& response) {
  if (encoded.empty() || encoded.size() > kMostBytes) {
    return base::invalidFields({{"image", "needs 1 byte to 1 MiB"}});
  }
  cv::Mat picture;
  try {
    const cv::Mat bytes(1, static_cast<int>(encoded.size()), CV_8U, const_cast<char*>(encoded.data()));
    picture = cv::imdecode(bytes, cv::IMREAD_COLOR);
  } catch (const cv::Exception&) {
    picture.release();
  }
  if (picture.empty()) {
    return base::invalidArgument(type::v1::ERROR_REASON_NOT_A_VIDEO, "This is not a picture that can be read.");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto found, detector.detect({&picture, 1}));
  std::map<std::string, int> counts;
  for (const detect::Detection& detection : found.front()) {
    if (detection.score < detector.trustedScore()) continue;
    ++counts[detection.objectClass];
    auto& item = *response.add_items();
    item.set_object_class(detection.objectClass);
    item.set_confidence(detection.score);
    *item.mutable_box() = toProto(detection.box, picture.size());
    feature::FeatureCollector features(picture.size());
    track::Observation observation;
    observation.box = detection.box;
    observation.score = detection.score;
    features.add(picture, observation, detection.objectClass);
    for (const feature::FeatureValue& value : features.result().values()) *item.add_features() = toProto(value);
  }
  *response.mutable_sentence() = sentenceOf(counts);
  return absl::OkStatus();
}

}  // namespace cameramonit::pipeline
