#include "storage/media/media_service.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>

#include "common/base/status.h"
#include "storage/media/media_read.h"
#include "storage/media/media_watch.h"
#include "storage/media/resource_name.h"
#include "storage/media/upload_file.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

constexpr int kUsualPage = 100;
constexpr int kLargestPage = 1000;
// What is left of a call's time for answering, after waiting for a file to be made.
constexpr absl::Duration kAnswering = absl::Seconds(1);
// Of tokens for the analyzer, which may be busy with a film for long.
constexpr absl::Duration kServiceTokenLife = absl::Hours(24);

Variant variantOf(v1::GetPlaybackUrlRequest::Variant asked) {
  switch (asked) {
    case v1::GetPlaybackUrlRequest::VARIANT_ORIGINAL:
      return Variant::kOriginal;
    case v1::GetPlaybackUrlRequest::VARIANT_ANIMATION:
      return Variant::kAnimation;
    case v1::GetPlaybackUrlRequest::VARIANT_STILL:
      return Variant::kStill;
    default:
      return Variant::kBrowser;
  }
}

/// What is done with a media when this of it is played: a picture is part of the event, an original can be taken away.
policy::v1::Policy::Right rightFor(Variant variant) {
  switch (variant) {
    case Variant::kStill:
      return policy::v1::Policy::RIGHT_SEE;
    case Variant::kBrowser:
      return policy::v1::Policy::RIGHT_RECORDINGS;
    case Variant::kOriginal:
    case Variant::kAnimation:
      break;
  }
  return policy::v1::Policy::RIGHT_EXPORT;
}

/// Whoever asked for the URL: who plays it has no rights but theirs.
rpc::Principal holderOf(const PlaybackGrant& grant) {
  rpc::Principal who;
  who.kind = absl::StartsWith(grant.user, "services/") ? rpc::Principal::Kind::kService : rpc::Principal::Kind::kUser;
  who.name = grant.user;
  who.session = grant.session;
  return who;
}

/// Changes whenever the bytes do: a file that is made anew gets a new name.
std::string etagOf(const std::string& media, const MediaFile& file) {
  return media.substr(media.rfind('/') + 1) + "-" + file.path.substr(file.path.rfind('/') + 1);
}

std::string fileName(const StoredMedia& stored, Variant variant) {
  const std::string name = stored.media.display_name().empty() ? "cameramonit" : stored.media.display_name();
  switch (variant) {
    case Variant::kOriginal:
      return name;
    case Variant::kBrowser:
      return name + ".mp4";
    case Variant::kAnimation:
      return name + ".webp";
    case Variant::kStill:
      return name + ".jpg";
  }
  return name;
}

}  // namespace

grpc::ServerUnaryReactor* MediaService::StartUpload(grpc::CallbackServerContext* context,
                                                    const v1::StartUploadRequest* request,
                                                    v1::StartUploadResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_upload(), parts_.room.uploads().start(*request, who.name));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::UploadChunk(grpc::CallbackServerContext* context,
                                                    const v1::UploadChunkRequest* request,
                                                    v1::UploadChunkResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t received, parts_.room.uploads().append(*request));
    response->set_received_bytes(received);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::GetUpload(grpc::CallbackServerContext* context,
                                                  const v1::GetUploadRequest* request,
                                                  v1::GetUploadResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_upload(), parts_.room.uploads().get(request->name()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::FinishUpload(grpc::CallbackServerContext* context,
                                                     const v1::FinishUploadRequest* request,
                                                     v1::FinishUploadResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_media(), parts_.room.finishUpload(*request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::CancelUpload(grpc::CallbackServerContext* context,
                                                     const v1::CancelUploadRequest* request,
                                                     v1::CancelUploadResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal&) -> absl::Status {
    return parts_.room.cancelUpload(request->name());
  });
}

grpc::ServerUnaryReactor* MediaService::GetMedia(grpc::CallbackServerContext* context,
                                                 const v1::GetMediaRequest* request, v1::GetMediaResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, parts_.room.get(request->name()));
    CAMERAMONIT_RETURN_IF_ERROR(parts_.mayUse(who, policy::v1::Policy::RIGHT_SEE, stored.media));
    *response->mutable_media() = std::move(stored.media);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::ListMedia(grpc::CallbackServerContext* context,
                                                  const v1::ListMediaRequest* request,
                                                  v1::ListMediaResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return listMedia(who, *request, *response);
  });
}

