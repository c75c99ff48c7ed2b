#include "server/camctl/profile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <absl/strings/str_cat.h>
#include <nlohmann/json.hpp>

#include "common/base/status.h"

namespace cameramonit::camctl {
namespace {

namespace fs = std::filesystem;

absl::Status refuse(const fs::path& path, const std::string& why) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID, absl::StrCat(path.string(), ": ", why));
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): camctl has one thread here
  return value == nullptr ? "" : value;
}

}  // namespace

fs::path Profile::defaultPath() {
  if (const std::string path = environment("CAMCTL_PROFILE"); !path.empty()) return path;
  const std::string config = environment("XDG_CONFIG_HOME");
  const fs::path base = config.empty() ? fs::path(environment("HOME")) / ".config" : fs::path(config);
  return base / "cameramonit" / "camctl.json";
}

absl::StatusOr<Profile> Profile::load(const fs::path& path) {
  Profile profile;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return profile;
    return refuse(path, std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refuse(path, "holds tokens and may be read by others. Run: chmod 600 on it.");
  }
  std::ifstream file(path);
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object()) return refuse(path, "is not a camctl profile. Remove it and log in again.");
  profile.server = json.value("server", profile.server);
  const auto servers = json.find("servers");
  if (servers != json.end() && servers->is_object()) {
    for (const auto& [service, address] : servers->items()) {
      if (address.is_string()) profile.servers[service] = address.get<std::string>();
    }
  }
  profile.caFile = json.value("ca_file", "");
  profile.user = json.value("user", "");
  profile.accessToken = base::Secret<std::string>(json.value("access_token", ""));
  profile.refreshToken = base::Secret<std::string>(json.value("refresh_token", ""));
  profile.deviceToken = base::Secret<std::string>(json.value("device_token", ""));
  return profile;
}

void Profile::useEnvironment() {
  if (std::string token = environment("CAMCTL_TOKEN"); !token.empty()) {
    accessToken = base::Secret<std::string>(std::move(token));
    refreshToken = base::Secret<std::string>();
  }
}

absl::Status Profile::save(const fs::path& path) const {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const std::string text = nlohmann::json{
      {"server", server},
      {"servers", servers},
      {"ca_file", caFile},
      {"user", user},
      {"access_token", accessToken.reveal()},
      {"refresh_token", refreshToken.reveal()},
      {"device_token",
       deviceToken.reveal()}}.dump(2);
  const fs::path fresh = path.string() + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return refuse(fresh, std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (written) fs::rename(fresh, path, error);
  if (!written || error) return refuse(path, "cannot be written");
  return absl::OkStatus();
}

}  // namespace cameramonit::camctl
