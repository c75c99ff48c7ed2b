#pragma once

#include "cameramonit/access/v1/token_key_service.grpc.pb.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/token.h"

namespace cameramonit::access {

/// Tells other services how to know our tokens. Thread-safe.
class TokenKeyService final : public v1::TokenKeyService::CallbackService {
 public:
  /// Borrows both, which must outlive this service.
  TokenKeyService(const rpc::TokenAuthority& tokens, rpc::CallGuard& guard) : tokens_(tokens), guard_(guard) {}

  grpc::ServerUnaryReactor* GetTokenKey(grpc::CallbackServerContext* context, const v1::GetTokenKeyRequest* request,
                                        v1::GetTokenKeyResponse* response) override {
    return guard_.unary(context, request, [this, response](const rpc::Principal&) {
      const rpc::TokenKey& key = tokens_.publicKey();
      response->set_public_key(std::string(key.begin(), key.end()));
      return absl::OkStatus();
    });
  }

 private:
  const rpc::TokenAuthority& tokens_;
  rpc::CallGuard& guard_;
};

}  // namespace cameramonit::access
