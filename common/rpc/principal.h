#pragma once

#include <string>
#include <vector>

#include "cameramonit/type/v1/role.pb.h"

namespace cameramonit::rpc {

/// Who makes a call, established from the call's own metadata.
struct Principal {
  enum class Kind { kNobody, kUser, kService };

  Kind kind = Kind::kNobody;
  std::string name;                   ///< "users/{id}" or "services/{name}"
  std::vector<type::v1::Role> roles;  ///< of a user
  std::string session;                ///< of a user
  bool passwordExpired = false;       ///< may only change the password
  std::string actingService;          ///< set when a service calls on behalf of this user
  std::string address;                ///< where the call came from, as told by the gateway; for audit and throttling

  bool isService() const { return kind == Kind::kService; }
  bool isUser() const { return kind == Kind::kUser; }
  bool hasRole(type::v1::Role role) const {
    for (const type::v1::Role own : roles) {
      if (own == role) return true;
    }
    return false;
  }
};

}  // namespace cameramonit::rpc
