#include "server/camctl/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "common/base/status.h"

namespace cameramonit::camctl {

const std::vector<std::pair<ExitCode, std::string>>& exitCodeMeanings() {
  static const auto* meanings =
      new std::vector<std::pair<ExitCode, std::string>>{{kOk, "done"},
                                                        {kFailed, "failed"},
                                                        {kUsage, "wrong usage"},
                                                        {kNotAllowed, "not logged in or not allowed"},
                                                        {kNotFound, "not found"},
                                                        {kUnavailable, "server unavailable"},
                                                        {kRefused, "refused"}};
  return *meanings;
}

ExitCode exitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kNotAllowed;
    case absl::StatusCode::kNotFound:
      return kNotFound;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kUnavailable;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kResourceExhausted:
      return kRefused;
    default:
      return kFailed;
  }
}

ExitCode reportError(const absl::Status& status, bool json) {
  const std::string reason = base::reasonName(base::errorReason(status));
  std::string message(status.message());
  if (absl::IsUnavailable(status) && base::errorReason(status) == type::v1::ERROR_REASON_UNSPECIFIED) {
    // gRPC's own words, which name the address and the cause.
    message = absl::StrCat(speaksPolish() ? "Serwer nie odpowiada. Czy działa, i czy adres się zgadza? ("
                                          : "The server does not answer. Does it run, and is the address right? (",
                           message, ")");
  }
  if (json) {
    std::cout << nlohmann::json{{"error", {{"reason", reason}, {"message", message}}}}.dump() << std::endl;
  } else {
    std::cerr << "camctl: " << message << (reason.empty() || reason == "UNSPECIFIED" ? "" : " [" + reason + "]")
              << std::endl;
    if (status.code() == absl::StatusCode::kUnauthenticated) std::cerr << "Log in with: camctl login" << std::endl;
  }
  return exitCodeOf(status);
}

void printJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (google::protobuf::util::MessageToJsonString(message, &text, options).ok()) std::cout << text << std::endl;
}

bool speaksPolish() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): camctl never sets variables
    if (value != nullptr && *value != '\0') return absl::StartsWith(value, "pl");
  }
  return false;
}

const std::string& localized(const type::v1::LocalizedText& text) {
  return speaksPolish() || text.en().empty() ? text.pl() : text.en();
}

std::string readSecret(const std::string& prompt) {
  std::string secret;
  termios before{};
  const bool terminal = isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    std::cerr << prompt << std::flush;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::getline(std::cin, secret);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << std::endl;
  }
  return secret;
}

ProgressBar::ProgressBar(std::string label, bool quiet)
    : label_(std::move(label)), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), start_(absl::Now()) {}

void ProgressBar::show(double done, double total) {
  if (quiet_ || total <= 0) return;
  const double share = std::clamp(done / total, 0.0, 1.0);
  const int tenth = static_cast<int>(share * 10);
  if (!terminal_ && tenth == lastTenth_) return;
  lastTenth_ = tenth;
  const absl::Duration elapsed = absl::Now() - start_;
  const std::string left =
      share > 0.02 && share < 1
          ? absl::StrFormat(" %s %d s", speaksPolish() ? "jeszcze" : "left",
                            static_cast<int>(absl::ToDoubleSeconds(elapsed) * (1 - share) / share) + 1)
          : "";
  constexpr int kWidth = 30;
  const int filled = static_cast<int>(share * kWidth);
  std::cerr << (terminal_ ? "\r" : "") << label_ << " [" << std::string(filled, '#')
            << std::string(kWidth - filled, '.') << absl::StrFormat("] %3d %%", static_cast<int>(share * 100)) << left
            << (terminal_ ? "   " : "\n") << std::flush;
}

void ProgressBar::finish(const std::string& lastWord) {
  if (quiet_) return;
  std::cerr << (terminal_ ? "\r\033[K" : "") << label_ << ": " << lastWord << std::endl;
}

}  // namespace cameramonit::camctl
