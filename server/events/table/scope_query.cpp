#include "server/events/table/scope_query.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>

#include "common/base/status.h"

namespace cameramonit::events {
namespace {

using sql::Session;

std::vector<std::int64_t> numbersOf(const std::vector<v1::EventKind>& kinds) {
  return {kinds.begin(), kinds.end()};
}

/// Whether the rule looks at more than kind, class and time.
bool looksAtDetails(const ScopeRule& rule) {
  return !rule.zones.empty() || !rule.labels.empty() || rule.minimumSeverity != v1::SEVERITY_UNSPECIFIED;
}

/// Whether the rule lets every event of its parent through.
bool letsAllThrough(const ScopeRule& rule) {
  return rule.kinds.empty() && rule.objectClasses.empty() && !looksAtDetails(rule) &&
         rule.notBefore == absl::InfinitePast() && rule.notAfter == absl::InfiniteFuture();
}

/// What must hold for one rule to let an event through.
absl::StatusOr<std::vector<std::string>> needsOf(Session& session, Dictionary& dictionary, const ScopeRule& rule,
                                                 Conditions& conditions) {
  std::vector<std::string> needs;
  if (!rule.kinds.empty()) needs.push_back(conditions.oneOf("e.kind", numbersOf(rule.kinds)));
  if (!rule.objectClasses.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto refs, classRefs(session, dictionary, rule.objectClasses));
    needs.push_back(conditions.oneOf("e.class_ref", refs));
  }
  if (rule.notBefore != absl::InfinitePast()) {
    needs.push_back("e.start_us >= " + conditions.bind(absl::ToUnixMicros(rule.notBefore)));
  }
  if (rule.notAfter != absl::InfiniteFuture()) {
    needs.push_back("e.start_us < " + conditions.bind(absl::ToUnixMicros(rule.notAfter)));
  }
  // Columns that only the event itself has: `e` may be a row of event_feature.
  std::vector<std::string> details;
  if (rule.minimumSeverity != v1::SEVERITY_UNSPECIFIED) {
    details.push_back("v.severity >= " + conditions.bind(std::int64_t{rule.minimumSeverity}));
  }
  if (!rule.zones.empty()) details.push_back(conditions.oneOf("v.zone", rule.zones));
  if (!details.empty()) {
    needs.push_back(absl::StrCat("exists (select 1 from event v where v.event_ref = e.event_ref and ",
                                 absl::StrJoin(details, " and "), ")"));
  }
  if (!rule.labels.empty()) {
    needs.push_back(absl::StrCat("exists (select 1 from tracked_object v where v.object_ref = e.object_ref and ",
                                 conditions.oneOf("v.label", rule.labels), ")"));
  }
  return needs;
}

}  // namespace

absl::StatusOr<std::vector<Dictionary::Ref>> classRefs(Session& session, Dictionary& dictionary,
                                                       const std::vector<std::string>& classes) {
  std::vector<Dictionary::Ref> refs;
  for (const std::string& word : classes) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto ref, dictionary.objectClass(session, word));
    refs.push_back(ref);
  }
  return refs;
}

MicrosSpan microsOf(absl::Time from, absl::Time until) {
  MicrosSpan span;
  if (from != absl::InfinitePast()) span.from = absl::ToUnixMicros(from);
  if (until != absl::InfiniteFuture()) span.until = absl::ToUnixMicros(until);
  return span;
}

ScopeQuery::ScopeQuery(const Scope& scope) : everything_(scope.everything) {
  if (everything_) return;
  for (const ScopeRule& rule : scope.rules) rules_[rule.parent].push_back(&rule);
}

std::vector<const ScopeRule*> ScopeQuery::rulesFor(const Dictionary::Channel& channel) const {
  std::vector<const ScopeRule*> rules;
  for (const std::string& parent : {channel.name, absl::StrCat("projects/", channel.project)}) {
    if (const auto found = rules_.find(parent); found != rules_.end()) {
      rules.insert(rules.end(), found->second.begin(), found->second.end());
    }
  }
  return rules;
}

absl::StatusOr<bool> ScopeQuery::add(Session& session, Dictionary& dictionary, const Dictionary::Channel& channel,
                                     Conditions& conditions) const {
  if (everything_) return true;
  const auto rules = rulesFor(channel);
  if (rules.empty()) return false;
  // One such rule is enough, whatever the others say.
  if (std::any_of(rules.begin(), rules.end(), [](const ScopeRule* rule) { return letsAllThrough(*rule); })) return true;
  std::vector<std::string> alternatives;
  for (const ScopeRule* rule : rules) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto needs, needsOf(session, dictionary, *rule, conditions));
    alternatives.push_back(absl::StrCat("(", absl::StrJoin(needs, " and "), ")"));
  }
  conditions.add(anyOf(alternatives));
  return true;
}

absl::StatusOr<bool> ScopeQuery::narrow(Session& session, Dictionary& dictionary, const Dictionary::Channel& channel,
                                        LaneShape& shape) const {
  if (everything_) return true;
  const auto rules = rulesFor(channel);
  if (std::any_of(rules.begin(), rules.end(), [](const ScopeRule* rule) { return letsAllThrough(*rule); })) return true;
  if (rules.size() != 1 || looksAtDetails(*rules.front())) return false;
  const ScopeRule& only = *rules.front();
  shape.narrowKinds(numbersOf(only.kinds));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto classes, classRefs(session, dictionary, only.objectClasses));
  shape.narrowClasses(classes);
  shape.narrowTo(microsOf(only.notBefore, only.notAfter));
  return true;
}

}  // namespace cameramonit::events
