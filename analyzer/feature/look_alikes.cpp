#include "analyzer/feature/look_alikes.h"

#include <algorithm>

namespace cameramonit::feature {
namespace {

constexpr float kKindBar = 0.45F;
constexpr float kNameBar = 0.72F;
constexpr float kMargin = 0.2F;   // of what is left above the most alike that is somebody else
constexpr float kLeast = 0.4F;    // confidence at the bar: said as "probably"
constexpr float kMost = 0.95F;    // only a person is sure
constexpr int kFewSightings = 3;  // fewer tell too little of what it looks like
constexpr absl::Duration kOverlap = absl::Seconds(1);
// A person is known by clothes, and those are changed.
constexpr absl::Duration kSameClothes = absl::Hours(10);

}  // namespace

bool seenTogether(const Sighting& a, const Sighting& b) {
  return std::min(a.to, b.to) - std::max(a.from, b.from) > kOverlap;
}

LookAlikes::LookAlikes(NameSort sort, std::vector<Sighting> named, std::vector<Sighting> rejected)
    : sort_(sort),
      named_(std::move(named)),
      rejected_(std::move(rejected)),
      bar_(sort == NameSort::kKind ? kKindBar : kNameBar) {}

float LookAlikes::likenessTo(const Signature& named, const Signature& candidate) const {
  if (sort_ == NameSort::kName) return likeness(named, candidate);
  return mayBeTheSame(named.objectClass, candidate.objectClass) ? shapeLikeness(named, candidate) : 0;
}

void LookAlikes::calibrate(const std::vector<Sighting>& others) {
  if (sort_ != NameSort::kName) return;
  for (const Sighting& other : others) {
    if (other.signature.sightings >= kFewSightings && excluded(other)) rejected_.push_back(other);
  }
}

bool LookAlikes::excluded(const Sighting& candidate) const {
  return std::any_of(named_.begin(), named_.end(),
                     [&](const Sighting& named) { return seenTogether(named, candidate); });
}

std::optional<float> LookAlikes::confidenceOf(const Sighting& candidate) const {
  if (candidate.signature.sightings < kFewSightings) return std::nullopt;
  if (sort_ == NameSort::kName && excluded(candidate)) return std::nullopt;
  float best = 0;
  for (const Sighting& named : named_) {
    const bool person = sort_ == NameSort::kName && named.signature.objectClass == "person";
    if (person && (candidate.from - named.to > kSameClothes || named.from - candidate.to > kSameClothes)) continue;
    float bar = bar_;
    for (const Sighting& other : rejected_) {
      const float wrong = likenessTo(named.signature, other.signature);
      bar = std::max(bar, wrong + kMargin * (1 - wrong));
    }
    const float alike = likenessTo(named.signature, candidate.signature);
    if (alike < bar || bar >= 1) continue;
    best = std::max(best, kLeast + (kMost - kLeast) * (alike - bar) / (1 - bar));
  }
  if (best == 0) return std::nullopt;
  const auto closest = [&](const std::vector<Sighting>& examples) {
    float alike = 0;
    for (const Sighting& one : examples) alike = std::max(alike, likenessTo(one.signature, candidate.signature));
    return alike;
  };
  if (closest(rejected_) >= closest(named_)) return std::nullopt;
  return best;
}

}  // namespace cameramonit::feature
