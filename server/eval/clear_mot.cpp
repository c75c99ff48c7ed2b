#include "server/eval/clear_mot.h"

#include <array>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/track/assignment.h"
#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

constexpr double kLeastOverlap = 0.5;
constexpr double kForbidden = 1e6;

using Boxes = std::map<std::int64_t, cv::Rect2d>;
using IdPair = std::pair<std::int64_t, std::int64_t>;  // truth, result

double overlap(const cv::Rect2d& a, const cv::Rect2d& b) {
  const double common = (a & b).area();
  const double all = a.area() + b.area() - common;
  return all > 0 ? common / all : 0;
}

const Boxes& boxesAt(const BoxesByFrame& frames, std::int64_t frame) {
  static const Boxes kNone;
  const auto found = frames.find(frame);
  return found == frames.end() ? kNone : found->second;
}

/// Frame by frame: what stays matched, what is matched anew, what is missed.
class ClearMot {
 public:
  void addFrame(const Boxes& truth, const Boxes& result) {
    std::map<std::int64_t, std::int64_t> matches;
    std::set<std::int64_t> taken;
    for (const auto& [id, box] : truth) {
      const auto last = lastMatch_.find(id);
      if (last == lastMatch_.end() || taken.count(last->second) != 0) continue;
      const auto same = result.find(last->second);
      if (same == result.end() || overlap(box, same->second) < kLeastOverlap) continue;
      matches[id] = same->first;
      taken.insert(same->first);
    }
    matchRest(truth, result, matches, taken);
    for (const auto& [truthId, resultId] : matches) {
      const auto last = lastMatch_.find(truthId);
      if (last != lastMatch_.end() && last->second != resultId) ++figures_.idSwitches;
      lastMatch_[truthId] = resultId;
      overlapSum_ += overlap(truth.at(truthId), result.at(resultId));
    }
    const auto matched = static_cast<std::int64_t>(matches.size());
    matched_ += matched;
    figures_.truthBoxes += static_cast<std::int64_t>(truth.size());
    figures_.misses += static_cast<std::int64_t>(truth.size()) - matched;
    figures_.falseBoxes += static_cast<std::int64_t>(result.size()) - matched;
  }

  TrackingFigures figures() const {
    TrackingFigures figures = figures_;
    const auto truthBoxes = static_cast<double>(figures.truthBoxes);
    const auto matched = static_cast<double>(matched_);
    const auto resultBoxes = static_cast<double>(matched_ + figures.falseBoxes);
    if (truthBoxes > 0) {
      const auto errors = static_cast<double>(figures.misses + figures.falseBoxes + figures.idSwitches);
      figures.mota = 1 - errors / truthBoxes;
      figures.recall = matched / truthBoxes;
    }
    if (resultBoxes > 0) figures.precision = matched / resultBoxes;
    if (matched > 0) figures.motp = overlapSum_ / matched;
    return figures;
  }

 private:
  static void matchRest(const Boxes& truth, const Boxes& result, std::map<std::int64_t, std::int64_t>& matches,
                        const std::set<std::int64_t>& taken) {
    std::vector<std::int64_t> truthIds;
    std::vector<std::int64_t> resultIds;
    for (const auto& [id, box] : truth) {
      if (matches.count(id) == 0) truthIds.push_back(id);
    }
    for (const auto& [id, box] : result) {
      if (taken.count(id) == 0) resultIds.push_back(id);
    }
    std::vector<std::vector<double>> costs(truthIds.size(), std::vector<double>(resultIds.size(), kForbidden));
    for (std::size_t i = 0; i < truthIds.size(); ++i) {
      for (std::size_t j = 0; j < resultIds.size(); ++j) {
        const double common = overlap(truth.at(truthIds[i]), result.at(resultIds[j]));
        if (common >= kLeastOverlap) costs[i][j] = 1 - common;
      }
    }
    const std::vector<int> assigned = track::assign(costs, kForbidden);
    for (std::size_t i = 0; i < truthIds.size(); ++i) {
      if (assigned[i] >= 0) matches[truthIds[i]] = resultIds[assigned[i]];
    }
  }

