#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "storage/media/media_room.h"
#include "storage/media/playback_token.h"
#include "storage/media/table/visible_channels.h"

namespace cameramonit::media {

/// Files of channels over gRPC. Thread-safe.
class MediaService final : public v1::MediaService::CallbackService {
 public:
  struct Parts {
    MediaRoom& room;
    const PlaybackTokens& tokens;
    rpc::CallGuard& guard;
    rpc::WatchHub& hub;
    base::Executor& reading;  ///< reads the disk for ReadMedia
    const base::Clock& clock;
    /// Whose whole media the caller may see in lists; may block.
    std::function<absl::StatusOr<VisibleChannels>(const rpc::Principal&)> channelsOf;
    /// Whether the caller may now do this with a media: for clips and stills that is decided by their event. May
    /// block. Errors: MEDIA_UNKNOWN when it is hidden, GRANT_REQUIRED, TOKEN_INVALID.
    std::function<absl::Status(const rpc::Principal&, policy::v1::Policy::Right, const v1::Media&)> mayUse;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit MediaService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* StartUpload(grpc::CallbackServerContext* context, const v1::StartUploadRequest* request,
                                        v1::StartUploadResponse* response) override;
  grpc::ServerUnaryReactor* UploadChunk(grpc::CallbackServerContext* context, const v1::UploadChunkRequest* request,
                                        v1::UploadChunkResponse* response) override;
  grpc::ServerUnaryReactor* GetUpload(grpc::CallbackServerContext* context, const v1::GetUploadRequest* request,
                                      v1::GetUploadResponse* response) override;
  grpc::ServerUnaryReactor* FinishUpload(grpc::CallbackServerContext* context, const v1::FinishUploadRequest* request,
                                         v1::FinishUploadResponse* response) override;
  grpc::ServerUnaryReactor* CancelUpload(grpc::CallbackServerContext* context, const v1::CancelUploadRequest* request,
                                         v1::CancelUploadResponse* response) override;
  grpc::ServerUnaryReactor* GetMedia(grpc::CallbackServerContext* context, const v1::GetMediaRequest* request,
                                     v1::GetMediaResponse* response) override;
  grpc::ServerUnaryReactor* ListMedia(grpc::CallbackServerContext* context, const v1::ListMediaRequest* request,
                                      v1::ListMediaResponse* response) override;
  grpc::ServerUnaryReactor* DeleteMedia(grpc::CallbackServerContext* context, const v1::DeleteMediaRequest* request,
                                        v1::DeleteMediaResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchMediaResponse>* WatchMedia(grpc::CallbackServerContext* context,
                                                               const v1::WatchMediaRequest* request) override;
  grpc::ServerUnaryReactor* GetPlaybackUrl(grpc::CallbackServerContext* context,
                                           const v1::GetPlaybackUrlRequest* request,
                                           v1::GetPlaybackUrlResponse* response) override;
  grpc::ServerWriteReactor<v1::ReadMediaResponse>* ReadMedia(grpc::CallbackServerContext* context,
                                                             const v1::ReadMediaRequest* request) override;
  grpc::ServerUnaryReactor* GetUsage(grpc::CallbackServerContext* context, const v1::GetUsageRequest* request,
                                     v1::GetUsageResponse* response) override;
  grpc::ServerUnaryReactor* OpenMedia(grpc::CallbackServerContext* context, const v1::OpenMediaRequest* request,
                                      v1::OpenMediaResponse* response) override;
  grpc::ServerUnaryReactor* ReportAnalysis(grpc::CallbackServerContext* context,
                                           const v1::ReportAnalysisRequest* request,
                                           v1::ReportAnalysisResponse* response) override;
  grpc::ServerUnaryReactor* StoreStill(grpc::CallbackServerContext* context, const v1::StoreStillRequest* request,
                                       v1::StoreStillResponse* response) override;
  grpc::ServerUnaryReactor* DeclareClip(grpc::CallbackServerContext* context, const v1::DeclareClipRequest* request,
                                        v1::DeclareClipResponse* response) override;
  grpc::ServerUnaryReactor* StartRecording(grpc::CallbackServerContext* context,
                                           const v1::StartRecordingRequest* request,
                                           v1::StartRecordingResponse* response) override;
  grpc::ServerUnaryReactor* FinishRecording(grpc::CallbackServerContext* context,
                                            const v1::FinishRecordingRequest* request,
                                            v1::FinishRecordingResponse* response) override;

 private:
  absl::Status listMedia(const rpc::Principal& who, const v1::ListMediaRequest& request,
                         v1::ListMediaResponse& response);
  absl::Status getPlaybackUrl(const rpc::Principal& who, absl::Duration patience,
                              const v1::GetPlaybackUrlRequest& request, v1::GetPlaybackUrlResponse& response);
  absl::Status readMedia(const v1::ReadMediaRequest& request,
                         std::shared_ptr<rpc::ServerStream<v1::ReadMediaResponse>> stream);
  absl::Status openMedia(const rpc::Principal& who, const v1::OpenMediaRequest& request,
                         v1::OpenMediaResponse& response);

  const Parts parts_;
};

}  // namespace cameramonit::media
