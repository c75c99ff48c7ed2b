#include "server/cameramonit/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/rpc/token.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = 32;

absl::Status refuse(const fs::path& path, const std::string& why) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID, absl::StrCat(path.string(), ": ", why),
                                  {{"path", path.string()}});
}

absl::Status writeKey(const fs::path& path, const base::Secret<std::string>& key) {
  const fs::path fresh = path.string() + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return refuse(path, "a key cannot be written");
  const auto size = static_cast<ssize_t>(key.reveal().size());
  const bool written = ::write(fd, key.reveal().data(), key.reveal().size()) == size && ::fsync(fd) == 0;
  ::close(fd);
  std::error_code error;
  if (written) fs::rename(fresh, path, error);
  return written && !error ? absl::OkStatus() : refuse(path, "a key cannot be written");
}

}  // namespace

absl::StatusOr<DataDirectory> DataDirectory::peek(const fs::path& path) {
  if (!fs::is_directory(path)) return refuse(path, "is not a data directory");
  return DataDirectory(path, -1);
}

absl::StatusOr<DataDirectory> DataDirectory::open(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path) && fs::create_directories(path, error)) {
    fs::permissions(path, fs::perms::owner_all, fs::perm_options::replace, error);
  }
  if (error || !fs::is_directory(path)) return refuse(path, "cannot be used as the data directory");
  const int lock = ::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock < 0) return refuse(path, "cannot be written by this user");
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return refuse(path, "is in use by another cameramonit. Stop that one or give another --data-dir.");
  }
  return DataDirectory(path, lock);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

absl::StatusOr<base::Secret<std::string>> DataDirectory::key(const std::string& name) const {
  const fs::path folder = path_ / "keys";
  const fs::path file = folder / name;
  if (!fs::exists(file)) {
    if (lock_ < 0) return refuse(file, "does not exist yet. Start the server first.");
    std::error_code error;
    fs::create_directories(folder, error);
    fs::permissions(folder, fs::perms::owner_all, fs::perm_options::replace, error);
    base::Secret<std::string> key = rpc::TokenAuthority::newSeed();
    CAMERAMONIT_RETURN_IF_ERROR(writeKey(file, key));
    return key;
  }
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream || bytes.size() != kKeyBytes) return refuse(file, "is not a key of 32 bytes; restore it from a backup");
  return base::Secret<std::string>(std::move(bytes));
}

}  // namespace cameramonit