absl::Status MediaService::listMedia(const rpc::Principal& who, const v1::ListMediaRequest& request,
                                     v1::ListMediaResponse& response) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request.page_size(), kUsualPage, kLargestPage));
  CAMERAMONIT_ASSIGN_OR_RETURN(const VisibleChannels visible, parts_.channelsOf(who));
  MediaFilter filter;
  filter.parent = request.parent();
  filter.allowedChannels = visible ? &*visible : nullptr;
  for (const int kind : request.kinds()) filter.kinds.push_back(static_cast<v1::Media::Kind>(kind));
  if (request.time_range().has_start_time()) filter.from = sql::timeOf(true, request.time_range().start_time());
  if (request.time_range().has_end_time()) filter.until = sql::timeOf(true, request.time_range().end_time());
  CAMERAMONIT_ASSIGN_OR_RETURN(MediaPage page, parts_.room.table().list(filter, size, request.page_token()));
  for (v1::Media& media : page.media) *response.add_media() = std::move(media);
  response.set_next_page_token(std::move(page.nextPageToken));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* MediaService::DeleteMedia(grpc::CallbackServerContext* context,
                                                    const v1::DeleteMediaRequest* request, v1::DeleteMediaResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia stored, parts_.room.table().get(request->name()));
    CAMERAMONIT_RETURN_IF_ERROR(parts_.mayUse(who, policy::v1::Policy::RIGHT_CHANGE, stored.media));
    return parts_.room.remove(request->name());
  });
}

grpc::ServerWriteReactor<v1::WatchMediaResponse>* MediaService::WatchMedia(grpc::CallbackServerContext* context,
                                                                           const v1::WatchMediaRequest* request) {
  return parts_.guard.serverStream<v1::WatchMediaResponse>(
      context, request,
      [this, request](const rpc::Principal& who, std::shared_ptr<MediaWatch::Stream> stream) -> absl::Status {
        auto watch = std::make_shared<MediaWatch>(
            parts_.room.table(), parts_.room.changes(), parts_.clock, request->parent(),
            [this, who] { return parts_.channelsOf(who); }, stream);
        CAMERAMONIT_RETURN_IF_ERROR(watch->pushSnapshot());
        stream->onClosed(parts_.hub.watch([watch](bool checkpoint) { return watch->poll(checkpoint); }));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* MediaService::GetPlaybackUrl(grpc::CallbackServerContext* context,
                                                       const v1::GetPlaybackUrlRequest* request,
                                                       v1::GetPlaybackUrlResponse* response) {
  const absl::Time deadline = absl::FromChrono(context->deadline());
  return parts_.guard.unary(
      context, request, [this, request, response, deadline](const rpc::Principal& who) -> absl::Status {
        const absl::Duration left = deadline - absl::Now() - kAnswering;
        return getPlaybackUrl(who, std::clamp(left, absl::ZeroDuration(), parts_.room.options().makingPatience),
                              *request, *response);
      });
}

absl::Status MediaService::getPlaybackUrl(const rpc::Principal& who, absl::Duration patience,
                                          const v1::GetPlaybackUrlRequest& request,
                                          v1::GetPlaybackUrlResponse& response) {
  const Variant variant = variantOf(request.variant());
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored,
                               parts_.room.evidence().resolve(request.name(), variant == Variant::kStill));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.mayUse(who, rightFor(variant), stored.media));
  const std::string& name = stored.media.name();
  CAMERAMONIT_ASSIGN_OR_RETURN(const MediaFile file, parts_.room.shelf().get(name, variant, patience));
  if (stored.media.kind() == v1::Media::KIND_CLIP) {
    // Where the event begins is known for sure once the clip is cut.
    CAMERAMONIT_ASSIGN_OR_RETURN(stored, parts_.room.table().get(std::string(name)));
    *response.mutable_event_offset() = sql::protoDurationOf(std::max(stored.eventOffset, absl::ZeroDuration()));
  }
  const absl::Time expires = parts_.clock.now() + parts_.room.options().urlLife;
  response.set_url("/media/" + parts_.tokens.sign({stored.media.name(), variant, expires, who.name, who.session}));
  *response.mutable_expire_time() = sql::timestampOf(expires);
  response.set_content_type(file.contentType);
  return absl::OkStatus();
}

grpc::ServerWriteReactor<v1::ReadMediaResponse>* MediaService::ReadMedia(grpc::CallbackServerContext* context,
                                                                         const v1::ReadMediaRequest* request) {
  return parts_.guard.serverStream<v1::ReadMediaResponse>(
      context, request, [this, request](const rpc::Principal&, std::shared_ptr<MediaRead::Stream> stream) {
        return readMedia(*request, std::move(stream));
      });
}

absl::Status MediaService::readMedia(const v1::ReadMediaRequest& request, std::shared_ptr<MediaRead::Stream> stream) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const PlaybackGrant grant, parts_.tokens.verify(request.token()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia stored, parts_.room.table().get(grant.media));
  // A URL says what was allowed when it was made; what counts is what is allowed now, and while it plays.
  const auto mayStill = [this, who = holderOf(grant), right = rightFor(grant.variant), media = stored.media] {
    return parts_.mayUse(who, right, media);
  };
  CAMERAMONIT_RETURN_IF_ERROR(mayStill());
  CAMERAMONIT_ASSIGN_OR_RETURN(
      const MediaFile file, parts_.room.shelf().get(grant.media, grant.variant, parts_.room.options().makingPatience));
  const std::filesystem::path path = parts_.room.layout().absolute(file.path);
  OpenFile open(path, O_RDONLY);
  if (!open.isOpen()) {
    return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The file of this media is not there.",
                          {{"media", grant.media}});
  }
  const std::int64_t size = UploadFile(path).received();
  if (request.offset() < 0 || request.limit() < 0 || request.offset() > size) {
    return base::invalidFields({{"offset", "within the file, which has " + std::to_string(size) + " bytes"}});
  }
  const std::int64_t end =
      request.limit() == 0 ? size : std::min(size - request.offset(), request.limit()) + request.offset();
  v1::ReadMediaResponse::Info info;
  info.set_size_bytes(size);
  info.set_content_type(file.contentType);
  info.set_etag(etagOf(grant.media, file));
  info.set_file_name(fileName(stored, grant.variant));
  parts_.guard.supervise(*stream, mayStill);
  std::make_shared<MediaRead>(std::move(open), request.offset(), end, std::move(info), parts_.reading,
                              std::move(stream))
      ->start();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* MediaService::GetUsage(grpc::CallbackServerContext* context,
                                                 const v1::GetUsageRequest* request, v1::GetUsageResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.room.usage(request->parent()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::OpenMedia(grpc::CallbackServerContext* context,
                                                  const v1::OpenMediaRequest* request,
                                                  v1::OpenMediaResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return openMedia(who, *request, *response);
  });
}

