#include "analyzer/feature/appearance_vote.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

#include "analyzer/feature/colour_naming.h"

namespace cameramonit::feature {
namespace {

constexpr int kMinSide = 6;     // visible pixels
constexpr int kPatchSide = 48;  // crops are reduced to at most this many pixels a side
constexpr float kRing = 0.25F;  // width of the surroundings looked at, in box sides
constexpr float kMinForeground = 0.08F;

/// Where in a box to look, in shares of its sides, with a soft edge.
struct Window {
  float centreX, centreY, halfWidth, halfHeight;
};
// Detectors' boxes are wider than people, heads are not clothes, and feet are half road.
constexpr Window kUpperBody{0.5F, 0.35F, 0.26F, 0.16F};
constexpr Window kLowerBody{0.5F, 0.68F, 0.22F, 0.17F};
constexpr Window kWholeObject{0.5F, 0.5F, 0.46F, 0.46F};

constexpr int kBins = 8;
std::size_t binOf(const cv::Vec3f& lab) {
  const auto quantise = [](float value, float low, float high) {
    return static_cast<std::size_t>(std::clamp((value - low) / (high - low) * kBins, 0.0F, kBins - 1.0F));
  };
  return (quantise(lab[0], 0, 100) * kBins + quantise(lab[1], -40, 40)) * kBins + quantise(lab[2], -40, 40);
}

using Histogram = std::array<float, static_cast<std::size_t>(kBins) * kBins * kBins>;

/// How much each pixel of `lab` inside `box` differs from what surrounds the box, 0..1 (CV_32F): one minus the ratio
/// of the colour's frequency outside to inside.
cv::Mat unlikeSurroundings(const cv::Mat& lab, const cv::Rect& box) {
  Histogram inside{}, outside{};
  float insideCount = 0, outsideCount = 0;
  for (int y = 0; y < lab.rows; ++y) {
    const auto* pixel = lab.ptr<cv::Vec3f>(y);
    for (int x = 0; x < lab.cols; ++x) {
      if (box.contains({x, y})) {
        inside[binOf(pixel[x])] += 1;
        ++insideCount;
      } else {
        outside[binOf(pixel[x])] += 1;
        ++outsideCount;
      }
    }
  }
  cv::Mat weights(box.size(), CV_32F, cv::Scalar(1));
  if (outsideCount < insideCount / 8) return weights;  // fills the picture: nothing to compare with
  for (int y = 0; y < box.height; ++y) {
    const auto* pixel = lab.ptr<cv::Vec3f>(box.y + y) + box.x;
    auto* weight = weights.ptr<float>(y);
    for (int x = 0; x < box.width; ++x) {
      const std::size_t bin = binOf(pixel[x]);
      weight[x] = std::clamp(1.0F - (outside[bin] / outsideCount) / (inside[bin] / insideCount), 0.0F, 1.0F);
    }
  }
  return weights;
}

/// An elliptic window over a whole box of which `visible` (in shares of the box) is in the picture.
cv::Mat windowWeights(const Window& window, const cv::Rect2f& visible, const cv::Size& size) {
  cv::Mat weights(size, CV_32F);
  for (int y = 0; y < size.height; ++y) {
    auto* weight = weights.ptr<float>(y);
    const float v = visible.y + visible.height * (static_cast<float>(y) + 0.5F) / static_cast<float>(size.height);
    const float dy = (v - window.centreY) / window.halfHeight;
    for (int x = 0; x < size.width; ++x) {
      const float u = visible.x + visible.width * (static_cast<float>(x) + 0.5F) / static_cast<float>(size.width);
      const float dx = (u - window.centreX) / window.halfWidth;
      weight[x] = std::clamp((1.0F - (dx * dx + dy * dy)) * 4.0F, 0.0F, 1.0F);
    }
  }
  return weights;
}

/// The pixels of a window that are the object's.
cv::Mat ownPixels(const cv::Mat& window, const cv::Mat& foreground) {
  const cv::Mat both = window.mul(foreground);
  const double seen = cv::sum(both)[0];
  // A grey car on a grey road looks like its surroundings everywhere; then the middle of the box must do.
  return seen < kMinForeground * cv::sum(window)[0] ? window : both;
}

Paint meanLab(const cv::Mat& lab, const cv::Mat& weights) {
  cv::Vec3d sum;
  double total = 0;
  for (int y = 0; y < lab.rows; ++y) {
    const auto* pixel = lab.ptr<cv::Vec3f>(y);
    const auto* weight = weights.ptr<float>(y);
    for (int x = 0; x < lab.cols; ++x) {
      sum += weight[x] * cv::Vec3d(pixel[x]);
      total += weight[x];
    }
  }
  if (total <= 0) return {};
  return {static_cast<float>(sum[0] / total), static_cast<float>(sum[1] / total), static_cast<float>(sum[2] / total)};
}

bool isVehicle(std::string_view objectClass) {
  return objectClass == "car" || objectClass == "truck" || objectClass == "bus" || objectClass == "train" ||
         objectClass == "motorcycle" || objectClass == "boat" || objectClass == "airplane" || objectClass == "object";
}

/// Neighbours that light, shade and compression turn a colour into.
constexpr std::array<std::pair<Colour, Colour>, 9> kKin = {{{Colour::kRed, Colour::kPink},
                                                            {Colour::kRed, Colour::kBrown},
                                                            {Colour::kRed, Colour::kPurple},
                                                            {Colour::kOrange, Colour::kBrown},
                                                            {Colour::kOrange, Colour::kYellow},
                                                            {Colour::kYellow, Colour::kBeige},
                                                            {Colour::kBlue, Colour::kPurple},
                                                            {Colour::kWhite, Colour::kSilver},
                                                            {Colour::kBeige, Colour::kBrown}}};

}  // namespace

void AppearanceVote::Ballot::cast(const Look& look, float weight) {
  const float sum = std::accumulate(look.shares.begin(), look.shares.end(), 0.0F);
  if (sum <= 0) return;
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i] += weight * look.shares[i] / sum;
  for (std::size_t i = 0; i < paint.size(); ++i) paint[i] += weight * look.paint[i];
  total += weight;
  ++count;
}

