#pragma once

#include <list>
#include <string>

#include <gst/rtsp-server/rtsp-server.h>

#include "server/testcamera/player.h"

namespace cameramonit::testcamera {

/// The camera as seen from the network: RTSP over TCP or UDP, with or without a login. Needs gst_init() before. Lives
/// as long as the program. Thread-bound to the main loop.
class RtspServer {
 public:
  enum class Login { kBasic, kDigest };

  /// On `address`, that of this machine alone or 0.0.0.0.
  explicit RtspServer(const std::string& address);
  RtspServer(const RtspServer&) = delete;
  RtspServer& operator=(const RtspServer&) = delete;

  /// From now on only who knows these gets in. Before add().
  void demand(Login kind, const std::string& user, const std::string& password);

  /// Shows a list under `path`. Everybody sees the same picture at the same time. Borrows both.
  void add(const std::string& path, const Playlist& list, Faults& faults);

  /// Begins to listen; 0 as port takes any. The port; 0 where that failed.
  int listen(int port);

  /// Hangs up on everybody: with a farewell, or by a reset as where a cable is cut and mended.
  void hangUp(bool reset);

 private:
  /// What one path needs to make its players.
  struct Mount {
    const Playlist& list;
    Faults& faults;
  };
  static void onMedia(GstRTSPMediaFactory* factory, GstRTSPMedia* media, gpointer mount);

  GstRTSPServer* const server_;
  std::list<Mount> mounts_;
  bool login_ = false;
};

}  // namespace cameramonit::testcamera
