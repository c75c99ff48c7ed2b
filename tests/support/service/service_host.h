#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/grpcpp.h>

#include "common/base/executor.h"
#include "common/base/ticker.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/metrics.h"
#include "common/rpc/server_runtime.h"
#include "common/rpc/token.h"
#include "common/rpc/watch_hub.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::support {

/// What services stand on, for their tests: the real guard with real tokens, a real server behind an in-process
/// channel; only time is not real, and nobody listens to the log. Thread-bound but for the channel.
class ServiceHost {
 public:
  ServiceHost();
  /// Ends what is open.
  ~ServiceHost();

  testing::FakeClock& clock() { return clock_; }
  log::Logger& log() { return log_; }
  rpc::CallGuard& guard() { return guard_; }
  /// For another guard, whose calls run on `executor`: a service that calls others of this host waits for them there.
  rpc::CallGuard::Parts guardOn(base::Executor& executor);
  rpc::WatchHub& hub() { return hub_; }
  const rpc::Authorizer& authorizer() const { return authorizer_; }
  const rpc::TokenAuthority& tokens() const { return tokens_; }
  /// Methods that were audited, in order.
  std::vector<std::string> audited() const;

  /// Serves these from now on; they must outlive `stop`.
  void serve(std::initializer_list<grpc::Service*> services);
  /// Ends every call. Before the services go.
  void stop();
  std::shared_ptr<grpc::Channel> channel() const { return server_.inProcessChannel(); }

  /// A call's context of users/`name` with `roles`.
  std::unique_ptr<grpc::ClientContext> as(const std::string& name,
                                          std::vector<type::v1::Role> roles = {type::v1::ROLE_CUSTOMER}) const;
  std::unique_ptr<grpc::ClientContext> asService(const std::string& name) const;

 private:
  class Silence final : public log::Logger::Sink {
   public:
    void write(log::Level, std::string_view) override {}
  };
  class AllowAll final : public rpc::Authorizer {
   public:
    absl::Status authorize(const rpc::Principal&, const policy::v1::Policy&, const std::string&) const override {
      return absl::OkStatus();
    }
  };

  testing::FakeClock clock_;
  log::Logger log_;
  rpc::Metrics metrics_;
  rpc::TokenAuthority tokens_{rpc::TokenAuthority::newSeed(), clock_};
  AllowAll authorizer_;
  mutable absl::Mutex mutex_;
  std::vector<std::string> audited_ ABSL_GUARDED_BY(mutex_);
  base::Executor calls_{"calls", 4, 1000};
  base::Executor watches_{"watches", 2, 1000};
  base::Ticker ticker_;
  rpc::CallGuard guard_;
  rpc::WatchHub hub_{watches_, ticker_};
  rpc::ServerRuntime server_{log_};
};

}  // namespace cameramonit::support