NamedColour AppearanceVote::Ballot::winner(bool vehicle) const {
  if (total <= 0) return {};
  ColourShares share = shares;
  for (float& s : share) s /= total;
  auto of = [&share](Colour colour) -> float& { return share[indexOf(colour)]; };
  if (vehicle) {
    // Every car has dark windows, tyres and a shadow: dark wins only where there is little else.
    of(Colour::kBlack) *= 0.55F;
    of(Colour::kGrey) *= 0.7F;
    // A white body is light grey in its own shade; a silver one shows white only in its highlights.
    if (of(Colour::kWhite) > 1.1F * of(Colour::kSilver)) {
      of(Colour::kWhite) += of(Colour::kSilver) * 0.8F;
      of(Colour::kSilver) *= 0.2F;
    } else {
      of(Colour::kSilver) += of(Colour::kWhite) * 0.8F + of(Colour::kGrey) * 0.3F;
      of(Colour::kWhite) *= 0.2F;
    }
  } else {
    const bool bright = of(Colour::kWhite) > 0.6F * of(Colour::kSilver);
    of(bright ? Colour::kWhite : Colour::kGrey) += of(Colour::kSilver);
    of(Colour::kSilver) = 0;
  }
  ColourShares support = share;
  for (const auto& [a, b] : kKin) {
    support[indexOf(a)] += 0.5F * share[indexOf(b)];
    support[indexOf(b)] += 0.5F * share[indexOf(a)];
  }
  // A hue is said when it is there at all: a red jacket is mostly folds and shade.
  for (Colour colour : {Colour::kRed, Colour::kOrange, Colour::kYellow, Colour::kGreen, Colour::kBlue, Colour::kPurple,
                        Colour::kPink}) {
    if (share[indexOf(colour)] > 0.15F) support[indexOf(colour)] *= 1.5F;
  }
  // Kin lend support, but only a colour that is itself seen can win.
  std::size_t best = 0;
  for (std::size_t i = 1; i < kColourCount; ++i) {
    if (share[i] > 0.05F && support[i] > support[best]) best = i;
  }
  const float sum = std::accumulate(share.begin(), share.end(), 0.0F);
  const float certainty = std::min(1.0F, support[best] / std::max(sum, 0.01F));
  return {static_cast<Colour>(best), certainty * (1.0F - std::pow(0.5F, static_cast<float>(count)))};
}

