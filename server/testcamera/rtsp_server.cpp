#include "server/testcamera/rtsp_server.h"

#include <sys/socket.h>

namespace cameramonit::testcamera {
namespace {

constexpr char kRole[] = "viewer";

/// The payloader; parsers are not needed, since whole pictures are pushed.
const char* pipelineFor(const std::string& codec) {
  if (codec == "h264") return "( appsrc name=source is-live=true format=time ! rtph264pay name=pay0 pt=96 )";
  if (codec == "hevc") return "( appsrc name=source is-live=true format=time ! rtph265pay name=pay0 pt=96 )";
  return "( appsrc name=source is-live=true format=time ! rtpjpegpay name=pay0 pt=26 )";
}

/// Closing sends no farewell but a reset.
void setReset(GstRTSPClient* client) {
  const linger now{1, 0};
  GSocket* socket = gst_rtsp_connection_get_read_socket(gst_rtsp_client_get_connection(client));
  if (socket != nullptr) setsockopt(g_socket_get_fd(socket), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

RtspServer::RtspServer(const std::string& address) : server_(gst_rtsp_server_new()) {
  gst_rtsp_server_set_address(server_, address.c_str());
}

void RtspServer::demand(Login kind, const std::string& user, const std::string& password) {
  GstRTSPAuth* auth = gst_rtsp_auth_new();
  GstRTSPToken* token =
      gst_rtsp_token_new(GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE, G_TYPE_STRING, kRole, static_cast<void*>(nullptr));
  if (kind == Login::kDigest) {
    gst_rtsp_auth_set_supported_methods(auth, GST_RTSP_AUTH_DIGEST);
    gst_rtsp_auth_add_digest(auth, user.c_str(), password.c_str(), token);
  } else {
    gst_rtsp_auth_set_supported_methods(auth, GST_RTSP_AUTH_BASIC);
    gchar* basic = gst_rtsp_auth_make_basic(user.c_str(), password.c_str());
    gst_rtsp_auth_add_basic(auth, basic, token);
    g_free(basic);
  }
  gst_rtsp_token_unref(token);
  gst_rtsp_server_set_auth(server_, auth);
  g_object_unref(auth);
  login_ = true;
}

void RtspServer::add(const std::string& path, const Playlist& list, Faults& faults) {
  Mount& mount = mounts_.emplace_back(Mount{list, faults});
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  if (login_) {
    gst_rtsp_media_factory_add_role(factory, kRole, "media.factory.access", G_TYPE_BOOLEAN, TRUE,
                                    "media.factory.construct", G_TYPE_BOOLEAN, TRUE, static_cast<void*>(nullptr));
  }
  gst_rtsp_media_factory_set_launch(factory, pipelineFor(list.films.front().codec));
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  g_signal_connect(factory, "media-configure", G_CALLBACK(&RtspServer::onMedia), &mount);
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server_);
  gst_rtsp_mount_points_add_factory(mounts, path.c_str(), factory);
  g_object_unref(mounts);
}

void RtspServer::onMedia(GstRTSPMediaFactory*, GstRTSPMedia* media, gpointer mount) {
  const auto* shown = static_cast<const Mount*>(mount);
  GstElement* pipeline = gst_rtsp_media_get_element(media);
  auto* player = new Player(shown->list, shown->faults, gst_bin_get_by_name_recurse_up(GST_BIN(pipeline), "source"));
  gst_object_unref(pipeline);
  // It goes with its media, which GLib counts the users of.
  g_object_weak_ref(
      G_OBJECT(media), [](gpointer gone, GObject*) { delete static_cast<Player*>(gone); }, player);
}

int RtspServer::listen(int port) {
  gst_rtsp_server_set_service(server_, std::to_string(port).c_str());
  if (gst_rtsp_server_attach(server_, nullptr) == 0) return 0;
  return std::max(0, gst_rtsp_server_get_bound_port(server_));
}

void RtspServer::hangUp(bool reset) {
  const auto remove = [](GstRTSPServer*, GstRTSPClient* client, gpointer byReset) {
    if (byReset != nullptr) setReset(client);
    return GST_RTSP_FILTER_REMOVE;
  };
  g_list_free_full(gst_rtsp_server_client_filter(server_, remove, reset ? this : nullptr), g_object_unref);
}

}  // namespace cameramonit::testcamera
