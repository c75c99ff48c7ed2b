#include "server/application/table/lease_plan.h"

#include <algorithm>
#include <limits>

namespace cameramonit::application {
namespace {

struct Load {
  std::size_t capacity = 0;
  std::vector<std::string> channels;

  bool hasRoom() const { return channels.size() < capacity; }
};

using Loads = std::map<std::string, Load>;

/// The one with room that holds least; null when nobody has any.
Loads::value_type* leastLoaded(Loads& loads) {
  Loads::value_type* best = nullptr;
  for (auto& entry : loads) {
    if (!entry.second.hasRoom()) continue;
    if (best == nullptr || entry.second.channels.size() < best->second.channels.size()) best = &entry;
  }
  return best;
}

Loads::value_type* fullest(Loads& loads) {
  return &*std::max_element(loads.begin(), loads.end(), [](const auto& a, const auto& b) {
    return a.second.channels.size() < b.second.channels.size();
  });
}

}  // namespace

std::map<std::string, std::string> planLeases(const std::map<std::string, std::string>& held,
                                              const std::vector<LiveAnalyzer>& analyzers) {
  Loads loads;
  for (const LiveAnalyzer& analyzer : analyzers) {
    loads[analyzer.id].capacity =
        analyzer.capacity > 0 ? static_cast<std::size_t>(analyzer.capacity) : std::numeric_limits<std::size_t>::max();
  }
  std::map<std::string, std::string> plan;
  std::vector<std::string> homeless;
  for (const auto& [channel, holder] : held) {
    const auto load = loads.find(holder);
    if (load != loads.end() && load->second.hasRoom()) {
      load->second.channels.push_back(channel);
    } else {
      homeless.push_back(channel);
    }
  }
  for (const std::string& channel : homeless) {
    auto* target = leastLoaded(loads);
    if (target != nullptr) target->second.channels.push_back(channel);
    const std::string holder = target == nullptr ? "" : target->first;
    if (held.at(channel) != holder) plan[channel] = holder;
  }
  // A fair share: from the fullest to the emptiest, while that makes a difference.
  while (!loads.empty()) {
    auto* from = fullest(loads);
    auto* to = leastLoaded(loads);
    if (to == nullptr || from->second.channels.size() <= to->second.channels.size() + 1) break;
    const std::string channel = from->second.channels.back();
    from->second.channels.pop_back();
    to->second.channels.push_back(channel);
    plan[channel] = to->first;
  }
  for (auto entry = plan.begin(); entry != plan.end();) {
    entry = held.at(entry->first) == entry->second ? plan.erase(entry) : std::next(entry);
  }
  return plan;
}

}  // namespace cameramonit::application
