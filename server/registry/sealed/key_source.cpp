#include "server/registry/sealed/key_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLargestFile = 64 * 1024;

absl::Status invalid(const std::filesystem::path& file, const std::string& why) {
  return base::failedPrecondition(type::v1::ERROR_REASON_CREDENTIALS_KEY_INVALID,
                                  absl::StrCat("The key file ", file.string(), " ", why), {{"path", file.string()}});
}

/// Closes a file descriptor at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

bool writeAll(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = ::write(fd, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    done += static_cast<std::size_t>(wrote);
  }
  return ::fsync(fd) == 0;
}

}  // namespace

absl::StatusOr<KeyRing> KeyFile::load() const {
  const Descriptor file(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno != ENOENT || !mayMake_) return invalid(file_, "cannot be read.");
    KeyRing ring({SealingKey::fresh()});
    CAMERAMONIT_RETURN_IF_ERROR(KeyFile(file_, true).store(ring));
    return ring;
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return invalid(file_, "cannot be read.");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) return invalid(file_, "may be read by others. Set its mode to 0600.");
  std::string text(kLargestFile, '\0');
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  if (size < 0) return invalid(file_, "cannot be read.");
  text.resize(static_cast<std::size_t>(size));
  const base::Secret<std::string> secret(std::move(text));
  return KeyRing::parse(secret.reveal());
}

absl::Status KeyFile::store(const KeyRing& ring) {
  std::error_code error;
  std::filesystem::create_directories(file_.parent_path(), error);
  const std::string fresh = absl::StrCat(file_.string(), ".new");
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0 || ::fchmod(file.get(), S_IRUSR | S_IWUSR) != 0 || !writeAll(file.get(), ring.text().reveal())) {
      return invalid(file_, "cannot be written.");
    }
  }
  std::filesystem::rename(fresh, file_, error);
  if (error) return invalid(file_, "cannot be written.");
  // A key that a power cut takes away again would lock everything it sealed.
  const Descriptor folder(::open(file_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return absl::OkStatus();
}

absl::Status KeyVariable::store(const KeyRing&) {
  return base::failedPrecondition(type::v1::ERROR_REASON_CREDENTIALS_KEY_INVALID,
                                  "The key comes from the environment: put the new key in front of the old one there, "
                                  "separated by a comma, restart, and seal anew without making a key.");
}

}  // namespace cameramonit::registry
