#include "server/cameramonit/token_key_client.h"

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <utility>

#include <absl/strings/str_cat.h>

#include "cameramonit/access/v1/token_key_service.grpc.pb.h"
#include "common/base/status.h"
#include "common/rpc/status_mapping.h"

namespace cameramonit {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(2);
constexpr absl::Duration kPause = absl::Milliseconds(250);
constexpr absl::Duration kRefresh = absl::Minutes(1);

void sleep(absl::Duration time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock<std::mutex> lock(mutex);
  woken.wait_for(lock, stop, absl::ToChronoNanoseconds(time), [] { return false; });
}

}  // namespace

TokenKeyClient::TokenKeyClient(std::shared_ptr<grpc::Channel> access, const rpc::ServiceIdentity& self,
                               rpc::TokenReader& tokens, log::Logger& log)
    : access_(std::move(access)), self_(self), tokens_(tokens), log_(log) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

absl::Status TokenKeyClient::ask() {
  access::v1::GetTokenKeyResponse response;
  const auto stub = access::v1::TokenKeyService::NewStub(access_);
  CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(stub->GetTokenKey(self_.context(kTimeout).get(), {}, &response)));
  rpc::TokenKey key{};
  if (response.public_key().size() != key.size()) return base::internalError("The token key has the wrong size.");
  std::copy(response.public_key().begin(), response.public_key().end(), key.begin());
  tokens_.setKey(key);
  return absl::OkStatus();
}

void TokenKeyClient::run(const std::stop_token& stop) {
  bool told = false;
  while (!stop.stop_requested()) {
    const bool first = !tokens_.hasKey();
    const absl::Status status = ask();
    if (status.ok() && first) log_.info("mesh.token_key_known");
    if (!status.ok() && !std::exchange(told, true)) {
      log_.warn("mesh.access_does_not_answer", {{"status", std::string(status.message())}});
    }
    if (status.ok()) told = false;
    sleep(tokens_.hasKey() ? kRefresh : kPause, stop);
  }
}

absl::StatusOr<rpc::TokenKey> readTokenKey(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line)) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 absl::StrCat("mesh.token_key: ", file.string(), " cannot be read."));
  }
  return rpc::parseTokenKey(line);
}

}  // namespace cameramonit
