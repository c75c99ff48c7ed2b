// Grants, their explanation, and the audit log of AccessService.
#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <google/protobuf/util/field_mask_util.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/access/access_fields.h"
#include "server/access/access_service.h"
#include "server/access/decide/explanation.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

constexpr char kService[] = "cameramonit.access.v1.AccessService/";
constexpr const char* kChangeable[] = {"events",       "rights",    "from_time", "until_time",
                                       "weekly_hours", "look_back", "note"};

/// Errors: FIELD_INVALID for a path that cannot be changed.
absl::Status merge(const v1::UpdateGrantRequest& request, v1::Grant& grant) {
  google::protobuf::FieldMask mask = request.update_mask();
  for (const std::string& path : mask.paths()) {
    const std::string field = path.substr(0, path.find('.'));
    if (std::find(std::begin(kChangeable), std::end(kChangeable), field) == std::end(kChangeable)) {
      return base::invalidFields({{"update_mask", absl::StrCat(path, " cannot be changed")}});
    }
  }
  if (mask.paths().empty()) {
    for (const char* path : kChangeable) mask.add_paths(path);
  }
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(request.grant(), mask, options, &grant);
  return absl::OkStatus();
}

v1::AuditEntry toProto(const AuditEntry& entry) {
  v1::AuditEntry out;
  out.set_sequence(entry.sequence);
  *out.mutable_time() = sql::timestampOf(entry.time);
  out.set_principal(entry.principal);
  out.set_method(entry.method);
  out.set_resource(entry.resource);
  out.set_address(entry.address);
  out.set_outcome(entry.outcome);
  for (const auto& [key, value] : entry.facts) (*out.mutable_facts())[key] = value;
  out.set_hash(entry.hash);
  return out;
}

}  // namespace

absl::Status AccessService::createGrant(const rpc::Principal& who, const v1::CreateGrantRequest& request,
                                        v1::CreateGrantResponse& response, rpc::CallFacts& facts) {
  const absl::Time now = parts_.clock.now();
  v1::Grant grant = request.grant();
  CAMERAMONIT_RETURN_IF_ERROR(checkGrant(grant));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkGives(*giver, grant));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.checkResource(grant.resource()));
  grant.set_name(absl::StrCat("grants/", base::newUuid(now)));
  grant.set_granted_by(who.name);
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "CreateGrant"), request.request_id(), request);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_grant(), parts_.grants.create(grant, key, now));
  facts["name"] = response.grant().name();
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::getGrant(const rpc::Principal& who, const v1::GetGrantRequest& request,
                                     v1::GetGrantResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto view, parts_.directory.viewOf(who));
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Grant grant, parts_.grants.get(request.name()));
  if (!view->may(policy::v1::Policy::RIGHT_SEE, grant.resource())) {
    return base::notFound(type::v1::ERROR_REASON_GRANT_UNKNOWN, "There is no such grant.", {{"grant", request.name()}});
  }
  *response.mutable_grant() = std::move(grant);
  return absl::OkStatus();
}

absl::Status AccessService::listGrants(const rpc::Principal& who, const v1::ListGrantsRequest& request,
                                       v1::ListGrantsResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto view, parts_.directory.viewOf(who));
  GrantFilter filter{request.subject(), request.resource(), nullptr};
  if (!view->everything()) {
    filter.visible = [&view](const v1::Grant& grant) {
      return view->may(policy::v1::Policy::RIGHT_SEE, grant.resource());
    };
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(GrantPage page, parts_.grants.list(filter, request.page_size(), request.page_token()));
  for (v1::Grant& grant : page.grants) *response.add_grants() = std::move(grant);
  response.set_next_page_token(std::move(page.nextPageToken));
  return absl::OkStatus();
}

absl::Status AccessService::updateGrant(const rpc::Principal& who, const v1::UpdateGrantRequest& request,
                                        v1::UpdateGrantResponse& response, rpc::CallFacts& facts) {
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Grant grant, parts_.grants.get(request.grant().name()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  // Both what it was and what it becomes must be his to give.
  CAMERAMONIT_RETURN_IF_ERROR(checkGives(*giver, grant));
  CAMERAMONIT_RETURN_IF_ERROR(merge(request, grant));
  CAMERAMONIT_RETURN_IF_ERROR(checkGrant(grant));
  CAMERAMONIT_RETURN_IF_ERROR(checkGives(*giver, grant));
  grant.set_etag(request.grant().etag());
  facts["subject"] = grant.subject();
  facts["resource"] = grant.resource();
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateGrant"), request.request_id(), request);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_grant(), parts_.grants.update(grant, key, parts_.clock.now()));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::deleteGrant(const rpc::Principal& who, const v1::DeleteGrantRequest& request,
                                        v1::DeleteGrantResponse&, rpc::CallFacts& facts) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Grant grant, parts_.grants.get(request.name()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkGives(*giver, grant));
  facts["subject"] = grant.subject();
  facts["resource"] = grant.resource();
  CAMERAMONIT_RETURN_IF_ERROR(parts_.grants.remove(request.name(), request.etag()));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::testAccess(const rpc::Principal& who, const v1::TestAccessRequest& request,
                                       v1::TestAccessResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto own, parts_.directory.viewOf(who));
  if (projectOf(request.resource()).empty()) {
    return base::invalidFields({{"resource", "a project, a channel, or something in one"}});
  }
  if (!own->may(policy::v1::Policy::RIGHT_SEE, request.resource())) {
    return base::permissionDenied(type::v1::ERROR_REASON_GRANT_REQUIRED, "You have no right to this.",
                                  {{"resource", request.resource()}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto person, parts_.directory.personOf(request.user()));
  response = explain(person, request, request.has_time() ? sql::timeOf(true, request.time()) : parts_.clock.now());
  return absl::OkStatus();
}

absl::Status AccessService::listAuditEntries(const rpc::Principal& who, const v1::ListAuditEntriesRequest& request,
                                             v1::ListAuditEntriesResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  AuditFilter filter;
  filter.principal = request.principal();
  filter.resource = request.resource();
  if (request.time_range().has_start_time()) filter.from = sql::timeOf(true, request.time_range().start_time());
  if (request.time_range().has_end_time()) filter.until = sql::timeOf(true, request.time_range().end_time());
  if (!giver->mayEverything()) {
    // One person at a time: himself, or somebody whose account is his to manage.
    if (filter.principal.empty()) filter.principal = who.name;
    if (filter.principal != who.name) CAMERAMONIT_RETURN_IF_ERROR(checkManages(*giver, filter.principal));
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(AuditPage page, parts_.audit.list(filter, request.page_size(), request.page_token()));
  for (const AuditEntry& entry : page.entries) *response.add_entries() = toProto(entry);
  response.set_next_page_token(std::move(page.nextPageToken));
  return absl::OkStatus();
}

absl::Status AccessService::verifyAudit(const rpc::Principal&, const v1::VerifyAuditRequest&,
                                        v1::VerifyAuditResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const AuditVerdict verdict, parts_.audit.verify());
  response.set_checked(verdict.checked);
  response.set_broken(verdict.broken.value_or(0));
  return absl::OkStatus();
}

}  // namespace cameramonit::access
