#pragma once

#include <utility>

#include "analyzer/detect/open_detector.h"
#include "analyzer/detect/shared_detector.h"
#include "analyzer/narrate/narrator.h"
#include "analyzer/pipeline/analysis_desk.h"
#include "analyzer/pipeline/live_desk.h"
#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"

namespace cameramonit::pipeline {

/// Turns pictures into events, on demand and for whoever asks how far it is. Thread-safe.
class AnalyzerService final : public analyzer::v1::AnalyzerService::CallbackService {
 public:
  struct Parts {
    AnalysisDesk& desk;
    detect::SharedDetector& detector;
    detect::DetectorOptions detectorOptions;  ///< that it was opened with
    rpc::CallGuard& guard;
    rpc::WatchHub& hub;  ///< woken by the desk
    LiveDesk& live;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit AnalyzerService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerWriteReactor<analyzer::v1::AnalyzeMediaResponse>* AnalyzeMedia(
      grpc::CallbackServerContext* context, const analyzer::v1::AnalyzeMediaRequest* request) override;
  grpc::ServerUnaryReactor* CancelAnalysis(grpc::CallbackServerContext* context,
                                           const analyzer::v1::CancelAnalysisRequest* request,
                                           analyzer::v1::CancelAnalysisResponse* response) override;
  grpc::ServerUnaryReactor* GetChannelStatus(grpc::CallbackServerContext* context,
                                             const analyzer::v1::GetChannelStatusRequest* request,
                                             analyzer::v1::GetChannelStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetSnapshot(grpc::CallbackServerContext* context,
                                        const analyzer::v1::GetSnapshotRequest* request,
                                        analyzer::v1::GetSnapshotResponse* response) override;
  grpc::ServerWriteReactor<analyzer::v1::StreamLiveResponse>* StreamLive(
      grpc::CallbackServerContext* context, const analyzer::v1::StreamLiveRequest* request) override;
  grpc::ServerUnaryReactor* DescribeImage(grpc::CallbackServerContext* context,
                                          const analyzer::v1::DescribeImageRequest* request,
                                          analyzer::v1::DescribeImageResponse* response) override;
  grpc::ServerUnaryReactor* BenchDetectors(grpc::CallbackServerContext* context,
                                           const analyzer::v1::BenchDetectorsRequest* request,
                                           analyzer::v1::BenchDetectorsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace cameramonit::pipeline
