#include "storage/sql/mariadbd/mariadb_server.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "common/base/status.h"
#include "storage/sql/database.h"

extern char** environ;

namespace cameramonit::mariadbd {
namespace {

/// Started with its output in `log`; 0 when it can't be started.
pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? pid : 0;
}

std::string contentOf(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// mariadbd refuses to run as root: there it runs as the user that Debian's package makes for it.
std::vector<std::string> asServerUser(std::vector<std::string> command) {
  std::vector<std::string> words{"setpriv", "--pdeathsig", "KILL"};
  if (geteuid() == 0) words.insert(words.end(), {"--reuid=mysql", "--regid=mysql", "--clear-groups"});
  words.push_back("--");
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

absl::Status unavailable(const std::string& cause) {
  return base::unavailable(type::v1::ERROR_REASON_DATABASE_UNAVAILABLE, "A private mariadbd can't be started.",
                           {{"cause", cause}});
}

/// Memory where there is enough of it: a server makes many small files, and tests need none of them on a disk.
std::string placeForFiles() {
  std::error_code failed;
  const auto space = std::filesystem::space("/dev/shm", failed);
  constexpr std::uintmax_t kNeeded = 1u << 30;
  return !failed && space.available > kNeeded && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

}  // namespace

absl::StatusOr<std::unique_ptr<MariadbServer>> MariadbServer::start(MariadbServerOptions options) {
  std::string directory = absl::StrCat(options.parentDirectory.empty() ? placeForFiles() : options.parentDirectory,
                                       "/cameramonit-mariadb-XXXXXX");
  if (mkdtemp(directory.data()) == nullptr) return unavailable("mkdtemp failed in " + directory);
  chmod(directory.c_str(), 0777);
  std::unique_ptr<MariadbServer> server(new MariadbServer(directory, options.bufferPoolMebibytes));
  const std::string log = directory + "/install.log";
  const pid_t install =
      spawn(asServerUser({"mariadb-install-db", "--no-defaults", absl::StrCat("--datadir=", directory, "/data"),
                          "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
                          "--innodb-log-file-size=16M"}),
            log);
  int result = -1;
  if (install == 0 || waitpid(install, &result, 0) != install || result != 0) {
    return unavailable(absl::StrCat("mariadb-install-db failed: ", contentOf(log)));
  }
  absl::Status launched = server->launch();
  if (!launched.ok()) return launched;
  return server;
}

absl::Status MariadbServer::launch() {
  // Tests need no durability, so nothing waits for the disk.
  pid_ =
      spawn(asServerUser({"mariadbd", "--no-defaults", absl::StrCat("--datadir=", directory_, "/data"),
                          absl::StrCat("--socket=", socket()), absl::StrCat("--pid-file=", directory_, "/m.pid"),
                          "--skip-networking", "--skip-name-resolve", "--skip-log-bin",
                          absl::StrCat("--innodb-log-file-size=", std::max(16, bufferPoolMebibytes_ / 4), "M"),
                          "--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=0",
                          absl::StrCat("--innodb-buffer-pool-size=", bufferPoolMebibytes_, "M"),
                          "--innodb-flush-method=nosync", "--performance-schema=off", "--innodb-lock-wait-timeout=5"}),
            directory_ + "/server.log");
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (absl::Now() < deadline) {
    int result = 0;
    if (pid_ == 0 || waitpid(pid_, &result, WNOHANG) == pid_) {
      pid_ = 0;
      break;
    }
    const absl::Status answer = execute("select 1");
    if (answer.code() != absl::StatusCode::kUnavailable) return answer;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return unavailable(absl::StrCat("mariadbd did not start: ", contentOf(directory_ + "/server.log")));
}

MariadbServer::~MariadbServer() {
  stop(SIGKILL);  // nothing is wanted of its files any more
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void MariadbServer::stop(int signal) {
  if (pid_ == 0) return;
  kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

absl::Status MariadbServer::killAndRestart() {
  stop(SIGKILL);
  return launch();
}

absl::Status MariadbServer::execute(const std::string& statement) {
  sql::MariadbOptions options;
  options.socket = socket();
  options.user = "root";
  options.database = "mysql";
  sql::DatabaseOptions database;
  database.engine = options;
  database.sessions = 1;
  auto opened = sql::Database::open(database);
  if (!opened.ok()) return opened.status();
  return (*opened)->read([&](sql::Session& session) { return session.execute(statement); });
}

absl::StatusOr<sql::DatabaseOptions> MariadbServer::createDatabase(const std::string& name) {
  for (const std::string& statement :
       {absl::StrCat("drop database if exists ", name), absl::StrCat("create database ", name),
        std::string("create user if not exists cameramonit identified by 'correct horse'"),
        absl::StrCat("grant all on ", name, ".* to cameramonit")}) {
    absl::Status status = execute(statement);
    if (!status.ok()) return status;
  }
  sql::MariadbOptions options;
  options.socket = socket();
  options.user = "cameramonit";
  options.password = base::Secret<std::string>("correct horse");
  options.database = name;
  sql::DatabaseOptions database;
  database.engine = options;
  return database;
}

}  // namespace cameramonit::mariadbd
