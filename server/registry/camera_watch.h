#pragma once

#include <cstdint>
#include <memory>

#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "server/registry/table/camera_table.h"

namespace cameramonit::registry {

/// One open WatchCameras: reads what changed since its revision and hands it on. Thread-bound (the watch hub never
/// polls twice at once).
class CameraWatch {
 public:
  using Stream = rpc::ServerStream<v1::WatchCamerasResponse>;

  /// Borrows `cameras` and `clock`. Starts after `revision`.
  CameraWatch(CameraTable& cameras, const base::Clock& clock, std::int64_t revision, std::shared_ptr<Stream> stream);

  /// Hands on what is new, and where we are when `checkpoint` says so. False when the call is over.
  bool poll(bool checkpoint);

 private:
  CameraTable& cameras_;
  const base::Clock& clock_;
  std::int64_t revision_;
  const std::shared_ptr<Stream> stream_;
};

}  // namespace cameramonit::registry
