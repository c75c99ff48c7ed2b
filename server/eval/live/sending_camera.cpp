#include "server/eval/live/sending_camera.h"

#include <absl/strings/str_cat.h>
#include <nlohmann/json.hpp>

#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

constexpr absl::Duration kStart = absl::Seconds(60);
constexpr absl::Duration kLook = absl::Milliseconds(200);

}  // namespace

absl::StatusOr<std::unique_ptr<SendingCamera>> SendingCamera::start(const std::string& film, const std::string& sub,
                                                                    const std::vector<std::size_t>& marks) {
  std::vector<std::string> command{base::programBeside("cameramonit-testcamera"), film};
  if (!sub.empty()) command.insert(command.end(), {"--sub", sub});
  for (const std::size_t mark : marks) command.insert(command.end(), {"--mark", absl::StrCat(mark)});
  std::unique_ptr<SendingCamera> camera(new SendingCamera);
  CAMERAMONIT_ASSIGN_OR_RETURN(camera->process_, base::ChildProcess::start({.command = command}));
  const auto ready = nlohmann::json::parse(camera->process_->readLine(kStart).value_or(""), nullptr, false);
  if (ready.is_discarded()) {
    return base::internalError("The test camera did not become ready.");
  }
  camera->url_ = ready.value("main", "");
  camera->subUrl_ = ready.value("sub", "");
  camera->listener_ = std::jthread([self = camera.get()](const std::stop_token& stop) { self->listen(stop); });
  return camera;
}

SendingCamera::~SendingCamera() {
  if (!listener_.joinable()) return;
  listener_.request_stop();
  listener_.join();
}

std::vector<SendingCamera::Sent> SendingCamera::sent() const {
  absl::MutexLock lock(&mutex_);
  return sent_;
}

void SendingCamera::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto line = process_->readLine(kLook);
    const auto said = nlohmann::json::parse(line.value_or(""), nullptr, false);
    if (!said.is_object()) continue;
    absl::MutexLock lock(&mutex_);
    sent_.push_back({said.value("sent", std::size_t{0}), absl::FromUnixMicros(said.value("at_us", std::int64_t{0}))});
  }
}

}  // namespace cameramonit::eval
