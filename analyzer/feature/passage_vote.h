#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include <opencv2/core/types.hpp>

#include "analyzer/feature/ground_plane.h"
#include "analyzer/feature/passage.h"
#include "analyzer/track/track.h"

namespace cameramonit::feature {

/// Follows how one object moves and says it in words. Memory is bounded however long the track is. Thread-bound; one
/// per track.
class PassageVote {
 public:
  /// `picture` is the size of the source picture. Borrows `ground`, which may be null and must outlive this.
  explicit PassageVote(cv::Size picture, const GroundPlane* ground = nullptr);

  /// Adds the next sighting; times ascend, interpolated ones are ignored. `objectClass` scales the speed and may change
  /// as the vote over it does.
  void add(const track::Observation& observation, std::string_view objectClass);

  /// What is known so far.
  Passage result() const;

  /// Typical speed while moving, in its own sizes (a person's height, a thing's square root of area) a second; 0 where
  /// it did not move for long enough to tell.
  float relativeSpeed() const;
  /// From where it was first to where it was last, in shares of the picture.
  cv::Point2f way() const;
  /// Halfway between them.
  cv::Point2f middle() const;

 private:
  struct Sample {
    absl::Duration at;
    cv::Rect2f box;
    cv::Point2f foot() const { return {box.x + box.width / 2, box.y + box.height}; }
    cv::Point2f centre() const { return {box.x + box.width / 2, box.y + box.height / 2}; }
  };
  struct Motion {
    cv::Point2f perSecond;  ///< pixels, forward in time
    cv::Rect2f box;         ///< the outermost sample
  };

  void measureSpeed(const Sample& sample);
  Side sideOf(const Motion& motion, bool entering) const;
  Motion motionOf(const Sample& outer, const Sample& inner) const;
  Direction direction() const;
  /// Whether the camera looks down so steeply that going up the picture is no going away.
  bool fromAbove() const;
  Speed speed() const;
  Size size() const;
  bool whole(const cv::Rect2f& box) const;

  const cv::Size picture_;
  const GroundPlane* const ground_;
  std::vector<Sample> first_;  ///< the earliest second
  std::deque<Sample> last_;    ///< the latest second
  std::optional<Sample> firstWhole_, lastWhole_;
  std::optional<Sample> windowStart_;
  std::array<int, 9> placeCounts_{};
  std::array<int, 48> relativeSpeeds_{};  ///< of one-second windows, in object sizes a second, 0.25 a bin
  std::vector<float> metricSpeeds_;       ///< m/s of one-second windows, the latest kMetricWindows
  float largestArea_ = 0, largestHeight_ = 0;
  float metricWidth_ = 0;
  bool person_ = false, known_ = false;
};

}  // namespace cameramonit::feature
