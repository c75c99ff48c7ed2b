#include "server/testcamera/rtsp_server.h"

#include <gst/rtp/gstrtpbuffer.h>
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

/// Moves one packet's time by what the camera's clock has jumped; the pipeline's own times must not know of it, since
/// its sinks would wait for them.
gboolean shift(GstBuffer** buffer, guint, gpointer faults) {
  constexpr double kTicksPerSecond = 90'000;  // of pictures
  const auto jump = static_cast<const Faults*>(faults)->clockJump();
  if (jump == absl::ZeroDuration()) return TRUE;
  const auto ticks = static_cast<std::int64_t>(absl::ToDoubleSeconds(jump) * kTicksPerSecond);
  *buffer = gst_buffer_make_writable(*buffer);
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
  if (gst_rtp_buffer_map(*buffer, GST_MAP_READWRITE, &packet) == 0) return TRUE;
  gst_rtp_buffer_set_timestamp(&packet, gst_rtp_buffer_get_timestamp(&packet) + static_cast<guint32>(ticks));
  gst_rtp_buffer_unmap(&packet);
  return TRUE;
}

void shiftClock(GstElement* payloader, Faults& faults) {
  const auto probe = [](GstPad*, GstPadProbeInfo* info, gpointer told) {
    if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0) {
      auto* list = gst_buffer_list_make_writable(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
      gst_buffer_list_foreach(list, &shift, told);
      GST_PAD_PROBE_INFO_DATA(info) = list;
    } else {
      auto* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
      shift(&buffer, 0, told);
      GST_PAD_PROBE_INFO_DATA(info) = buffer;
    }
    return GST_PAD_PROBE_OK;
  };
  GstPad* pad = gst_element_get_static_pad(payloader, "src");
  constexpr auto kPackets = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
  gst_pad_add_probe(pad, kPackets, probe, &faults, nullptr);
  gst_object_unref(pad);
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
  gst_rtsp_media_set_rate_control(media, FALSE);  // the player keeps the pace
  GstElement* pipeline = gst_rtsp_media_get_element(media);
  auto* player = new Player(shown->list, shown->faults, gst_bin_get_by_name_recurse_up(GST_BIN(pipeline), "source"));
  GstElement* payloader = gst_bin_get_by_name_recurse_up(GST_BIN(pipeline), "pay0");
  shiftClock(payloader, shown->faults);
  gst_object_unref(payloader);
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
