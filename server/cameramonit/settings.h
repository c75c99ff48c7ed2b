#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "common/base/secret.h"
#include "common/config/schema.h"

namespace cameramonit {

/// Everything that an operator may set, with its defaults. Command-line options win over the file.
struct Settings {
  std::string dataDir;  ///< from the command line
  std::string webListen = "127.0.0.1:8787";
  std::string grpcListen = "127.0.0.1:8788";
  std::string adminListen;
  std::string webRoot;  ///< empty: beside the program
  std::string tlsCertificate;
  std::string tlsKey;
  bool behindTlsProxy = false;

  std::string meshCertificate;
  std::string meshKey;
  std::string meshAuthority;
  std::string tokenKey;  ///< file with the public key of access; empty: it is asked
  /// Where each service runs, by its name; empty: unknown, or in this process.
  std::map<std::string, std::string> peers = {{"access", ""}, {"registry", ""}, {"application", ""}, {"events", ""},
                                              {"media", ""},  {"analyzer", ""}, {"chat", ""}};

  std::string database;  ///< empty: sqlite in the data directory
  base::Secret<std::string> databasePassword;

  std::int64_t quotaGigabytes = 50;
  std::int64_t freeSpaceFloorMegabytes = 500;

  std::string analyzerName;  ///< empty: made at the first start
  std::string detector = "nanodet";
  std::int64_t analysisJobs = 1;
  std::int64_t detectorThreads = 2;

  std::string modelUrl;  ///< empty: no language model
  std::string modelName;
  base::Secret<std::string> modelKey;
  std::string modelProjects;
  absl::Duration modelTimeLimit = absl::Seconds(3);
  std::int64_t modelDailyCalls = 200;
  std::string credentialsKeyFile;  ///< empty: CAMERAMONIT_CREDENTIALS_KEY, else made in the data directory
  bool allowLinkLocal = false;
  bool allowLoopback = true;

  bool allowPlainHttp = false;  ///< of integrations

  std::string timeZone;  ///< of the first project; empty: the machine's
  std::string logLevel = "info";
  std::string logFormat = "text";
};

/// Declares every setting; the targets are the members of `settings`, which must outlive the schema.
config::Schema schemaOf(Settings& settings);

/// Reads the file at `path` into `settings`.
/// Errors: SETTING_INVALID, naming file, line and key.
absl::Status loadSettings(const std::string& path, Settings& settings);

}  // namespace cameramonit
