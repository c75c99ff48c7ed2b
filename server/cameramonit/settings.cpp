#include "server/cameramonit/settings.h"

#include <fstream>
#include <sstream>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit {

config::Schema schemaOf(Settings& settings) {
  config::Schema schema;
  schema.text("web.listen", settings.webListen, "Address and port for browsers.")
      .text("web.root", settings.webRoot, "Folder of the built web client; empty: the one beside the program.")
      .text("web.tls_certificate", settings.tlsCertificate, "PEM file with the certificate chain; empty: no TLS.")
      .text("web.tls_key", settings.tlsKey, "PEM file with the private key.")
      .flag("web.behind_tls_proxy", settings.behindTlsProxy, "A proxy in front speaks TLS: cookies are Secure.")
      .text("web.admin_listen", settings.adminListen,
            "Address and port for /metrics, for the operator only; empty: nowhere.")
      .text("grpc.listen", settings.grpcListen, "Address and port for gRPC: camctl and other services.")
      .text("database.url", settings.database,
            "sqlite:/path or mariadb://user@host:3306/name; empty: SQLite in the data directory.")
      .secret("database.password", settings.databasePassword, "Password of the MariaDB user.")
      .integer("storage.quota_gb", settings.quotaGigabytes, 1, 1'000'000, "How much media a project may keep.")
      .integer("storage.free_space_floor_mb", settings.freeSpaceFloorMegabytes, 0, 10'000'000,
               "Uploads are refused when less than this would stay free on the disk.")
      .text("analyzer.detector", settings.detector, "nanodet, ssdlite, or the path of a detector description.")
      .text("analyzer.name", settings.analyzerName,
            "This analyzer among several: lower-case letters, digits, dashes; empty: made once and kept.")
      .integer("analyzer.jobs", settings.analysisJobs, 1, 64, "How many films are analysed at once.")
      .integer("analyzer.detector_threads", settings.detectorThreads, 1, 64,
               "Pictures that the detector looks at side by side, of all films together.")
      .text("language_model.url", settings.modelUrl,
            "OpenAI-compatible address ending in /v1/chat/completions; asked only what an unclear question means. "
            "Empty: none.")
      .text("language_model.name", settings.modelName, "The model's name there.")
      .secret("language_model.key", settings.modelKey, "Its API key.")
      .text("language_model.projects", settings.modelProjects,
            "Projects whose questions may be sent there, by comma (projects/a,projects/b), or *; empty: none.")
      .duration("language_model.time_limit", settings.modelTimeLimit, absl::Milliseconds(100), absl::Seconds(30),
                "Longer is not waited for; the question is read without it.")
      .integer("language_model.daily_calls", settings.modelDailyCalls, 0, 100'000, "How often it is asked a day.")
      .text(
          "registry.credentials_key_file", settings.credentialsKeyFile,
          "Key file of the cameras' credentials (0600); empty: $CAMERAMONIT_CREDENTIALS_KEY, else one that is made in "
          "the data directory.")
      .flag("registry.allow_link_local", settings.allowLinkLocal,
            "Cameras may have link-local addresses (169.254.0.0/16, fe80::/10).")
      .flag("registry.allow_loopback", settings.allowLoopback, "Cameras may be on this machine (127.0.0.0/8, ::1).")
      .flag("integrations.allow_plain_http", settings.allowPlainHttp,
            "Whether integrations may be called by http://, within a network of your own.")
      .text("project.time_zone", settings.timeZone,
            "IANA zone of the first project, e.g. Europe/Warsaw; empty: the machine's.")
      .choice("log.level", settings.logLevel, {"debug", "info", "warn", "error"}, "How much is logged.")
      .choice("log.format", settings.logFormat, {"text", "json"}, "Form of a log line.");
  schema.text("mesh.certificate", settings.meshCertificate, "PEM file with this process's certificate chain.")
      .text("mesh.key", settings.meshKey, "PEM file with its private key.")
      .text("mesh.authority", settings.meshAuthority, "PEM file with the CA that all processes believe.")
      .text("mesh.token_key", settings.tokenKey,
            "File with the public key of tokens (`cameramonit token-key`); empty: the access service is asked.");
  for (auto& [service, addresses] : settings.peers) {
    schema.text(absl::StrCat("mesh.peers.", service), addresses,
                absl::StrCat("Where ", service, " runs if not in this process: host:port, several after commas."));
  }
  return schema;
}

absl::Status loadSettings(const std::string& path, Settings& settings) {
  std::ifstream file(path);
  if (!file) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 absl::StrCat("The settings file cannot be read: ", path));
  }
  std::stringstream text;
  text << file.rdbuf();
  return schemaOf(settings).load(text.str(), path);
}

}  // namespace cameramonit
