#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/access/v1/access_service.pb.h"
#include "cameramonit/type/v1/role.pb.h"
#include "server/access/decide/rule.h"

namespace cameramonit::access {

/// Somebody's account with all that was granted, as read from the tables at one revision.
struct Person {
  std::string name;  ///< users/{id}
  std::vector<type::v1::Role> roles;
  bool passwordExpired = false;
  bool disabled = false;
  absl::Time expires = absl::InfiniteFuture();
  std::map<std::string, absl::Time> sessions;  ///< those not ended, with when they expire
  std::vector<Rule> rules;                     ///< own ones and those of groups

  bool hasRole(type::v1::Role role) const;
  /// Administrators may do everything; they could grant it to themselves anyway.
  bool mayEverything() const { return hasRole(type::v1::ROLE_ADMIN); }
};

/// What a person may do at one moment: the rules under which one may look just then, found by what they are about.
/// Immutable, so thread-safe.
class View {
 public:
  /// `person` must stay as it is for as long as the view.
  View(std::shared_ptr<const Person> person, absl::Time now);

  const Person& person() const { return *person_; }
  bool everything() const { return everything_; }
  /// Up to then, exclusively, this view says the truth.
  absl::Time until() const { return until_; }

  /// Whether `right` is there for something about `resource` (a channel or anything in it, or a project: then for
  /// something in that). Which events, the rules say.
  bool may(Right right, const std::string& resource) const;
  /// Whether `right` is there for all that `resource`, a channel or project or anything in one, holds.
  bool mayWhole(Right right, const std::string& resource) const;

  /// The active rules that have `right`.
  std::vector<const Rule*> rulesWith(Right right) const;
  /// Those of them for a channel: of its own and of its project.
  std::vector<const Rule*> rulesFor(Right right, const std::string& channel) const;

 private:
  std::shared_ptr<const Person> person_;
  bool everything_ = false;
  absl::Time until_ = absl::InfiniteFuture();
  std::unordered_map<std::string, std::vector<const Rule*>> byResource_;
  std::unordered_map<std::string, Rights> inProject_;  ///< what is there for something in a project
};

/// Whether a rule shows an event of these facts to one who looks at `now`. Reentrant.
bool shows(const Rule& rule, const v1::EventFacts& event, absl::Time now);

}  // namespace cameramonit::access
