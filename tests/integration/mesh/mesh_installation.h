#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>

#include "common/rpc/mesh_credentials.h"
#include "storage/sql/mariadbd/mariadb_server.h"
#include "tests/support/product/server_process.h"

namespace cameramonit::testing {

/// A whole installation as an administrator would make it: a CA, a certificate and a process for every service, each on
/// a loopback address of its own, and one MariaDB. Thread-bound, but for channelTo().
class MeshInstallation {
 public:
  /// Makes certificates and settings below `folder`; starts only the database. Aborts the test program when it cannot.
  explicit MeshInstallation(std::filesystem::path folder);

  static const std::vector<std::string>& services();

  void startAll();
  void start(const std::string& service);
  /// Waits until it serves. Aborts the test program when it ends or does not come.
  void awaitReady(const std::string& service);
  void kill(const std::string& service, int signal);

  /// Makes files for a process that plays `service`; gives their place.
  rpc::MeshCertificate certificateOf(const std::string& service, const std::string& fileName);
  /// A channel as the product's own processes have it, to play a service with. Thread-safe.
  std::shared_ptr<grpc::Channel> channelTo(const std::string& service, const rpc::MeshCertificate& as) const;

  /// "127.0.0.12:35123"
  const std::string& address(const std::string& service) const { return addresses_.at(service); }
  std::string authority() const { return (folder_ / "ca" / "ca.pem").string(); }
  std::string operatorToken() const;
  /// What `/metrics` of a service is served at.
  const std::string& adminAddress(const std::string& service) const { return adminAddresses_.at(service); }

 private:
  std::filesystem::path passwordFile() const { return folder_ / "database-password"; }
  void writeSettings(const std::string& service);
  std::string run(const std::vector<std::string>& arguments) const;

  const std::filesystem::path folder_;
  std::unique_ptr<mariadbd::MariadbServer> database_;
  std::string databaseUrl_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, std::string> adminAddresses_;
  std::map<std::string, std::unique_ptr<ChildProcess>> processes_;
};

}  // namespace cameramonit::testing
