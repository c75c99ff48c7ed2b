#include "tests/integration/mesh/event_load.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "common/base/ids.h"

namespace cameramonit::testing {
namespace {

events::v1::RecordEventsRequest newEvent(const std::string& channelName, std::int64_t sequence) {
  const absl::Time now = absl::Now();
  events::v1::RecordEventsRequest request;
  request.set_sequence(sequence);
  events::v1::Event& event = *request.mutable_event();
  event.set_name(absl::StrCat(channelName, "/events/", base::newUuid(now)));
  event.set_kind(events::v1::EVENT_KIND_APPEARED);
  event.set_object_class("person");
  event.set_confidence(0.9F);
  event.set_severity(events::v1::SEVERITY_INFO);
  event.set_state(events::v1::Event::STATE_FINAL);
  event.mutable_start_time()->set_seconds(absl::ToUnixSeconds(now));
  event.mutable_end_time()->set_seconds(absl::ToUnixSeconds(now) + 1);
  event.mutable_sentence()->set_en("A person appeared.");
  event.mutable_sentence()->set_pl("Pojawiła się osoba.");
  return request;
}

}  // namespace

EventLoad::EventLoad(std::shared_ptr<grpc::Channel> events, std::string channelName)
    : events_(std::move(events)), channelName_(std::move(channelName)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void EventLoad::stop() {
  thread_.request_stop();
  thread_.join();
}

std::set<std::string> EventLoad::acknowledged() const {
  absl::MutexLock lock(&mutex_);
  return acknowledged_;
}

int EventLoad::breaks() const {
  absl::MutexLock lock(&mutex_);
  return breaks_;
}

void EventLoad::run(const std::stop_token& stop) {
  const auto stub = events::v1::EventService::NewStub(events_);
  std::int64_t sequence = 0;
  while (!stop.stop_requested()) {
    const auto context = identity_.context(absl::Seconds(20));
    const auto stream = stub->RecordEvents(context.get());
    events::v1::RecordEventsResponse response;
    for (;;) {
      const events::v1::RecordEventsRequest request = newEvent(channelName_, ++sequence);
      if (stop.stop_requested() || !stream->Write(request) || !stream->Read(&response)) break;
      absl::MutexLock lock(&mutex_);
      if (response.sequence() == sequence) acknowledged_.insert(request.event().name());
    }
    stream->WritesDone();
    const grpc::Status status = stream->Finish();
    if (!status.ok()) {
      absl::MutexLock lock(&mutex_);
      ++breaks_;
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

}  // namespace cameramonit::testing
