#include "analyzer/feature/signature.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace cameramonit::feature {
namespace {

constexpr float kLargestAspect = 8;  // stored as the logarithm between 1/8 and 8
constexpr float kLargestSpeed = 8;   // own sizes a second
constexpr float kStanding = 0.15F;   // slower than this is no speed to compare
constexpr std::size_t kColourBytes = 3 * (kColourCount - 1);
constexpr std::size_t kPaintBytes = 9;
constexpr std::size_t kShapeBytes = 8;
constexpr float kPaintRange = 64;  // of a and b, both ways
constexpr float kOtherPaint = 18;  // distance at which two paints are hardly the same

bool isKnown(const ColourShares& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0F) > 0;
}

/// Bhattacharyya coefficient. Neighbouring colours are a third alike: light turns one into the other.
float sharesLikeness(const ColourShares& a, const ColourShares& b) {
  static constexpr std::array<std::pair<Colour, Colour>, 6> kKin = {{{Colour::kWhite, Colour::kSilver},
                                                                     {Colour::kSilver, Colour::kGrey},
                                                                     {Colour::kGrey, Colour::kBlack},
                                                                     {Colour::kRed, Colour::kPink},
                                                                     {Colour::kOrange, Colour::kYellow},
                                                                     {Colour::kBrown, Colour::kBeige}}};
  const auto spread = [](const ColourShares& shares) {
    ColourShares soft = shares;
    for (const auto& [one, other] : kKin) {
      const float flow = (shares[indexOf(one)] - shares[indexOf(other)]) / 6;
      soft[indexOf(one)] -= flow;
      soft[indexOf(other)] += flow;
    }
    return soft;
  };
  const ColourShares softA = spread(a), softB = spread(b);
  float sum = 0;
  for (std::size_t i = 0; i < kColourCount; ++i) sum += std::sqrt(std::max(0.0F, softA[i]) * std::max(0.0F, softB[i]));
  return std::min(1.0F, sum);
}

float paintLikeness(const Paint& a, const Paint& b) {
  // Shade changes lightness more than it changes hue.
  const float light = 0.6F * (a[0] - b[0]), green = a[1] - b[1], yellow = a[2] - b[2];
  const float distance = std::sqrt(light * light + green * green + yellow * yellow) / kOtherPaint;
  return std::exp(-distance * distance);
}

/// 1 for the same ratio, a half for twice as large.
float ratioLikeness(float a, float b) {
  if (a <= 0 || b <= 0) return 0;
  const float octaves = std::log2(a / b);
  return std::exp(-0.69F * octaves * octaves);
}

std::uint8_t toByte(float share) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 255));
}
float fromByte(char byte) {
  return static_cast<float>(static_cast<std::uint8_t>(byte)) / 255;
}

}  // namespace

bool mayBeTheSame(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto unknown = [](std::string_view sort) { return sort == "object"; };
  const auto vehicle = [](std::string_view sort) {
    return sort == "car" || sort == "truck" || sort == "bus" || sort == "train" || sort == "boat";
  };
  if (a == "person" || b == "person") return false;
  return unknown(a) || unknown(b) || (vehicle(a) && vehicle(b)) || (a == "cat" && b == "dog") ||
         (a == "dog" && b == "cat");
}

float colourLikeness(const Signature& a, const Signature& b) {
  struct Part {
    const ColourShares &one, &other;
    const Paint &onePaint, &otherPaint;
  };
  const std::array<Part, 3> parts = {{{a.upper, b.upper, a.upperPaint, b.upperPaint},
                                      {a.lower, b.lower, a.lowerPaint, b.lowerPaint},
                                      {a.whole, b.whole, a.wholePaint, b.wholePaint}}};
  float colour = 1;
  int known = 0;
  for (const Part& part : parts) {
    if (!isKnown(part.one) || !isKnown(part.other)) continue;
    colour *= sharesLikeness(part.one, part.other) * paintLikeness(part.onePaint, part.otherPaint);
    ++known;
  }
  // The geometric mean: who wears another pair of trousers is somebody else.
  return known == 0 ? 0 : std::pow(colour, 1.0F / static_cast<float>(known));
}

float shapeLikeness(const Signature& a, const Signature& b) {
  // A product: what is much too small is not made up for by its shape.
  const float shape = std::pow(ratioLikeness(a.size, b.size), 0.6F) * std::pow(ratioLikeness(a.aspect, b.aspect), 0.4F);
  // What stands tells nothing of how fast it goes.
  if (a.speed < kStanding || b.speed < kStanding) return shape;
  return shape * std::pow(ratioLikeness(a.speed, b.speed), 0.25F);
}

float likeness(const Signature& a, const Signature& b) {
  if (!mayBeTheSame(a.objectClass, b.objectClass)) return 0;
  // Unlike colours are not made up for by size: a product, not a sum.
  return colourLikeness(a, b) * (0.4F + 0.6F * shapeLikeness(a, b));
}

std::string encodeSignature(const Signature& signature) {
  std::string bytes;
  for (const ColourShares* shares : {&signature.upper, &signature.lower, &signature.whole}) {
    for (std::size_t i = 1; i < kColourCount; ++i) bytes.push_back(static_cast<char>(toByte((*shares)[i])));
  }
  const auto put = [&bytes](float share) { bytes.push_back(static_cast<char>(toByte(share))); };
  for (const Paint* paint : {&signature.upperPaint, &signature.lowerPaint, &signature.wholePaint}) {
    put((*paint)[0] / 100);
    put(((*paint)[1] / kPaintRange + 1) / 2);
    put(((*paint)[2] / kPaintRange + 1) / 2);
  }
  put(signature.size);
  put((std::log2(std::max(signature.aspect, 1 / kLargestAspect)) / std::log2(kLargestAspect) + 1) / 2);
  put(std::sqrt(signature.speed / kLargestSpeed));  // slow ones finer than fast ones
  put((signature.wayX + 1) / 2);
  put((signature.wayY + 1) / 2);
  put(signature.placeX);
  put(signature.placeY);
  bytes.push_back(static_cast<char>(static_cast<std::uint8_t>(std::clamp(signature.sightings, 0, 255))));
  return bytes + signature.objectClass;
}

std::optional<Signature> decodeSignature(int version, std::string_view bytes) {
  if (version != kSignatureVersion || bytes.size() <= kColourBytes + kPaintBytes + kShapeBytes) {
    return std::nullopt;
  }
  Signature signature;
  std::size_t at = 0;
  for (ColourShares* shares : {&signature.upper, &signature.lower, &signature.whole}) {
    for (std::size_t i = 1; i < kColourCount; ++i) (*shares)[i] = fromByte(bytes[at++]);
  }
  const auto take = [&] { return fromByte(bytes[at++]); };
  for (Paint* paint : {&signature.upperPaint, &signature.lowerPaint, &signature.wholePaint}) {
    (*paint)[0] = take() * 100;
    (*paint)[1] = (take() * 2 - 1) * kPaintRange;
    (*paint)[2] = (take() * 2 - 1) * kPaintRange;
  }
  signature.size = take();
  signature.aspect = std::exp2((take() * 2 - 1) * std::log2(kLargestAspect));
  const float speed = take();
  signature.speed = speed * speed * kLargestSpeed;
  signature.wayX = take() * 2 - 1;
  signature.wayY = take() * 2 - 1;
  signature.placeX = take();
  signature.placeY = take();
  signature.sightings = static_cast<std::uint8_t>(bytes[at++]);
  signature.objectClass = bytes.substr(at);
  return signature;
}

}  // namespace cameramonit::feature
