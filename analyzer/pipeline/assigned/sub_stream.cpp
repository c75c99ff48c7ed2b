#include "analyzer/pipeline/assigned/sub_stream.h"

#include <functional>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/media/live_input.h"

namespace cameramonit::assigned {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(8);  // without it
constexpr absl::Duration kProven = absl::Minutes(1);    // of it, after it had failed

}  // namespace

source::CameraLink::Opener openerOf(const LiveOrder& order, const std::string& stream,
                                    const base::SteadyClock& steady) {
  return [address = media::CameraAddress{stream, order.user, order.password}, &steady](const std::stop_token& stop) {
    return media::openCamera(address, {}, steady, stop);
  };
}

SubStream::SubStream(const LiveOrder& order, const source::CameraLink::Clocks& clocks, log::Logger& log)
    : channel_(order.channel.name()),
      steady_(clocks.steady),
      log_(log),
      sinceChange_(clocks.steady.now()),
      link_(openerOf(order, order.camera.sub_stream(), clocks.steady), *ring_, *this, source::LinkOptions(), clocks,
            static_cast<std::uint32_t>(std::hash<std::string>{}(absl::StrCat(channel_, "/sub")))) {}

bool SubStream::watchable(bool mainOnline) {
  const absl::Duration now = steady_.now();
  const bool online = link_.status().state == source::LinkState::kOnline;
  const bool asBefore = watchable_ ? online || !mainOnline : !online;
  if (asBefore) sinceChange_ = now;
  if (now - sinceChange_ < (watchable_ ? kPatience : kProven)) return watchable_;
  watchable_ = !watchable_;
  sinceChange_ = now;
  log_.warn("camera.watched_stream", {{"channel", channel_}, {"stream", watchable_ ? "sub" : "main"}});
  return watchable_;
}

void SubStream::onLink(const source::LinkStatus& status) {
  if (status.state != source::LinkState::kOffline) return;
  log_.warn("camera.sub_stream_offline", {{"channel", channel_},
                                          {"reason", base::reasonName(base::errorReason(status.reason))},
                                          {"failures", status.failures}});
}

}  // namespace cameramonit::assigned
