#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using media::v1::MediaService;

constexpr std::int64_t kChunkBytes = 1 << 20;
constexpr int kAttempts = 8;

struct UploadOptions {
  std::string file;
  std::string camera;
  std::string startTime;
  bool create = false;
  bool wait = false;
};

/// Sends the file from where the server stands; while the server is away it is waited for.
absl::Status sendChunks(Client& client, MediaService::Stub& stub, std::ifstream& file, media::v1::Upload upload,
                        ProgressBar& progress) {
  std::string buffer;
  int mistakes = 0;
  while (upload.received_bytes() < upload.size_bytes()) {
    const std::int64_t size = std::min(kChunkBytes, upload.size_bytes() - upload.received_bytes());
    buffer.resize(static_cast<std::size_t>(size));
    file.clear();
    file.seekg(upload.received_bytes());
    if (!file.read(buffer.data(), size)) {
      return base::failedPrecondition(type::v1::ERROR_REASON_FILE_UNREADABLE,
                                      "The file became shorter or unreadable while it was sent.");
    }
    media::v1::UploadChunkRequest request;
    request.set_upload(upload.name());
    request.set_offset(upload.received_bytes());
    request.set_data(buffer);
    media::v1::UploadChunkResponse response;
    const absl::Status status =
        client.persist([&](grpc::ClientContext& context) { return stub.UploadChunk(&context, request, &response); });
    if (status.ok()) {
      mistakes = 0;
      upload.set_received_bytes(response.received_bytes());
      progress.show(static_cast<double>(upload.received_bytes()), static_cast<double>(upload.size_bytes()));
      continue;
    }
    const base::ErrorDetails details = base::errorDetails(status);
    const auto stands = details.facts.find("received_bytes");
    std::int64_t offset = 0;
    if (details.reason == type::v1::ERROR_REASON_UPLOAD_OFFSET_WRONG && stands != details.facts.end() &&
        absl::SimpleAtoi(stands->second, &offset) && ++mistakes < kAttempts) {
      upload.set_received_bytes(offset);
    } else {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status waitForAnalysis(const Invocation& invocation, Client& client, const std::string& media) {
  using analyzer::v1::AnalyzeMediaResponse;
  const auto stub = client.stub<analyzer::v1::AnalyzerService>();
  ProgressBar progress(speaksPolish() ? "Analiza" : "Analysis", invocation.json);
  AnalyzeMediaResponse last;
  CAMERAMONIT_RETURN_IF_ERROR(client.call(
      [&](grpc::ClientContext& context) {
        analyzer::v1::AnalyzeMediaRequest request;
        request.set_media(media);
        const auto stream = stub->AnalyzeMedia(&context, request);
        while (stream->Read(&last)) {
          progress.show(static_cast<double>(last.analysed().seconds()), static_cast<double>(last.total().seconds()));
        }
        return stream->Finish();
      },
      absl::InfiniteDuration()));
  if (invocation.json) printJson(last);
  if (last.state() == AnalyzeMediaResponse::STATE_FAILED) {
    type::v1::ErrorReason reason = type::v1::ERROR_REASON_UNSPECIFIED;
    type::v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", last.error_reason()), &reason);
    return base::failedPrecondition(reason, localized(last.error()));
  }
  if (last.state() == AnalyzeMediaResponse::STATE_CANCELLED) return base::cancelled("The analysis was cancelled.");
  progress.finish(absl::StrFormat("%d %s", last.events(), speaksPolish() ? "zdarzeń" : "events"));
  return absl::OkStatus();
}

/// The channel to send to, added where `options` allow; a server that goes away in between is asked from the start, for
/// what it added before it went is then found.
absl::StatusOr<application::v1::Channel> channelFor(Client& client, const UploadOptions& options) {
  registry::v1::CreateCameraRequest request;
  request.mutable_camera()->set_display_name(options.camera);
  request.set_request_id(base::newUuid(absl::Now()));
  absl::StatusOr<application::v1::Channel> channel;
  CAMERAMONIT_RETURN_IF_ERROR(untilAnswered([&] {
    channel = findChannel(client, options.camera);
    if (options.create && base::errorReason(channel.status()) == type::v1::ERROR_REASON_CHANNEL_UNKNOWN) {
      channel = addChannel(client, request);
    }
    return channel.status();
  }));
  return channel;
}

absl::Status upload(const Invocation& invocation, const UploadOptions& options) {
  std::ifstream file(options.file, std::ios::binary);
  std::error_code error;
  const auto size = std::filesystem::file_size(options.file, error);
  if (!file || error) {
    return base::invalidArgument(type::v1::ERROR_REASON_FILE_UNREADABLE,
                                 absl::StrCat("The file cannot be read: ", options.file));
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, channelFor(client, options));
  const auto stub = client.stub<MediaService>();
  media::v1::StartUploadRequest start;
  start.set_channel(channel.name());
  start.set_display_name(std::filesystem::path(options.file).filename().string());
  start.set_size_bytes(static_cast<std::int64_t>(size));
  start.set_request_id(base::newUuid(absl::Now()));
  if (!options.startTime.empty()) {
    absl::Time time;
    std::string why;
    if (!absl::ParseTime(absl::RFC3339_full, options.startTime, &time, &why)) {
      return base::invalidFields({{"--start", "must be like 2026-11-23T15:30:00+01:00"}});
    }
    start.mutable_start_time()->set_seconds(absl::ToUnixSeconds(time));
  }
  media::v1::StartUploadResponse started;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.persist([&](grpc::ClientContext& context) { return stub->StartUpload(&context, start, &started); }));
  ProgressBar progress(speaksPolish() ? "Wysyłanie" : "Upload", invocation.json);
  CAMERAMONIT_RETURN_IF_ERROR(sendChunks(client, *stub, file, started.upload(), progress));
  media::v1::FinishUploadRequest finish;
  finish.set_upload(started.upload().name());
  media::v1::FinishUploadResponse finished;
  CAMERAMONIT_RETURN_IF_ERROR(client.persist(
      [&](grpc::ClientContext& context) { return stub->FinishUpload(&context, finish, &finished); }, absl::Minutes(2)));
  progress.finish(absl::StrFormat("%.1f MB", static_cast<double>(size) / 1e6));
  if (!localized(finished.media().remark()).empty()) std::cerr << localized(finished.media().remark()) << std::endl;
  if (!options.wait) {
    if (invocation.json) {
      printJson(finished.media());
    } else {
      std::cout << finished.media().name() << std::endl;
    }
    return absl::OkStatus();
  }
  return waitForAnalysis(invocation, client, finished.media().name());
}

}  // namespace

void addUpload(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("upload", "Send a video file to a camera's chat");
  auto options = std::make_shared<UploadOptions>();
  command->add_option("file", options->file, "The video")->required()->check(CLI::ExistingFile);
  command->add_option("--camera,-c", options->camera, "Display name or resource name of the camera")->required();
  command->add_option("--start", options->startTime, "When its first picture was taken, RFC 3339");
  command->add_flag("--create", options->create, "Add the camera if there is none of this name");
  command->add_flag("--wait,-w", options->wait, "Wait until it is analysed");
  command->footer("Example: camctl upload yesterday.mp4 --camera \"Front door\" --wait");
  command->callback(
      [&invocation, options] { invocation.action = [&invocation, options] { return upload(invocation, *options); }; });
}

}  // namespace cameramonit::camctl
