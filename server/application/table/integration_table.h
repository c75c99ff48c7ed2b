#pragma once

#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/application/v1/integration.pb.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::application {

/// An integration with its secret as it is kept: sealed; empty: none.
struct StoredIntegration {
  v1::Integration integration;
  std::string sealedSecret;
};

struct IntegrationPage {
  std::vector<v1::Integration> integrations;
  std::string nextPageToken;
};

/// The integrations of all projects. Thread-safe.
/// Errors of all: what sql::Database gives.
class IntegrationTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit IntegrationTable(sql::Database& database) : database_(database) {}

  /// Times and etag are set here. A retry with the same key gives the first result.
  /// Errors: PROJECT_UNKNOWN, FIELD_INVALID (the name is taken), REQUEST_ID_REUSED.
  absl::StatusOr<v1::Integration> create(const StoredIntegration& stored, const sql::RequestKey& key, absl::Time now);

  /// Errors: INTEGRATION_UNKNOWN.
  absl::StatusOr<StoredIntegration> get(const std::string& name);

  /// Of `project`, by name. Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<IntegrationPage> list(const std::string& project, int pageSize, const std::string& pageToken);

  /// Replaces everything but name, times and the last test. The etag, when set, must be the stored one.
  /// Errors: INTEGRATION_UNKNOWN, ETAG_MISMATCH, REQUEST_ID_REUSED.
  absl::StatusOr<v1::Integration> update(const StoredIntegration& stored, const sql::RequestKey& key, absl::Time now);

  /// Keeps what came of a test; the etag stays. One that is gone meanwhile is no error.
  absl::Status keepTest(const std::string& name, const v1::TestResult& result);

  /// Errors: INTEGRATION_UNKNOWN, ETAG_MISMATCH.
  absl::Status remove(const std::string& name, const std::string& etag);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::application
