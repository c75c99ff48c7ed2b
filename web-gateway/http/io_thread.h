#pragma once

#include <chrono>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "web-gateway/http/connection.h"

namespace cameramonit::http {

/// One thread with its event loop and the connections that live on it. `post`, `start` and `stop` are thread-safe; the
/// rest is bound to the thread.
class IoThread final : public ConnectionHost {
 public:
  /// `everyTick` runs on this thread at each tick. It may be empty.
  IoThread(const std::string& name, absl::Duration tick, std::function<void()> everyTick);
  /// Closes what is open and joins.
  ~IoThread() override;

  boost::asio::io_context& context() { return context_; }

  void post(std::function<void()> work) override;
  void closed(Connection& connection) override;
  const std::string& dateLine() const override { return dateLine_; }

  /// Takes a connection in and starts it.
  void adopt(std::shared_ptr<Connection> connection);
  /// Lets every connection end after the response under way.
  void drain();
  /// Closes every connection and joins the thread. Idempotent; not to be called from the thread itself.
  void stop();

 private:
  void tick();

  const std::chrono::nanoseconds tickLength_;
  const std::function<void()> everyTick_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::string dateLine_;
  std::time_t dateSecond_ = 0;
  bool draining_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cameramonit::http
