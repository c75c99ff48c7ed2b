#include "analyzer/situation/gatherings.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::situation {
namespace {

constexpr float kForeshortening = 2;                 // a step into the picture looks shorter than one across it
constexpr float kPartFactor = 1.5F;                  // hysteresis: apart when this much farther away than together
constexpr absl::Duration kBlink = absl::Seconds(2);  // one may hide the other for so long
constexpr absl::Duration kPause = absl::Milliseconds(600);  // before they have met, less

/// Distance of two people on the ground, in heights.
float apart(const TrackWatch& a, const TrackWatch& b) {
  const cv::Point2f d = a.foot() - b.foot();
  return std::hypot(d.x, d.y * kForeshortening) / ((a.unit() + b.unit()) / 2);
}

}  // namespace

bool Gatherings::inOneGroup(const Pair& pair) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
    return group.members.contains(pair.first) && group.members.contains(pair.second);
  });
}

void Gatherings::step(absl::Duration at, std::span<const TrackWatch* const> people, std::vector<Situation>& out) {
  watchGroups(at, people, out);
  watchPairs(at, people, out);
}

void Gatherings::watchPairs(absl::Duration at, std::span<const TrackWatch* const> people, std::vector<Situation>& out) {
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (std::size_t j = i + 1; j < people.size(); ++j) {
      const TrackWatch &a = *people[i], &b = *people[j];
      const Pair pair = std::minmax(a.id(), b.id());
      auto found = pairs_.find(pair);
      const bool together = found != pairs_.end() && found->second.told.has_value();
      const float reach = thresholds_.meetDistance * (together ? kPartFactor : 1);
      const float pace = thresholds_.standSpeed * (together ? kPartFactor : 1);
      if (apart(a, b) > reach || a.speed() > pace || b.speed() > pace) continue;
      if (found == pairs_.end()) found = pairs_.emplace(pair, Spell{at, at, std::nullopt}).first;
      Spell& spell = found->second;
      spell.lastAt = at;
      if (!spell.told && at - spell.since >= thresholds_.meet && !inOneGroup(pair)) {
        Situation met;
        met.kind = Kind::kMet;
        met.tracks = {pair.first, pair.second};
        met.from = spell.since;
        met.to = at;
        met.final = false;
        met.count = 2;
        met.ordinal = ++meetings_[pair];
        spell.told = met;
        out.push_back(met);
      }
    }
  }
  for (auto entry = pairs_.begin(); entry != pairs_.end();) {
    Spell& spell = entry->second;
    if (at - spell.lastAt < (spell.told ? kBlink : kPause)) {
      ++entry;
      continue;
    }
    end(spell, out);
    entry = pairs_.erase(entry);
  }
}

void Gatherings::watchGroups(absl::Duration at, std::span<const TrackWatch* const> people,
                             std::vector<Situation>& out) {
  // Whoever is near somebody of a cluster belongs to it.
  std::vector<std::size_t> cluster(people.size());
  for (std::size_t i = 0; i < cluster.size(); ++i) cluster[i] = i;
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (std::size_t j = i + 1; j < people.size(); ++j) {
      if (cluster[i] == cluster[j] || apart(*people[i], *people[j]) > thresholds_.groupDistance) continue;
      std::replace(cluster.begin(), cluster.end(), cluster[j], cluster[i]);
    }
  }
  std::map<std::size_t, std::set<std::uint64_t>> found;
  for (std::size_t i = 0; i < people.size(); ++i) found[cluster[i]].insert(people[i]->id());

  for (auto& entry : found) {
    std::set<std::uint64_t>& members = entry.second;
    if (static_cast<int>(members.size()) < thresholds_.groupSize) continue;
    // It continues the group that it shares most of its people with.
    auto known = std::find_if(groups_.begin(), groups_.end(), [&members](const Group& group) {
      const auto shared = std::count_if(members.begin(), members.end(),
                                        [&group](std::uint64_t id) { return group.members.contains(id); });
      return shared >= 2;
    });
    if (known == groups_.end()) known = groups_.insert(groups_.end(), Group{members, {at, at, std::nullopt}});
    known->members = members;
    known->spell.lastAt = at;
    if (!known->spell.told && at - known->spell.since >= thresholds_.group) {
      Situation grouped;
      grouped.kind = Kind::kGrouped;
      grouped.from = known->spell.since;
      grouped.final = false;
      grouped.ordinal = ++groupsTold_;
      known->spell.told = grouped;
    } else if (!known->spell.told || known->spell.told->count >= static_cast<int>(members.size())) {
      continue;
    }
    // New, or larger than ever.
    known->spell.told->tracks.assign(members.begin(), members.end());
    known->spell.told->count = static_cast<int>(members.size());
    known->spell.told->to = at;
    out.push_back(*known->spell.told);
  }
  for (auto group = groups_.begin(); group != groups_.end();) {
    if (at - group->spell.lastAt < kBlink) {
      ++group;
      continue;
    }
    end(group->spell, out);
    group = groups_.erase(group);
  }
}

void Gatherings::end(Spell& spell, std::vector<Situation>& out) {
  if (!spell.told) return;
  spell.told->to = spell.lastAt;
  spell.told->final = true;
  out.push_back(*spell.told);
  spell.told.reset();
}

void Gatherings::close(std::vector<Situation>& out) {
  for (auto& [unused, spell] : pairs_) end(spell, out);
  for (Group& group : groups_) end(group.spell, out);
  pairs_.clear();
  groups_.clear();
}

}  // namespace cameramonit::situation
