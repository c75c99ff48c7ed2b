#include "analyzer/feature/signature.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

namespace cameramonit::feature {
namespace {

constexpr std::string_view kForm = "1.";  // of the text, for later ones to be told apart
constexpr float kLargestAspect = 8;       // stored as the logarithm between 1/8 and 8
constexpr std::size_t kBytes = 3 * (kColourCount - 1) + 2;

bool known(const ColourShares& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0F) > 0;
}

/// Bhattacharyya coefficient. Neighbouring colours are a third alike: light turns one into the other.
float colourLikeness(const ColourShares& a, const ColourShares& b) {
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

/// 1 for the same ratio, a half for twice as large.
float ratioLikeness(float a, float b) {
  if (a <= 0 || b <= 0) return 0;
  const float octaves = std::log2(a / b);
  return std::exp(-0.69F * octaves * octaves);
}

bool mayBeTheSame(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto unknown = [](const std::string& sort) { return sort == "object"; };
  const auto vehicle = [](const std::string& sort) {
    return sort == "car" || sort == "truck" || sort == "bus" || sort == "train" || sort == "boat";
  };
  if (a == "person" || b == "person") return false;
  return unknown(a) || unknown(b) || (vehicle(a) && vehicle(b)) || (a == "cat" && b == "dog") ||
         (a == "dog" && b == "cat");
}

std::uint8_t toByte(float share) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 255));
}
float fromByte(char byte) {
  return static_cast<float>(static_cast<std::uint8_t>(byte)) / 255;
}

}  // namespace

float likeness(const Signature& a, const Signature& b) {
  if (!mayBeTheSame(a.objectClass, b.objectClass)) return 0;
  float colour = 0;
  int parts = 0;
  for (const auto& [one, other] : {std::pair(&a.upper, &b.upper), {&a.lower, &b.lower}, {&a.whole, &b.whole}}) {
    if (!known(*one) || !known(*other)) continue;
    colour += colourLikeness(*one, *other);
    ++parts;
  }
  if (parts == 0) return 0;
  colour /= static_cast<float>(parts);
  // Unlike colours are not made up for by size: a product, not a sum.
  const float shape = 0.6F * ratioLikeness(a.size, b.size) + 0.4F * ratioLikeness(a.aspect, b.aspect);
  return colour * colour * (0.4F + 0.6F * shape);
}

std::string encodeSignature(const Signature& signature) {
  std::string bytes;
  for (const ColourShares* shares : {&signature.upper, &signature.lower, &signature.whole}) {
    for (std::size_t i = 1; i < kColourCount; ++i) bytes.push_back(static_cast<char>(toByte((*shares)[i])));
  }
  bytes.push_back(static_cast<char>(toByte(signature.size)));
  const float octaves = std::log2(std::max(signature.aspect, 1 / kLargestAspect)) / std::log2(kLargestAspect);
  bytes.push_back(static_cast<char>(toByte((octaves + 1) / 2)));
  std::string text;
  absl::WebSafeBase64Escape(bytes, &text);
  return absl::StrCat(std::string(kForm), absl::WebSafeBase64Escape(signature.objectClass), ".", text);
}

std::optional<Signature> decodeSignature(std::string_view text) {
  if (!text.starts_with(kForm)) return std::nullopt;
  text.remove_prefix(kForm.size());
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  Signature signature;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(std::string(text.substr(0, dot)), &signature.objectClass) ||
      !absl::WebSafeBase64Unescape(std::string(text.substr(dot + 1)), &bytes) || bytes.size() != kBytes) {
    return std::nullopt;
  }
  std::size_t at = 0;
  for (ColourShares* shares : {&signature.upper, &signature.lower, &signature.whole}) {
    for (std::size_t i = 1; i < kColourCount; ++i) (*shares)[i] = fromByte(bytes[at++]);
  }
  signature.size = fromByte(bytes[at++]);
  signature.aspect = std::exp2((fromByte(bytes[at]) * 2 - 1) * std::log2(kLargestAspect));
  return signature;
}

}  // namespace cameramonit::feature
