#include "server/access/decide/view.h"

#include <algorithm>

#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

template <typename List, typename Value>
bool allows(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool Person::hasRole(type::v1::Role role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

View::View(std::shared_ptr<const Person> person, absl::Time now) : person_(std::move(person)) {
  const bool alive = !person_->disabled && now < person_->expires;
  if (now < person_->expires) until_ = person_->expires;
  if (!alive) return;
  everything_ = person_->mayEverything();
  for (const Rule& rule : person_->rules) {
    until_ = std::min(until_, nextChange(rule, now));
    if (!isActive(rule, now)) continue;
    byResource_[rule.resource].push_back(&rule);
    inProject_[projectOf(rule.resource)] |= rule.rights;
  }
}

bool View::may(Right right, const std::string& resource) const {
  if (everything_) return true;
  const std::string channel = channelOf(resource);
  if (!channel.empty()) return !rulesFor(right, channel).empty();
  const auto found = inProject_.find(projectOf(resource));
  return found != inProject_.end() && (found->second & bitOf(right)) != 0;
}

bool View::mayWhole(Right right, const std::string& resource) const {
  if (everything_) return true;
  const std::string channel = channelOf(resource);
  const auto rules = rulesFor(right, channel.empty() ? projectOf(resource) : channel);
  return std::any_of(rules.begin(), rules.end(), [](const Rule* rule) {
    return rule->showsEveryKind() && rule->lookBack == absl::InfiniteDuration();
  });
}

std::vector<const Rule*> View::rulesWith(Right right) const {
  std::vector<const Rule*> rules;
  for (const auto& [resource, all] : byResource_) {
    for (const Rule* rule : all) {
      if ((rule->rights & bitOf(right)) != 0) rules.push_back(rule);
    }
  }
  return rules;
}

std::vector<const Rule*> View::rulesFor(Right right, const std::string& channel) const {
  std::vector<const Rule*> rules;
  const std::string project = projectOf(channel);
  for (const std::string& resource : {channel, project}) {
    if (const auto found = byResource_.find(resource); found != byResource_.end()) {
      for (const Rule* rule : found->second) {
        if ((rule->rights & bitOf(right)) != 0) rules.push_back(rule);
      }
    }
    if (channel == project) break;
  }
  return rules;
}

bool shows(const Rule& rule, const v1::EventFacts& event, absl::Time now) {
  const v1::EventTerms& terms = rule.terms;
  if (!allows(terms.kinds(), static_cast<int>(event.kind()))) return false;
  if (!allows(terms.object_classes(), event.object_class())) return false;
  if (!allows(terms.zones(), event.zone()) || !allows(terms.labels(), event.label())) return false;
  if (event.severity() < terms.minimum_severity()) return false;
  return !event.has_start_time() || sql::timeOf(true, event.start_time()) >= now - rule.lookBack;
}

}  // namespace cameramonit::access
