#pragma once

#include <cstdint>
#include <string>

#include "cameramonit/application/v1/project.pb.h"
#include "cameramonit/registry/v1/camera.pb.h"
#include "common/base/secret.h"

namespace cameramonit::assigned {

/// One camera to be run live, and how.
struct LiveOrder {
  application::v1::Channel channel;
  registry::v1::Camera camera;  ///< with a main stream
  std::string user;             ///< empty: the camera wants no login
  base::Secret<std::string> password;
  std::string timeZone;    ///< IANA zone of the project
  std::int64_t fence = 0;  ///< the same as long as the channel has not changed hands
};

/// Whether nothing changed that matters for running it.
bool sameRun(const LiveOrder& a, const LiveOrder& b);

/// Runs channels, each by itself. Thread-safe; calls return at once.
class CameraRunner {
 public:
  virtual ~CameraRunner() = default;

  /// Starts the channel of the order, or changes how it runs. An order that changes nothing disturbs nothing.
  virtual void run(LiveOrder order) = 0;
  /// Ends a channel, if it runs.
  virtual void end(const std::string& channel) = 0;
};

}  // namespace cameramonit::assigned
