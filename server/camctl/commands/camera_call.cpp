#include "server/camctl/commands/camera_call.h"

#include <algorithm>
#include <iostream>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::camctl {
namespace {

/// Characters of UTF-8, which is what a terminal shows.
std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

absl::StatusOr<std::vector<registry::v1::Camera>> listCameras(Client& client, CameraStub& stub) {
  std::vector<registry::v1::Camera> cameras;
  registry::v1::ListCamerasRequest request;
  request.set_page_size(1000);
  do {
    registry::v1::ListCamerasResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub.ListCameras(&context, request, &response); }));
    for (const auto& camera : response.cameras()) cameras.push_back(camera);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return cameras;
}

absl::StatusOr<registry::v1::Camera> findCamera(Client& client, CameraStub& stub, const std::string& text) {
  registry::v1::GetCameraRequest request;
  request.set_name(absl::StartsWith(text, "cameras/") ? text : absl::StrCat("cameras/", text));
  registry::v1::GetCameraResponse response;
  const absl::Status status =
      client.call([&](grpc::ClientContext& context) { return stub.GetCamera(&context, request, &response); });
  if (status.ok()) return response.camera();
  if (base::errorReason(status) != type::v1::ERROR_REASON_CAMERA_UNKNOWN) return status;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto cameras, listCameras(client, stub));
  const registry::v1::Camera* found = nullptr;
  for (const auto& camera : cameras) {
    if (camera.display_name() != text) continue;
    if (found != nullptr) {
      return base::invalidFields(
          {{"camera", absl::StrCat("several are called \"", text, "\": use ", found->name(), " or ", camera.name())}});
    }
    found = &camera;
  }
  if (found == nullptr) return status;
  return *found;
}

void printTable(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], widthOf(row[i]));
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - widthOf(row[i]) + 2, ' ');
    }
    std::cout << line << "\n";
  }
  std::cout << std::flush;
}

}  // namespace cameramonit::camctl
