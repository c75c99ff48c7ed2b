#include "server/testcamera/player.h"

#include <algorithm>
#include <string>

namespace cameramonit::testcamera {
namespace {

constexpr guint kTickMs = 4;

const char* capsOf(const std::string& codec) {
  if (codec == "h264") return "video/x-h264,stream-format=byte-stream,alignment=au";
  if (codec == "hevc") return "video/x-h265,stream-format=byte-stream,alignment=au";
  return "image/jpeg";
}

}  // namespace

Player::Player(const Playlist& list, Faults& faults, GstElement* source)
    : list_(list), faults_(faults), source_(source), due_(g_get_monotonic_time()) {
  const media::ElementaryStream& film = list_.films.front();
  GstCaps* caps = gst_caps_from_string(capsOf(film.codec));
  gst_caps_set_simple(caps, "width", G_TYPE_INT, film.width, "height", G_TYPE_INT, film.height, nullptr);
  gst_app_src_set_caps(GST_APP_SRC(source_), caps);
  gst_caps_unref(caps);
  timer_ = g_timeout_add_full(
      G_PRIORITY_HIGH, kTickMs, [](gpointer self) { return static_cast<Player*>(self)->sendDue(); }, this, nullptr);
}

Player::~Player() {
  if (timer_ != 0) g_source_remove(timer_);
  gst_object_unref(source_);
}

GstClockTime Player::period() const {
  return static_cast<GstClockTime>(static_cast<double>(GST_SECOND) / list_.films[film_].framesPerSecond);
}

gboolean Player::sendDue() {
  const std::int64_t now = g_get_monotonic_time();
  for (; due_ <= now; due_ += static_cast<std::int64_t>(period() / 1000)) {
    if (faults_.stalled()) {
      at_ += period();
      continue;
    }
    if (send()) continue;
    timer_ = 0;
    return G_SOURCE_REMOVE;
  }
  return G_SOURCE_CONTINUE;
}

bool Player::send() {
  const std::size_t wanted = std::min(faults_.film(), list_.films.size() - 1);
  if (wanted != film_) {
    film_ = wanted;
    unit_ = 0;
  }
  const media::ElementaryStream& film = list_.films[film_];
  std::string picture = film.units[unit_];
  faults_.spoil(picture);
  GstBuffer* buffer = gst_buffer_new_memdup(picture.data(), picture.size());
  GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = at_;
  GST_BUFFER_DURATION(buffer) = period();
  at_ += period();
  if (gst_app_src_push_buffer(GST_APP_SRC(source_), buffer) != GST_FLOW_OK) return false;
  if (list_.onSent && film_ == 0) list_.onSent(unit_);
  unit_ = (unit_ + 1) % film.units.size();
  return true;
}

}  // namespace cameramonit::testcamera
