#include "analyzer/pipeline/analyzer_service.h"

#include <memory>
#include <utility>

#include <absl/strings/match.h>

#include "analyzer/pipeline/bench_report.h"
#include "analyzer/pipeline/image_description.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {

using analyzer::v1::AnalyzeMediaResponse;
using analyzer::v1::GetChannelStatusResponse;

grpc::ServerWriteReactor<AnalyzeMediaResponse>* AnalyzerService::AnalyzeMedia(
    grpc::CallbackServerContext* context, const analyzer::v1::AnalyzeMediaRequest* request) {
  using Stream = rpc::ServerStream<AnalyzeMediaResponse>;
  return parts_.guard.serverStream<AnalyzeMediaResponse>(
      context, request, [this, request](const rpc::Principal&, std::shared_ptr<Stream> stream) -> absl::Status {
        if (!absl::StrContains(request->media(), "/media/")) {
          return base::notFound(type::v1::ERROR_REASON_MEDIA_UNKNOWN, "There is no such film.",
                                {{"media", request->media()}});
        }
        const auto job = parts_.desk.submit(request->media(), request->again());
        auto sent = std::make_shared<std::string>();
        stream->onClosed(parts_.hub.watch([job, stream, sent](bool checkpoint) {
          const bool over = job->over();
          AnalyzeMediaResponse status = job->status();
          std::string now = status.SerializeAsString();
          if (checkpoint || now != *sent) stream->push(std::move(status));
          *sent = std::move(now);
          if (over) stream->finish(absl::OkStatus());
          return !over && !stream->closed();
        }));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* AnalyzerService::CancelAnalysis(grpc::CallbackServerContext* context,
                                                          const analyzer::v1::CancelAnalysisRequest* request,
                                                          analyzer::v1::CancelAnalysisResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal&) -> absl::Status {
    const auto job = parts_.desk.find(request->media());
    if (!job) {
      return base::notFound(type::v1::ERROR_REASON_JOB_UNKNOWN, "This film is not being analysed.",
                            {{"media", request->media()}});
    }
    job->cancel();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AnalyzerService::GetChannelStatus(grpc::CallbackServerContext* context,
                                                            const analyzer::v1::GetChannelStatusRequest* request,
                                                            GetChannelStatusResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    const AnalysisDesk::ChannelWork work = parts_.desk.workOf(request->channel());
    response->set_activity(GetChannelStatusResponse::ACTIVITY_IDLE);
    response->set_waiting(work.waiting);
    if (work.running) {
      response->set_activity(GetChannelStatusResponse::ACTIVITY_ANALYSING_MEDIA);
      response->set_media(work.running->media());
      const AnalyzeMediaResponse status = work.running->status();
      if (status.total().seconds() > 0) {
        response->set_progress(static_cast<float>(status.analysed().seconds()) /
                               static_cast<float>(status.total().seconds()));
      }
    }
    if (auto live = parts_.live.status(request->channel())) *response->mutable_live() = *std::move(live);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AnalyzerService::GetSnapshot(grpc::CallbackServerContext* context,
                                                       const analyzer::v1::GetSnapshotRequest* request,
                                                       analyzer::v1::GetSnapshotResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.live.snapshot(request->channel()));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<analyzer::v1::StreamLiveResponse>* AnalyzerService::StreamLive(
    grpc::CallbackServerContext* context, const analyzer::v1::StreamLiveRequest* request) {
  return parts_.guard.serverStream<analyzer::v1::StreamLiveResponse>(
      context, request, [this, request](const rpc::Principal&, std::shared_ptr<LiveDesk::Stream> stream) {
        return parts_.live.show(request->channel(), std::move(stream));
      });
}

grpc::ServerUnaryReactor* AnalyzerService::DescribeImage(grpc::CallbackServerContext* context,
                                                         const analyzer::v1::DescribeImageRequest* request,
                                                         analyzer::v1::DescribeImageResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) {
    const auto detector = parts_.detector.openLine();
    return describeImage(request->image(), *detector, *response);
  });
}

grpc::ServerUnaryReactor* AnalyzerService::BenchDetectors(grpc::CallbackServerContext* context,
                                                          const analyzer::v1::BenchDetectorsRequest* request,
                                                          analyzer::v1::BenchDetectorsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) {
    return benchDetectors(*request, parts_.detectorOptions, parts_.detector.threads(), *response);
  });
}

}  // namespace cameramonit::pipeline
