#pragma once

#include <optional>

#include <absl/status/statusor.h>
#include <opencv2/core/types.hpp>

#include "analyzer/feature/ground_plane.h"
#include "analyzer/feature/track_features.h"
#include "analyzer/narrate/facts.h"
#include "analyzer/situation/scene.h"
#include "analyzer/situation/situation.h"
#include "cameramonit/application/v1/project.pb.h"
#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::pipeline {

// Between what the stages speak of and what the contracts say. Reentrant.

events::v1::EventKind kindOf(situation::Kind kind);
events::v1::Severity severityOf(situation::Kind kind);
events::v1::Feature toProto(const feature::FeatureValue& value);
/// Without those it is about.
events::v1::Facts toFacts(const situation::Situation& situation);
type::v1::LocalizedText toProto(const narrate::Sentence& sentence);
/// `box` in pixels of a picture of size `picture`, cut to it.
type::v1::Box toProto(const cv::Rect2f& box, cv::Size picture);

/// What a channel is set to, for pictures of this size.
situation::Scene sceneOf(const application::v1::Channel& channel, cv::Size picture);

/// The channel's ground for pictures of this size; nothing where it is not calibrated. Errors: FIELD_INVALID, as
/// feature::GroundPlane::fromPoints.
absl::StatusOr<std::optional<feature::GroundPlane>> groundOf(const application::v1::Channel& channel, cv::Size picture);

}  // namespace cameramonit::pipeline
