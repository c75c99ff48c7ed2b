#include "server/cameramonit/grants_applied.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);
constexpr absl::Duration kRemembered = absl::Seconds(5);
constexpr std::size_t kMostRemembered = 10'000;
constexpr access::Right kSee = policy::v1::Policy::RIGHT_SEE;

absl::Time notBefore(const access::Rule& rule, absl::Time now) {
  return rule.lookBack == absl::InfiniteDuration() ? absl::InfinitePast() : now - rule.lookBack;
}

events::ScopeRule scopeRule(const access::Rule& rule, absl::Time now) {
  events::ScopeRule out;
  out.parent = rule.resource;
  for (const int kind : rule.terms.kinds()) out.kinds.push_back(static_cast<events::v1::EventKind>(kind));
  out.objectClasses.assign(rule.terms.object_classes().begin(), rule.terms.object_classes().end());
  out.zones.assign(rule.terms.zones().begin(), rule.terms.zones().end());
  out.labels.assign(rule.terms.labels().begin(), rule.terms.labels().end());
  out.minimumSeverity = rule.terms.minimum_severity();
  out.notBefore = notBefore(rule, now);
  return out;
}

absl::Status hidden(const media::v1::Media& media) {
  return base::notFound(type::v1::ERROR_REASON_MEDIA_UNKNOWN, "There is no such media.", {{"media", media.name()}});
}

}  // namespace

absl::StatusOr<events::Scope> GrantsApplied::scopeOf(const rpc::Principal& who, access::Right right) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto view, directory_.viewOf(who));
  if (view->everything()) return events::Scope::all();
  const absl::Time now = clock_.now();
  events::Scope scope;
  for (const access::Rule* rule : view->rulesWith(right)) scope.rules.push_back(scopeRule(*rule, now));
  return scope;
}

absl::StatusOr<media::VisibleChannels> GrantsApplied::channelsOf(const rpc::Principal& who) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto view, directory_.viewOf(who));
  if (view->everything()) return std::nullopt;
  const absl::Time now = clock_.now();
  std::vector<media::VisibleChannel> channels;
  for (const access::Rule* rule : view->rulesWith(kSee)) {
    if (rule->showsEveryKind()) channels.push_back({rule->resource, notBefore(*rule, now)});
  }
  return channels;
}

absl::StatusOr<application::NameFilter> GrantsApplied::namesOf(const rpc::Principal& who) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto view, directory_.viewOf(who));
  if (view->everything()) return application::NameFilter();
  return [view = std::move(view)](const std::string& name) { return view->may(kSee, name); };
}

absl::Status GrantsApplied::decide(const rpc::Principal& who, const access::View& view, access::Right right,
                                   const media::v1::Media& media) const {
  const absl::Time now = clock_.now();
  const absl::Time start = sql::timeOf(media.has_start_time(), media.start_time());
  const auto rules = view.rulesFor(right, access::channelOf(media.name()));
  if (std::any_of(rules.begin(), rules.end(),
                  [&](const access::Rule* rule) { return rule->showsEveryKind() && start >= notBefore(*rule, now); })) {
    return absl::OkStatus();
  }
  if (media.event().empty() || rules.empty()) return hidden(media);
  events::v1::GetEventRequest request;
  events::v1::GetEventResponse response;
  request.set_name(media.event());
  request.set_right(right);
  const absl::Status seen =
      rpc::fromGrpcStatus(events_->GetEvent(media_.contextFor(who, kTimeout).get(), request, &response));
  return base::errorReason(seen) == type::v1::ERROR_REASON_EVENT_UNKNOWN ? hidden(media) : seen;
}

absl::Status GrantsApplied::mayUse(const rpc::Principal& who, access::Right right,
                                   const media::v1::Media& media) const {
  if (who.isService()) return absl::OkStatus();
  CAMERAMONIT_RETURN_IF_ERROR(directory_.current(who).status());
  CAMERAMONIT_ASSIGN_OR_RETURN(auto view, directory_.viewOf(who));
  if (view->everything()) return absl::OkStatus();
  if (!view->may(right, media.name())) {
    return base::permissionDenied(type::v1::ERROR_REASON_GRANT_REQUIRED, "You have no right to this.",
                                  {{"resource", media.name()}});
  }
  const absl::Time now = clock_.now();
  std::string key = absl::StrCat(who.name, "\n", right, "\n", media.name());
  {
    absl::MutexLock lock(&mutex_);
    const auto known = allowed_.find(key);
    if (known != allowed_.end() && known->second.view == view && now - known->second.at < kRemembered) {
      return absl::OkStatus();
    }
  }
  CAMERAMONIT_RETURN_IF_ERROR(decide(who, *view, right, media));
  absl::MutexLock lock(&mutex_);
  if (allowed_.size() >= kMostRemembered) allowed_.clear();
  allowed_[std::move(key)] = {std::move(view), now};
  return absl::OkStatus();
}

}  // namespace cameramonit
