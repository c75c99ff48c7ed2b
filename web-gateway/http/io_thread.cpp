#include "web-gateway/http/io_thread.h"

#include <pthread.h>

#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <boost/asio/post.hpp>

namespace cameramonit::http {
namespace asio = boost::asio;

IoThread::IoThread(const std::string& name, absl::Duration tick, std::function<void()> everyTick)
    : tickLength_(absl::ToChronoNanoseconds(tick)),
      everyTick_(std::move(everyTick)),
      work_(asio::make_work_guard(context_)),
      timer_(context_) {
  asio::post(context_, [this] { this->tick(); });
  thread_ = std::thread([this] { context_.run(); });
  pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

IoThread::~IoThread() {
  stop();
}

void IoThread::post(std::function<void()> work) {
  asio::post(context_, std::move(work));
}

void IoThread::closed(Connection& connection) {
  connections_.erase(connection.shared_from_this());
}

void IoThread::adopt(std::shared_ptr<Connection> connection) {
  connections_.insert(connection);
  connection->start();
  if (draining_) connection->drain();
}

void IoThread::drain() {
  asio::post(context_, [this] {
    draining_ = true;
    // Draining closes idle connections, which changes the set.
    const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
    for (const auto& connection : all) connection->drain();
  });
}

void IoThread::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] {
    stopping_ = true;
    timer_.cancel();
    const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
    for (const auto& connection : all) connection->close();
    work_.reset();
  });
  thread_.join();
}

void IoThread::tick() {
  const std::time_t second = absl::ToTimeT(absl::Now());
  if (second != dateSecond_) {
    dateSecond_ = second;
    dateLine_ = formatDateLine(absl::FromTimeT(second));
  }
  const auto now = std::chrono::steady_clock::now();
  const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
  for (const auto& connection : all) connection->sweep(now);
  if (everyTick_) everyTick_();
  if (stopping_) return;
  timer_.expires_after(tickLength_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tick();
  });
}

}  // namespace cameramonit::http
