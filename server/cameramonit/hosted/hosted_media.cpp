#include "server/cameramonit/hosted/hosted_media.h"

#include <filesystem>
#include <utility>

#include "common/base/status.h"

namespace cameramonit {
namespace {

constexpr std::int64_t kMegabyte = 1'000'000;

}  // namespace

HostedMedia::HostedMedia(Foundation& f) : f_(f), media_(*f.database), uploads_(*f.database), recordings_(*f.database) {}

absl::StatusOr<std::unique_ptr<HostedMedia>> HostedMedia::open(const Premises& premises) {
  std::unique_ptr<HostedMedia> hosted(new HostedMedia(premises.foundation));
  CAMERAMONIT_RETURN_IF_ERROR(hosted->prepare(premises));
  return hosted;
}

absl::Status HostedMedia::prepare(const Premises& premises) {
  Foundation& f = premises.foundation;
  media::MediaOptions options;
  options.directory = premises.data.path() / "media";
  options.freeDiskBytes = premises.settings.freeSpaceFloorMegabytes * kMegabyte;
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  disk_.emplace(premises.data.path());
  CAMERAMONIT_ASSIGN_OR_RETURN(auto key, premises.data.key("playback"));
  playbackTokens_.emplace(std::move(key), f.clock);
  CAMERAMONIT_ASSIGN_OR_RETURN(
      room_, media::MediaRoom::open(options, {media_, uploads_, recordings_, channelDirectory_, *disk_, f.mediaHub,
                                              f.chores, f.ticker, f.clock, f.log}));
  service_.emplace(
      media::MediaService::Parts{*room_, *playbackTokens_, f.mediaGuard, f.mediaHub, f.reading, f.clock,
                                 [&f](const rpc::Principal& who) { return f.grants.channelsOf(who); },
                                 [&f](const rpc::Principal& who, access::Right right, const media::v1::Media& media) {
                                   return f.grants.mayUse(who, right, media);
                                 }});
  return absl::OkStatus();
}

std::vector<Contract> HostedMedia::contracts() {
  return {{media::v1::MediaService::service_full_name(), &*service_}};
}

void HostedMedia::connect(const rpc::Peers& peers) {
  channelDirectory_.connect(peers.to("application"));
  f_.grants.connect(peers.to("events"));
}

}  // namespace cameramonit