  TrackingFigures figures_;
  std::int64_t matched_ = 0;
  double overlapSum_ = 0;
  std::map<std::int64_t, std::int64_t> lastMatch_;
};

/// The best one-to-one assignment of whole truth tracks to whole result tracks decides which boxes are "identified".
class IdentityScore {
 public:
  void addFrame(const Boxes& truth, const Boxes& result) {
    for (const auto& [truthId, truthBox] : truth) {
      ++truthSizes_[truthId];
      for (const auto& [resultId, resultBox] : result) {
        if (overlap(truthBox, resultBox) >= kLeastOverlap) ++common_[{truthId, resultId}];
      }
    }
    for (const auto& [resultId, box] : result) ++resultSizes_[resultId];
  }

  double idf1() const {
    // Assigning more common boxes is always better, so an unassigned track is one paired with nothing in common.
    double mostCommon = 0;
    double boxes = 0;
    for (const auto& [id, size] : truthSizes_) boxes += size;
    for (const auto& [id, size] : resultSizes_) boxes += size;
    for (const auto& [ids, count] : common_) mostCommon = std::max(mostCommon, static_cast<double>(count));
    std::vector<std::vector<double>> costs;
    for (const auto& [truthId, truthSize] : truthSizes_) {
      std::vector<double>& row = costs.emplace_back();
      for (const auto& [resultId, resultSize] : resultSizes_) {
        const auto found = common_.find({truthId, resultId});
        row.push_back(mostCommon - (found == common_.end() ? 0 : found->second));
      }
    }
    const std::vector<int> assigned = track::assign(costs, kForbidden);
    double identified = 0;
    for (std::size_t i = 0; i < assigned.size(); ++i) {
      if (assigned[i] >= 0) identified += mostCommon - costs[i][assigned[i]];
    }
    return boxes > 0 ? 2 * identified / boxes : 0;
  }

 private:
  std::map<std::int64_t, int> truthSizes_;
  std::map<std::int64_t, int> resultSizes_;
  std::map<IdPair, int> common_;
};

}  // namespace

absl::StatusOr<BoxesByFrame> readMotFile(std::istream& in, bool groundTruth) {
  constexpr std::size_t kLeastFields = 6;
  BoxesByFrame frames;
  std::string line;
  for (std::int64_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \r\t") == std::string::npos) continue;
    std::array<double, kLeastFields + 1> fields{0, 0, 0, 0, 0, 0, 1};
    std::istringstream cells(line);
    std::size_t count = 0;
    for (char comma = ','; count < fields.size() && comma == ',' && cells >> fields[count]; ++count) {
      if (!(cells >> comma)) comma = ' ';
    }
    if (count < kLeastFields) {
      return base::invalidArgument(base::ErrorReason::ERROR_REASON_FIELD_INVALID,
                                   "A line of the tracks is not \"frame,id,left,top,width,height,...\".",
                                   {{"line", std::to_string(number)}});
    }
    if (groundTruth && fields[6] == 0) continue;
    frames[static_cast<std::int64_t>(fields[0])][static_cast<std::int64_t>(fields[1])] =
        cv::Rect2d(fields[2], fields[3], fields[4], fields[5]);
  }
  return frames;
}

TrackingFigures evaluateTracking(const BoxesByFrame& truth, const BoxesByFrame& result) {
  std::set<std::int64_t> frames;
  for (const auto& [frame, boxes] : truth) frames.insert(frame);
  for (const auto& [frame, boxes] : result) frames.insert(frame);
  ClearMot clearMot;
  IdentityScore identity;
  for (const std::int64_t frame : frames) {
    clearMot.addFrame(boxesAt(truth, frame), boxesAt(result, frame));
    identity.addFrame(boxesAt(truth, frame), boxesAt(result, frame));
  }
  TrackingFigures figures = clearMot.figures();
  figures.idf1 = identity.idf1();
  return figures;
}

}  // namespace cameramonit::eval
