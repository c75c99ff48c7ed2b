#pragma once

#include <random>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/access/v1/access_service.pb.h"

namespace cameramonit::access {

/// A second, deliberately naive opinion on who may see what: it reads the grants one after another and asks the plain
/// questions of the contract, minute by minute, without any of the product's preparation. Shares no code with it.
/// Reentrant.
struct NaiveWorld {
  struct Account {
    std::string name;  ///< users/…
    bool administrator = false;
    bool disabled = false;
    absl::Time expires = absl::InfiniteFuture();
    std::vector<std::string> groups;
  };
  Account account;
  std::vector<v1::Grant> grants;  ///< of everybody
  absl::TimeZone zone;            ///< of every project here
};

/// Whether the account may do `right` (0: see) with this event of this channel at `now`.
bool naivelyMay(const NaiveWorld& world, v1::GrantRight right, const std::string& channel, const v1::EventFacts& event,
                absl::Time now);

/// Random worlds of few names, so that things meet often.
class WorldMaker {
 public:
  explicit WorldMaker(std::uint32_t seed) : random_(seed) {}

  NaiveWorld world();
  v1::EventFacts event();
  std::string channel();
  /// Within some weeks around a change of clocks, often on a full hour.
  absl::Time moment();
  v1::GrantRight right();
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

 private:
  v1::Grant grant();
  bool chance(int percent) { return below(100) < percent; }

  std::mt19937 random_;
};

}  // namespace cameramonit::access
