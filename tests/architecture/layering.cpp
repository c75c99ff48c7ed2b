#include "tests/architecture/layering.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <array>
#include <regex>

namespace cameramonit::architecture {
namespace {

/// The service that `room` is part of, "" if none: others reach a service only through its contract in protos/.
std::string serviceOf(const std::string& room) {
  static const std::regex kServices(R"((server/(registry|application|access|events|chat|messenger)|storage/media|)"
                                    R"(analyzer/pipeline|web-gateway)(/.*)?)");
  std::smatch match;
  return std::regex_match(room, match, kServices) ? match[1].str() : "";
}

/// The programs' own rooms, which wire services together.
bool isComposition(const std::string& room) {
  return room == "server/cameramonit" || room == "server/camctl" || room.substr(0, 11) == "server/eval";
}

/// A third-party library and the files that may include it.
struct Owner {
  const char* header;  ///< regular expression over the included path
  const char* files;   ///< regular expression over the including path
  const char* name;
};

constexpr std::array kOwners = {
    Owner{R"(lib(av|sw)\w+/.*)", R"(common/media/.*)", "FFmpeg"},
    Owner{R"(opencv2/.*)", R"(analyzer/.*|server/eval/.*)", "OpenCV"},
    Owner{R"(soci/.*|soci\.h|sqlite3\.h|mysql\.h|mysqld_error\.h|errmsg\.h)", R"(storage/sql/.*|.*/table/.*)", "SQL"},
    Owner{R"(grpc(pp)?/.*|.*\.grpc\.pb\.h)",
          R"(common/rpc/.*|.*_(service|client)(_impl)?\.(h|cpp)|web-gateway/grpcweb/.*|server/(cameramonit|camctl)/.*)",
          "gRPC"},
    Owner{R"(boost/.*)", R"(web-gateway/.*)", "Boost"},
    Owner{R"(spdlog/.*)", R"(common/log/.*)", "spdlog"},
    Owner{R"(toml\+\+/.*|toml\+\+\.h)", R"(common/(config|text)/.*|server/chat/(understand|answer)/.*)", "toml++"},
    Owner{R"(hunspell/.*)", R"(server/chat/.*)", "Hunspell"},
    Owner{R"(gst/.*|glib.*\.h)", R"(server/testcamera/.*)", "GStreamer"},
    Owner{R"(CLI/.*)", R"(server/(cameramonit|camctl|eval|testcamera)/.*)", "CLI11"},
};

}  // namespace

Layering::Layering(std::vector<std::string> rooms) : rooms_(std::move(rooms)) {}

std::optional<size_t> Layering::roomOf(const std::string& path) const {
  std::optional<size_t> found;  // the longest name wins: a room may lie inside another
  for (size_t i = 0; i < rooms_.size(); ++i) {
    const bool inside = absl::StartsWith(path, rooms_[i] + "/");
    if (inside && (!found || rooms_[i].size() > rooms_[*found].size())) found = i;
  }
  return found;
}

std::optional<std::string> Layering::objectionTo(const std::string& path, const std::string& header) const {
  const auto from = roomOf(path);
  const auto to = roomOf(header);
  if (!from || !to || *from == *to) return std::nullopt;
  const std::string& user = rooms_[*from];
  const std::string& used = rooms_[*to];
  if (*to > *from) return absl::StrCat(used, " lies above ", user);
  const std::string service = serviceOf(used);
  if (!service.empty() && service != serviceOf(user) && !isComposition(user)) {
    return absl::StrCat(user, " reaches ", used, " past its contract");
  }
  return std::nullopt;
}

std::optional<std::string> objectionToThirdParty(const std::string& path, const std::string& header) {
  for (const Owner& owner : kOwners) {
    if (!std::regex_match(header, std::regex(owner.header))) continue;
    if (std::regex_match(path, std::regex(owner.files))) return std::nullopt;
    return absl::StrCat(owner.name, " does not belong here; its owner is ", owner.files);
  }
  return std::nullopt;
}

}  // namespace cameramonit::architecture
