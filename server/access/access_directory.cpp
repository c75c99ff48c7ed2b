#include "server/access/access_directory.h"

#include <utility>

#include <absl/strings/match.h>

#include "common/base/status.h"
#include "server/access/table/access_counter.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

constexpr char kOperator[] = "users/operator";
constexpr std::size_t kMostRemembered = 20'000;

absl::Status invalid() {
  return base::unauthenticated(type::v1::ERROR_REASON_TOKEN_INVALID, "The session is over. Log in again.");
}

std::shared_ptr<const View> viewOfAll() {
  auto person = std::make_shared<Person>();
  person->roles.push_back(type::v1::ROLE_ADMIN);
  return std::make_shared<View>(std::move(person), absl::UnixEpoch());
}

}  // namespace

bool isOperator(const rpc::Principal& who) {
  return who.isUser() && who.name == kOperator && who.session.empty();
}

AccessDirectory::AccessDirectory(Parts parts) : parts_(std::move(parts)), everything_(viewOfAll()) {}

bool AccessDirectory::refresh() {
  const auto revision = lastAccessRevision(parts_.database);
  if (!revision.ok()) return false;
  return revision_.exchange(*revision) != *revision;
}

absl::StatusOr<std::shared_ptr<const Person>> AccessDirectory::read(const std::string& user) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser stored, parts_.users.get(user));
  auto person = std::make_shared<Person>();
  person->name = user;
  for (const int role : stored.user.roles()) person->roles.push_back(static_cast<type::v1::Role>(role));
  person->passwordExpired = stored.user.password_expired();
  person->disabled = stored.user.disabled();
  person->expires = sql::timeOf(stored.user.has_expire_time(), stored.user.expire_time());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto sessions, parts_.sessions.ofUser(user, parts_.clock.now()));
  for (const StoredSession& session : sessions) person->sessions.emplace(session.id, session.expires);
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<std::string> subjects, parts_.groups.groupsOf(user));
  subjects.push_back(user);
  std::map<std::string, absl::TimeZone> zones;
  for (const std::string& subject : subjects) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto grants, parts_.grants.ofSubject(subject));
    for (const v1::Grant& grant : grants) {
      const std::string project = projectOf(grant.resource());
      auto zone = zones.find(project);
      if (zone == zones.end()) {
        CAMERAMONIT_ASSIGN_OR_RETURN(const absl::TimeZone known, parts_.zoneOf(project));
        zone = zones.emplace(project, known).first;
      }
      person->rules.push_back(ruleOf(grant, zone->second));
    }
  }
  return person;
}

absl::StatusOr<AccessDirectory::Entry> AccessDirectory::entryOf(const std::string& user) const {
  const absl::Time now = parts_.clock.now();
  // Read before the tables are: what changes meanwhile makes the entry old.
  Entry entry;
  entry.revision = revision_;
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = entries_.find(user);
    if (found != entries_.end() && found->second.revision == entry.revision) {
      if (now < found->second.view->until()) return found->second;
      entry.person = found->second.person;
    }
  }
  if (entry.person == nullptr) {
    CAMERAMONIT_ASSIGN_OR_RETURN(entry.person, read(user));
  }
  entry.view = std::make_shared<View>(entry.person, now);
  absl::MutexLock lock(&mutex_);
  if (entries_.size() >= kMostRemembered) entries_.clear();
  entries_[user] = entry;
  return entry;
}

void AccessDirectory::forget(const std::string& user) const {
  absl::MutexLock lock(&mutex_);
  entries_.erase(user);
}

absl::StatusOr<std::shared_ptr<const Person>> AccessDirectory::personOf(const std::string& user) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(Entry entry, entryOf(user));
  return std::move(entry.person);
}

absl::StatusOr<std::shared_ptr<const View>> AccessDirectory::viewOf(const rpc::Principal& who) const {
  if (who.isService() || isOperator(who)) return everything_;
  if (!who.isUser()) return invalid();
  absl::StatusOr<Entry> entry = entryOf(who.name);
  if (base::errorReason(entry.status()) == type::v1::ERROR_REASON_USER_UNKNOWN) return invalid();
  CAMERAMONIT_RETURN_IF_ERROR(entry.status());
  return std::move(entry->view);
}

absl::Status AccessDirectory::checkSession(const rpc::Principal& who, const Person& person) const {
  const absl::Time now = parts_.clock.now();
  // Services may speak for somebody who is not there now, e.g. who asked to be told later.
  if (who.session.empty()) return who.actingService.empty() ? invalid() : absl::OkStatus();
  const auto known = person.sessions.find(who.session);
  if (known != person.sessions.end() && now < known->second) return absl::OkStatus();
  // Begun, or prolonged, since the account was read: a login is no change of access.
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool alive, parts_.sessions.alive(who.session, now));
  if (!alive) return invalid();
  forget(who.name);
  return absl::OkStatus();
}

absl::StatusOr<rpc::Principal> AccessDirectory::current(const rpc::Principal& who) const {
  if (!who.isUser() || isOperator(who)) return who;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto view, viewOf(who));
  const Person& person = view->person();
  if (person.disabled) return invalid();
  if (parts_.clock.now() >= person.expires) {
    return base::unauthenticated(type::v1::ERROR_REASON_ACCOUNT_EXPIRED, "This account has ended.");
  }
  CAMERAMONIT_RETURN_IF_ERROR(checkSession(who, person));
  rpc::Principal now = who;
  now.roles = person.roles;
  now.passwordExpired = person.passwordExpired;
  return now;
}

absl::Status AccessDirectory::authorize(const rpc::Principal& who, const policy::v1::Policy& policy,
                                        const std::string& resource) const {
  if (policy.right() == policy::v1::Policy::RIGHT_UNSPECIFIED || !absl::StartsWith(resource, "projects/")) {
    return absl::OkStatus();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto view, viewOf(who));
  const bool allowed = policy.whole() ? view->mayWhole(policy.right(), resource) : view->may(policy.right(), resource);
  if (allowed) return absl::OkStatus();
  return base::permissionDenied(type::v1::ERROR_REASON_GRANT_REQUIRED, "You have no right to this.",
                                {{"resource", resource}});
}

}  // namespace cameramonit::access
