#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include "cameramonit/type/v1/common.pb.h"

namespace cameramonit::camctl {

/// What scripts may rely on.
enum ExitCode : int {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kNotAllowed = 3,  ///< not logged in, or no right
  kNotFound = 4,
  kUnavailable = 5,  ///< the server does not answer or has no time
  kRefused = 6,      ///< the input is wrong: a file that is no video, a field out of range
};

/// Every exit code with its meaning in a few words, in order.
const std::vector<std::pair<ExitCode, std::string>>& exitCodeMeanings();

ExitCode exitCodeOf(const absl::Status& status);

/// Prints the error for a person on standard error, or as one JSON object on standard output; gives the exit code.
ExitCode reportError(const absl::Status& status, bool json);

/// Prints a message as one line of JSON on standard output.
void printJson(const google::protobuf::Message& message);

/// The sentence in the language of LC_ALL, LC_MESSAGES or LANG.
const std::string& localized(const type::v1::LocalizedText& text);
bool speaksPolish();

/// Reads a secret: from the terminal without echo, else one line of standard input.
std::string readSecret(const std::string& prompt);

/// One line that redraws itself on a terminal; in a file or pipe one line every 10 %. Thread-bound.
class ProgressBar {
 public:
  explicit ProgressBar(std::string label, bool quiet);
  /// `done` of `total` in any unit; the time left is estimated from the pace.
  void show(double done, double total);
  void finish(const std::string& lastWord);

 private:
  const std::string label_;
  const bool quiet_;
  const bool terminal_;
  const absl::Time start_;
  int lastTenth_ = -1;
};

}  // namespace cameramonit::camctl