void AppearanceVote::add(const cv::Mat& bgrFrame, const track::Observation& observation, std::string_view objectClass,
                         const cv::Mat& foreground) {
  if (!observation.seen || bgrFrame.empty()) return;
  const cv::Rect frame{0, 0, bgrFrame.cols, bgrFrame.rows};
  const cv::Rect2f& box = observation.box;
  const cv::Rect visible = cv::Rect(box) & frame;
  if (visible.width < kMinSide || visible.height < kMinSide) return;

  const int marginX = std::max(2, static_cast<int>(kRing * box.width));
  const int marginY = std::max(2, static_cast<int>(kRing * box.height));
  const cv::Rect around =
      cv::Rect(visible.x - marginX, visible.y - marginY, visible.width + 2 * marginX, visible.height + 2 * marginY) &
      frame;
  const float reduce =
      std::min(1.0F, static_cast<float>(kPatchSide) / static_cast<float>(std::max(visible.width, visible.height)));
  const auto scaled = [reduce](int pixels) {
    return static_cast<int>(std::lround(static_cast<float>(pixels) * reduce));
  };
  cv::Mat patch;
  cv::resize(bgrFrame(around), patch, {std::max(3, scaled(around.width)), std::max(3, scaled(around.height))}, 0, 0,
             cv::INTER_AREA);
  const cv::Mat lab = toLab(patch, estimateIllumination(bgrFrame));
  const cv::Rect inner = cv::Rect(scaled(visible.x - around.x), scaled(visible.y - around.y),
                                  std::max(2, scaled(visible.width)), std::max(2, scaled(visible.height))) &
                         cv::Rect(0, 0, lab.cols, lab.rows);
  cv::Mat object = unlikeSurroundings(lab, inner);
  if (!foreground.empty()) {
    const double sx = static_cast<double>(foreground.cols) / bgrFrame.cols;
    const double sy = static_cast<double>(foreground.rows) / bgrFrame.rows;
    const cv::Rect part = cv::Rect(cv::Point(cvFloor(visible.x * sx), cvFloor(visible.y * sy)),
                                   cv::Point(cvCeil(visible.br().x * sx), cvCeil(visible.br().y * sy))) &
                          cv::Rect(0, 0, foreground.cols, foreground.rows);
    if (part.area() > 0) {
      cv::Mat moved;
      cv::resize(foreground(part), moved, inner.size(), 0, 0, cv::INTER_LINEAR);
      moved.convertTo(moved, CV_32F, 1.0 / 255);
      object = object.mul(moved);
    }
  }

  const cv::Rect2f inBox{
      (static_cast<float>(visible.x) - box.x) / box.width, (static_cast<float>(visible.y) - box.y) / box.height,
      static_cast<float>(visible.width) / box.width, static_cast<float>(visible.height) / box.height};
  const bool whole = inBox.width > 0.97F && inBox.height > 0.97F;
  const float trust = observation.score > 0 ? observation.score : 0.5F;
  const float weight = std::sqrt(static_cast<float>(visible.area())) * trust * (whole ? 1.0F : 0.4F);
  shapeWeight_ += weight;
  logSize_ += weight * 0.5F * std::log(box.area() / static_cast<float>(frame.area()));
  logAspect_ += weight * std::log(box.width / box.height);
  const cv::Mat inside = lab(inner);
  const auto look = [&](const Window& window) {
    const cv::Mat own = ownPixels(windowWeights(window, inBox, inner.size()), object);
    return Look{colourShares(inside, own), meanLab(inside, own)};
  };
  if (objectClass == "person") {
    upper_.cast(look(kUpperBody), weight);
    lower_.cast(look(kLowerBody), weight);
  } else {
    whole_.cast(look(kWholeObject), weight);
    vehicle_ = vehicle_ || isVehicle(objectClass);
  }
  ++sightings_;
}

ColourShares AppearanceVote::Ballot::normalised() const {
  ColourShares normal = shares;
  for (float& share : normal) share = total > 0 ? share / total : 0;
  return normal;
}

Paint AppearanceVote::Ballot::meanPaint() const {
  Paint mean = paint;
  for (float& value : mean) value = total > 0 ? value / total : 0;
  return mean;
}

Signature AppearanceVote::signature(std::string_view objectClass) const {
  Signature signature;
  signature.objectClass = objectClass;
  signature.upper = upper_.normalised();
  signature.lower = lower_.normalised();
  signature.whole = whole_.normalised();
  signature.upperPaint = upper_.meanPaint();
  signature.lowerPaint = lower_.meanPaint();
  signature.wholePaint = whole_.meanPaint();
  if (shapeWeight_ > 0) {
    signature.size = std::exp(logSize_ / shapeWeight_);
    signature.aspect = std::exp(logAspect_ / shapeWeight_);
  }
  return signature;
}

Appearance AppearanceVote::result() const {
  return {upper_.winner(false), lower_.winner(false), whole_.winner(vehicle_)};
}

}  // namespace cameramonit::feature
