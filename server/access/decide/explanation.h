#pragma once

#include "cameramonit/access/v1/access_service.pb.h"
#include "server/access/decide/view.h"

namespace cameramonit::access {

/// Decides as the guard and the queries do, and says why: the account, its roles, and every grant that is about the
/// resource, in words. `now` is when they look. Reentrant.
v1::TestAccessResponse explain(const std::shared_ptr<const Person>& person, const v1::TestAccessRequest& request,
                               absl::Time now);

}  // namespace cameramonit::access
