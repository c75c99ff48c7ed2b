#include "server/eval/live/product.h"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string_view>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/eval/live/program.h"

namespace cameramonit::eval {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(90);
constexpr std::string_view kGrpcLine = "gRPC (camctl): ";

absl::Status broken(const std::string& what) {
  return base::internalError(what);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Product>> Product::start(const std::filesystem::path& folder) {
  std::unique_ptr<Product> product(new Product);
  product->folder_ = folder;
  CAMERAMONIT_ASSIGN_OR_RETURN(
      product->process_, base::ChildProcess::start({.command = {base::programBeside("cameramonit"), "serve",
                                                                "--data-dir", (folder / "data").string(), "--listen",
                                                                "127.0.0.1:0", "--grpc-listen", "127.0.0.1:0"},
                                                    .errorsTo = (folder / "log").string()}));
  while (const auto line = product->process_->readLine(kPatience)) {
    const std::size_t at = line->find(kGrpcLine);
    if (at == std::string::npos) continue;
    std::istringstream(line->substr(at + kGrpcLine.size())) >> product->address_;
    return product;
  }
  return broken("The server did not start.");
}

absl::StatusOr<std::string> Product::token() const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const ProgramRun run, runProgram({base::programBeside("cameramonit"), "operator-token",
                                                                 "--data-dir", (folder_ / "data").string()}));
  return run.firstLine;
}

absl::StatusOr<nlohmann::json> Product::camctl(const std::vector<std::string>& words) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string token, this->token());
  std::vector<std::string> command{base::programBeside("camctl"),       "--server", address_, "--profile",
                                   (folder_ / "profile.json").string(), "--json"};
  command.insert(command.end(), words.begin(), words.end());
  CAMERAMONIT_ASSIGN_OR_RETURN(const ProgramRun run, runProgram(command, {absl::StrCat("CAMCTL_TOKEN=", token)}));
  return nlohmann::json::parse(run.firstLine, nullptr, false);
}

absl::StatusOr<std::string> Product::add(const std::string& name, const SendingCamera& camera) {
  std::vector<std::string> words{"camera", "add", name, "--url", camera.url()};
  if (!camera.subUrl().empty()) words.insert(words.end(), {"--sub-url", camera.subUrl()});
  CAMERAMONIT_ASSIGN_OR_RETURN(const nlohmann::json added, camctl(words));
  const std::string channel = added.is_object() ? added.value("name", "") : "";
  if (channel.empty()) return broken("camctl did not say which channel the camera became.");
  return channel;
}

absl::StatusOr<ProductClient> Product::client() const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string token, this->token());
  return ProductClient(address_, token);
}

absl::Duration Product::cpu() const {
  std::ifstream file(absl::StrCat("/proc/", process_->pid(), "/stat"));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return absl::Seconds((user + system) / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

double Product::memory() const {
  std::ifstream file(absl::StrCat("/proc/", process_->pid(), "/statm"));
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

absl::Status Product::stop() {
  process_->signal(SIGTERM);
  if (process_->wait(kPatience) != 0) return broken("The server did not end in order.");
  return absl::OkStatus();
}

}  // namespace cameramonit::eval
