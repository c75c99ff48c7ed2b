#include "server/registry/probe/rtsp_greeting.h"

#include <algorithm>
#include <chrono>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "server/registry/probe/rtsp_reply.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLargestHead = 16 * 1024;
constexpr std::size_t kLargestBody = 256 * 1024;
constexpr std::size_t kLongestServer = 200;

/// Sends one request and reads its answer, body included.
class Conversation {
 public:
  Conversation(Connection& connection, const Patience& patience) : connection_(connection), patience_(patience) {}

  v1::ProbeOutcome ask(const std::string& method, const std::string& uri, RtspReply& reply) {
    const std::string request =
        absl::StrCat(method, " ", uri, " RTSP/1.0\r\nCSeq: ", ++sequence_, "\r\nUser-Agent: cameramonit\r\n",
                     method == "DESCRIBE" ? "Accept: application/sdp\r\n" : "", "\r\n");
    if (!connection_.write(request, patience_)) return lost();
    std::size_t end = std::string::npos;
    while ((end = endOfHead(bytes_)) == std::string::npos) {
      if (bytes_.size() > kLargestHead || !couldBeReply()) return v1::PROBE_OUTCOME_NOT_A_CAMERA;
      if (!connection_.read(bytes_, patience_)) return lost();
    }
    const auto parsed = parseRtspReply(std::string_view(bytes_).substr(0, end));
    if (!parsed) return v1::PROBE_OUTCOME_NOT_A_CAMERA;
    reply = *parsed;
    std::size_t body = 0;
    const auto length = reply.headers.find("content-length");
    if (length != reply.headers.end() && !absl::SimpleAtoi(length->second, &body)) body = 0;
    if (body > kLargestBody) return v1::PROBE_OUTCOME_NOT_A_CAMERA;
    while (bytes_.size() < end + body) {
      if (!connection_.read(bytes_, patience_)) return lost();
    }
    bytes_.erase(0, end + body);
    return v1::PROBE_OUTCOME_OK;
  }

 private:
  bool couldBeReply() const {
    constexpr std::string_view kStart = "RTSP/1.";
    const std::size_t shared = std::min(bytes_.size(), kStart.size());
    return std::string_view(bytes_).substr(0, shared) == kStart.substr(0, shared);
  }
  v1::ProbeOutcome lost() const {
    return patience_.over() ? v1::PROBE_OUTCOME_TIMEOUT : v1::PROBE_OUTCOME_NOT_A_CAMERA;
  }

  Connection& connection_;
  const Patience& patience_;
  std::string bytes_;
  int sequence_ = 0;
};

v1::ProbeOutcome outcomeOf(int status) {
  if (status >= 300 && status < 400) return v1::PROBE_OUTCOME_ADDRESS_REFUSED;  // it would send us elsewhere
  if (status == 404 || status == 400 || status == 454 || status == 410) return v1::PROBE_OUTCOME_WRONG_PATH;
  if (status == 403) return v1::PROBE_OUTCOME_WRONG_PASSWORD;
  if (status == 453 || status >= 500) return v1::PROBE_OUTCOME_CAMERA_BUSY;
  return v1::PROBE_OUTCOME_OK;
}

}  // namespace

RtspGreeting greet(Connection& connection, const StreamAddress& address, const base::Clock& clock,
                   const Patience& patience) {
  RtspGreeting greeting;
  Conversation conversation(connection, patience);
  const std::string uri =
      absl::StrCat("rtsp://", address.authority(), address.path, address.query.empty() ? "" : "?", address.query);
  RtspReply reply;
  const auto asked = std::chrono::steady_clock::now();
  greeting.outcome = conversation.ask("OPTIONS", uri, reply);
  if (greeting.outcome != v1::PROBE_OUTCOME_OK) return greeting;
  greeting.roundTrip = absl::FromChrono(std::chrono::steady_clock::now() - asked);
  greeting.server = reply.headers["server"].substr(0, kLongestServer);
  std::replace_if(
      greeting.server.begin(), greeting.server.end(), [](unsigned char c) { return !absl::ascii_isprint(c); }, '?');
  if (const auto date = parseDateHeader(reply.headers["date"])) greeting.clockOffset = *date - clock.now();
  greeting.outcome = outcomeOf(reply.status);
  greeting.wantsLogin = reply.status == 401;
  if (greeting.outcome != v1::PROBE_OUTCOME_OK || greeting.wantsLogin) return greeting;

  RtspReply described;
  const v1::ProbeOutcome asked2 = conversation.ask("DESCRIBE", uri, described);
  if (asked2 == v1::PROBE_OUTCOME_TIMEOUT) {
    greeting.outcome = asked2;
    return greeting;
  }
  // Some servers hang up after OPTIONS; then the stream itself tells.
  if (asked2 != v1::PROBE_OUTCOME_OK) return greeting;
  greeting.outcome = outcomeOf(described.status);
  greeting.wantsLogin = described.status == 401;
  if (!greeting.clockOffset) {
    if (const auto date = parseDateHeader(described.headers["date"])) greeting.clockOffset = *date - clock.now();
  }
  return greeting;
}

}  // namespace cameramonit::registry
