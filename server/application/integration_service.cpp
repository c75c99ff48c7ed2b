#include "server/application/integration_service.h"

#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/util/field_mask_util.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "server/application/integration_rules.h"
#include "server/application/integration_trial.h"
#include "storage/sql/request_key.h"

namespace cameramonit::application {
namespace {

using base::Secret;

constexpr char kService[] = "cameramonit.application.v1.IntegrationService/";
constexpr char kSecretPath[] = "secret";

void merge(const v1::Integration& from, const std::string& path, v1::Integration& into) {
  google::protobuf::FieldMask mask;
  mask.add_paths(path);
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(from, mask, options, &into);
}

absl::StatusOr<std::set<std::string>> changes(const v1::UpdateIntegrationRequest& request,
                                              const v1::Integration& stored) {
  const std::string kind = stored.has_webhook() ? "webhook" : "vision";
  std::set<std::string> paths(request.update_mask().paths().begin(), request.update_mask().paths().end());
  if (paths.empty()) paths = {"display_name", "disabled", kind};
  for (const std::string& path : paths) {
    if (path == "display_name" || path == "disabled" || path == kSecretPath) continue;
    if (path != kind || !sameKind(request.integration(), stored)) {
      return base::invalidFields({{"update_mask", absl::StrCat(path, " cannot be changed; this is a ", kind)}});
    }
  }
  return paths;
}

/// The key of a request as it is remembered, without what must not be: a hash of a secret could be guessed from.
template <typename Request>
sql::RequestKey keyOf(const rpc::Principal& who, const char* method, Request request) {
  request.clear_secret();
  return sql::requestKey(who.name, absl::StrCat(kService, method), request.request_id(), request);
}

}  // namespace

std::string IntegrationService::sealed(const std::string& name, const std::string& secret) const {
  return secret.empty() ? "" : parts_.sealer.seal(name, Secret<std::string>(secret));
}

absl::StatusOr<Secret<std::string>> IntegrationService::opened(const StoredIntegration& stored) const {
  if (stored.sealedSecret.empty()) return Secret<std::string>();
  return parts_.sealer.open(stored.integration.name(), stored.sealedSecret);
}

absl::StatusOr<v1::Integration> IntegrationService::create(const rpc::Principal& who,
                                                           const v1::CreateIntegrationRequest& request) {
  StoredIntegration stored{request.integration(), ""};
  v1::Integration& integration = stored.integration;
  CAMERAMONIT_RETURN_IF_ERROR(checkIntegration(integration, request.secret().size(), parts_.allowPlainHttp));
  if (integration.name().empty()) {
    const std::string id = text::resourceIdFrom(integration.display_name());
    integration.set_name(absl::StrCat(request.parent(), "/integrations/", id.empty() ? "integration" : id));
  }
  const std::string prefix = absl::StrCat(request.parent(), "/integrations/");
  if (!absl::StartsWith(integration.name(), prefix) || !text::isResourceId(integration.name().substr(prefix.size()))) {
    return base::invalidFields(
        {{"integration.name", "must be in the project, with up to 40 lower-case letters, digits and dashes"}});
  }
  stored.sealedSecret = sealed(integration.name(), request.secret());
  return parts_.integrations.create(stored, keyOf(who, "CreateIntegration", request), parts_.clock.now());
}

absl::StatusOr<v1::Integration> IntegrationService::update(const rpc::Principal& who,
                                                           const v1::UpdateIntegrationRequest& request) {
  const std::string& name = request.integration().name();
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredIntegration stored, parts_.integrations.get(name));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::set<std::string> paths, changes(request, stored.integration));
  for (const std::string& path : paths) {
    if (path != kSecretPath) merge(request.integration(), path, stored.integration);
  }
  CAMERAMONIT_RETURN_IF_ERROR(checkIntegration(stored.integration, request.secret().size(), parts_.allowPlainHttp));
  if (paths.count(kSecretPath) != 0) stored.sealedSecret = sealed(name, request.secret());
  if (!request.integration().etag().empty()) stored.integration.set_etag(request.integration().etag());
  return parts_.integrations.update(stored, keyOf(who, "UpdateIntegration", request), parts_.clock.now());
}

absl::StatusOr<v1::TestResult> IntegrationService::test(const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredIntegration stored, parts_.integrations.get(name));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Secret<std::string> secret, opened(stored));
  v1::TestResult result = tryIntegration(stored.integration, secret, parts_.clock.now());
  CAMERAMONIT_RETURN_IF_ERROR(parts_.integrations.keepTest(name, result));
  return result;
}

grpc::ServerUnaryReactor* IntegrationService::CreateIntegration(grpc::CallbackServerContext* context,
                                                                const v1::CreateIntegrationRequest* request,
                                                                v1::CreateIntegrationResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_integration(), create(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* IntegrationService::GetIntegration(grpc::CallbackServerContext* context,
                                                             const v1::GetIntegrationRequest* request,
                                                             v1::GetIntegrationResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredIntegration stored, parts_.integrations.get(request->name()));
    *response->mutable_integration() = std::move(stored.integration);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* IntegrationService::ListIntegrations(grpc::CallbackServerContext* context,
                                                               const v1::ListIntegrationsRequest* request,
                                                               v1::ListIntegrationsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(
        IntegrationPage page, parts_.integrations.list(request->parent(), request->page_size(), request->page_token()));
    for (v1::Integration& integration : page.integrations) *response->add_integrations() = std::move(integration);
    response->set_next_page_token(std::move(page.nextPageToken));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* IntegrationService::UpdateIntegration(grpc::CallbackServerContext* context,
                                                                const v1::UpdateIntegrationRequest* request,
                                                                v1::UpdateIntegrationResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_integration(), update(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* IntegrationService::DeleteIntegration(grpc::CallbackServerContext* context,
                                                                const v1::DeleteIntegrationRequest* request,
                                                                v1::DeleteIntegrationResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal&) {
    return parts_.integrations.remove(request->name(), request->etag());
  });
}

grpc::ServerUnaryReactor* IntegrationService::TestIntegration(grpc::CallbackServerContext* context,
                                                              const v1::TestIntegrationRequest* request,
                                                              v1::TestIntegrationResponse* response) {
  return parts_.trialGuard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_result(), test(request->name()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* IntegrationService::OpenIntegration(grpc::CallbackServerContext* context,
                                                              const v1::OpenIntegrationRequest* request,
                                                              v1::OpenIntegrationResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredIntegration stored, parts_.integrations.get(request->name()));
    if (stored.integration.disabled()) {
      return base::notFound(type::v1::ERROR_REASON_INTEGRATION_UNKNOWN, "This integration is switched off.",
                            {{"integration", request->name()}});
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(const Secret<std::string> secret, opened(stored));
    *response->mutable_integration() = std::move(stored.integration);
    response->set_secret(secret.reveal());
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::application
