#include "tests/support/camera/camera_process.h"

#include <cstdio>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace cameramonit::support {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

[[noreturn]] void giveUp(const char* why) {
  std::fprintf(stderr, "test camera: %s\n", why);
  std::abort();
}

}  // namespace

CameraProcess::CameraProcess(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{base::programBeside("cameramonit-testcamera")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  // What GStreamer keeps until the end is not ours to account for.
  auto started = base::ChildProcess::start({.command = command, .environment = {"ASAN_OPTIONS=detect_leaks=0"}});
  if (!started.ok()) giveUp("it cannot be started");
  process_ = *std::move(started);
  const auto line = process_->readLine(kPatience);
  const auto ready = nlohmann::json::parse(line.value_or(""), nullptr, false);
  if (ready.is_discarded()) giveUp("it did not become ready");
  address_ = ready.value("main", "");
  subAddress_ = ready.value("sub", "");
}

void CameraProcess::tell(const std::string& command) const {
  if (!process_->write(command + "\n")) giveUp("it does not listen");
}

std::string CameraProcess::port() const {
  const std::size_t colon = address_.rfind(':');
  return address_.substr(colon + 1, address_.rfind('/') - colon - 1);
}

}  // namespace cameramonit::support