absl::Status MediaService::openMedia(const rpc::Principal& who, const v1::OpenMediaRequest& request,
                                     v1::OpenMediaResponse& response) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const MediaFile file, parts_.room.shelf().get(request.name(), Variant::kOriginal,
                                                                             parts_.room.options().makingPatience));
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, parts_.room.table().get(request.name()));
  *response.mutable_media() = std::move(stored.media);
  response.set_path(parts_.room.layout().absolute(file.path).string());
  response.set_token(
      parts_.tokens.sign({request.name(), Variant::kOriginal, parts_.clock.now() + kServiceTokenLife, who.name, ""}));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* MediaService::ReportAnalysis(grpc::CallbackServerContext* context,
                                                       const v1::ReportAnalysisRequest* request,
                                                       v1::ReportAnalysisResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal&) -> absl::Status {
    return parts_.room.reportAnalysis(*request);
  });
}

grpc::ServerUnaryReactor* MediaService::StoreStill(grpc::CallbackServerContext* context,
                                                   const v1::StoreStillRequest* request,
                                                   v1::StoreStillResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_media(), parts_.room.evidence().storeStill(*request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::DeclareClip(grpc::CallbackServerContext* context,
                                                    const v1::DeclareClipRequest* request,
                                                    v1::DeclareClipResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_media(), parts_.room.evidence().declareClip(*request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::StartRecording(grpc::CallbackServerContext* context,
                                                       const v1::StartRecordingRequest* request,
                                                       v1::StartRecordingResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.room.recordings().start(*request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* MediaService::FinishRecording(grpc::CallbackServerContext* context,
                                                        const v1::FinishRecordingRequest* request,
                                                        v1::FinishRecordingResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.room.recordings().finish(*request));
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::media
