// standing_benchmark [--questions N] [--cameras N] [--rate N] [--seconds N]
// The real server with N standing questions, open chats, and an analyzer that records so many events a second: how long
// until an open chat shows an event, and until it shows what a standing question says of it, and what that costs.
// Prints one JSON object; ends non-zero when something was never shown.

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <grpcpp/grpcpp.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "cameramonit/chat/v1/chat_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/rpc/token.h"
#include "tests/support/product/server_process.h"

namespace {

using namespace cameramonit;
using nlohmann::json;

struct Options {
  int questions = 1000;
  int cameras = 10;
  int rate = 200;
  int seconds = 20;
};

/// Of a hundred events one is a dog's, which the questions wait for; the rest only pass.
constexpr int kDogEvery = 100;
constexpr int kBatchesPerSecond = 20;
constexpr int kReads = 20;
constexpr absl::Duration kPatience = absl::Seconds(20);

[[noreturn]] void give(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(2);
}

void need(const grpc::Status& status, const char* what) {
  if (!status.ok()) give(absl::StrCat(what, ": ", status.error_message()));
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return -1;
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return std::round(values[std::max<std::size_t>(rank, 1) - 1] * 10) / 10;
}

/// When events were sent, and when an open chat first showed them. Thread-safe.
class Stopwatch {
 public:
  void sent(const std::string& event, bool waitedFor) {
    absl::MutexLock lock(&mutex_);
    sent_[event] = absl::Now();
    if (waitedFor) ++waitedFor_;
  }
  void shown(const std::string& event) { note(event, shown_); }
  void told(const std::string& event, const std::string& question) { note(event, told_[question]); }

  bool complete(int questionsPerCamera) const {
    absl::MutexLock lock(&mutex_);
    std::size_t told = 0;
    for (const auto& [question, times] : told_) told += times.size();
    return shown_.size() == sent_.size() &&
           told >= static_cast<std::size_t>(waitedFor_) * static_cast<std::size_t>(questionsPerCamera);
  }
  json toJson() const {
    absl::MutexLock lock(&mutex_);
    std::vector<double> shown, told;
    for (const auto& [event, millis] : shown_) shown.push_back(millis);
    for (const auto& [question, times] : told_) {
      for (const auto& [event, millis] : times) told.push_back(millis);
    }
    return {{"events", sent_.size()},
            {"events_shown", shown.size()},
            {"event_shown_p50_ms", percentile(shown, 0.5)},
            {"event_shown_p95_ms", percentile(shown, 0.95)},
            {"told", told.size()},
            {"told_p50_ms", percentile(told, 0.5)},
            {"told_p95_ms", percentile(told, 0.95)}};
  }

 private:
  void note(const std::string& event, std::map<std::string, double>& times) {
    absl::MutexLock lock(&mutex_);
    const auto sent = sent_.find(event);
    if (sent != sent_.end()) times.try_emplace(event, absl::ToDoubleMilliseconds(absl::Now() - sent->second));
  }

  mutable absl::Mutex mutex_;
  std::map<std::string, absl::Time> sent_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, double> shown_ ABSL_GUARDED_BY(mutex_);  ///< ms
  std::map<std::string, std::map<std::string, double>> told_ ABSL_GUARDED_BY(mutex_);
  int waitedFor_ ABSL_GUARDED_BY(mutex_) = 0;
};

/// Chats with everything that speaks to the server. Thread-safe once set up.
class Town {
 public:
  Town(const testing::ServerProcess& server, const std::string& dataDirectory, const Options& options)
      : options_(options),
        channel_(grpc::CreateChannel(server.grpcAddress(), grpc::InsecureChannelCredentials())),
        chat_(chat::v1::ChatService::NewStub(channel_)),
        authority_(seedOf(dataDirectory), clock_) {
    user_.kind = rpc::Principal::Kind::kUser;
    user_.name = "users/operator";
    user_.roles = {type::v1::ROLE_INSTALLER, type::v1::ROLE_ADMIN, type::v1::ROLE_SUPERVISOR, type::v1::ROLE_CUSTOMER};
  }

  void build() {
    const auto registry = registry::v1::CameraRegistryService::NewStub(channel_);
    const auto projects = application::v1::ProjectService::NewStub(channel_);
    for (int i = 0; i < options_.cameras; ++i) {
      const auto context = asUser();
      registry::v1::CreateCameraRequest camera;
      camera.mutable_camera()->set_display_name(absl::StrCat("Camera ", i));
      registry::v1::CreateCameraResponse made;
      need(registry->CreateCamera(context.get(), camera, &made), "CreateCamera");
      const auto second = asUser();
      application::v1::CreateChannelRequest channel;
      channel.set_parent("projects/home");
      channel.mutable_channel()->set_camera(made.camera().name());
      application::v1::CreateChannelResponse channelMade;
      need(projects->CreateChannel(second.get(), channel, &channelMade), "CreateChannel");
      channels_.push_back(channelMade.channel().name());
    }
  }

  /// Asks as people do; the first N in turn by camera.
  void waitForDogs() {
    for (int i = 0; i < options_.questions; ++i) {
      const auto context = asUser();
      chat::v1::AskRequest ask;
      ask.set_chat(channels_[static_cast<std::size_t>(i % options_.cameras)] + "/chat");
      ask.set_text("let me know when a dog appears");
      ask.set_request_id(absl::StrCat("standing-", i));
      const auto reader = chat_->Ask(context.get(), ask);
      chat::v1::AskResponse part;
      while (reader->Read(&part)) {
      }
      need(reader->Finish(), "Ask");
    }
  }

  void open(Stopwatch& stopwatch) {
    for (const std::string& channel : channels_) {
      contexts_.push_back(asUser());
      readers_.emplace_back([this, &stopwatch, channel, context = contexts_.back().get()] {
        chat::v1::OpenChatRequest request;
        request.set_chat(channel + "/chat");
        const auto reader = chat_->OpenChat(context, request);
        chat::v1::OpenChatResponse response;
        while (reader->Read(&response)) {
          const chat::v1::Message& message = response.message();
          for (const auto& event : message.events()) stopwatch.shown(event.name());
          if (message.standing_question().empty()) continue;
          for (const auto& citation : message.citations()) {
            stopwatch.told(citation.event(), message.standing_question());
          }
        }
        reader->Finish();
      });
    }
  }

  /// Records at the asked rate and waits for the last acknowledgement.
  void record(Stopwatch& stopwatch) {
    const auto events = events::v1::EventService::NewStub(channel_);
    rpc::Principal analyzer;
    analyzer.kind = rpc::Principal::Kind::kService;
    analyzer.name = "services/analyzer";
    const auto context = as(analyzer);
    const auto stream = events->RecordEvents(context.get());
    const int perBatch = options_.rate / kBatchesPerSecond;
    const int batches = options_.seconds * kBatchesPerSecond;
    std::thread acknowledgements([&stream] {
      events::v1::RecordEventsResponse acknowledgement;
      while (stream->Read(&acknowledgement)) {
      }
    });
    const absl::Time began = absl::Now();
    int number = 0;
    for (int batch = 0; batch < batches; ++batch) {
      for (int i = 0; i < perBatch; ++i, ++number) {
        events::v1::RecordEventsRequest request;
        *request.mutable_event() = eventOf(number);
        stopwatch.sent(request.event().name(), number % kDogEvery == 0);
        request.set_sequence(number);
        if (!stream->Write(request)) give("RecordEvents ended.");
      }
      absl::SleepFor(began + (batch + 1) * absl::Seconds(1) / kBatchesPerSecond - absl::Now());
    }
    stream->WritesDone();
    acknowledgements.join();
    need(stream->Finish(), "RecordEvents");
  }

  /// How long a list of all chats takes, and the first page of one.
  json readTimes() {
    std::vector<double> lists, pages;
    for (int i = 0; i < kReads; ++i) {
      auto context = asUser();
      chat::v1::ListChatsRequest list;
      list.set_page_size(50);
      chat::v1::ListChatsResponse chats;
      const absl::Time began = absl::Now();
      need(chat_->ListChats(context.get(), list, &chats), "ListChats");
      lists.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
      context = asUser();
      chat::v1::OpenChatRequest open;
      open.set_chat(channels_[static_cast<std::size_t>(i) % channels_.size()] + "/chat");
      const absl::Time opening = absl::Now();
      const auto reader = chat_->OpenChat(context.get(), open);
      chat::v1::OpenChatResponse response;
      while (reader->Read(&response) && !response.has_checkpoint()) {
      }
      pages.push_back(absl::ToDoubleMilliseconds(absl::Now() - opening));
      context->TryCancel();
      reader->Finish();
    }
    return {{"list_chats_p50_ms", percentile(lists, 0.5)},
            {"list_chats_p95_ms", percentile(lists, 0.95)},
            {"open_chat_page_p50_ms", percentile(pages, 0.5)},
            {"open_chat_page_p95_ms", percentile(pages, 0.95)}};
  }

  void close() {
    for (const auto& context : contexts_) context->TryCancel();
    for (std::thread& reader : readers_) reader.join();
  }

 private:
  static base::Secret<std::string> seedOf(const std::string& dataDirectory) {
    std::ifstream file(dataDirectory + "/keys/tokens", std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return base::Secret<std::string>(bytes.str());
  }

  std::unique_ptr<grpc::ClientContext> as(const rpc::Principal& who) const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization",
                         absl::StrCat("Bearer ", authority_.issue(who, clock_.now() + absl::Minutes(30))));
    return context;
  }
  std::unique_ptr<grpc::ClientContext> asUser() const { return as(user_); }

  events::v1::Event eventOf(int number) const {
    const absl::Time now = absl::Now();
    // A dog goes round all cameras too.
    const int camera = (number / kDogEvery + number) % options_.cameras;
    const std::string& channel = channels_[static_cast<std::size_t>(camera)];
    events::v1::Event event;
    event.set_name(absl::StrCat(channel, "/events/", base::newUuid(now)));
    event.set_kind(events::v1::EVENT_KIND_APPEARED);
    event.set_object_class(number % kDogEvery == 0 ? "dog" : number % 2 == 0 ? "person" : "car");
    event.set_confidence(0.8F);
    event.set_severity(events::v1::SEVERITY_INFO);
    event.mutable_start_time()->set_seconds(absl::ToUnixSeconds(now));
    event.set_state(events::v1::Event::STATE_FINAL);
    event.mutable_sentence()->set_pl("Coś się pojawiło.");
    event.mutable_sentence()->set_en("Something appeared.");
    event.set_tracked_object(absl::StrCat(channel, "/objects/", base::newUuid(now)));
    event.set_attempt("live");
    return event;
  }

  const Options options_;
  const base::SystemClock clock_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<chat::v1::ChatService::Stub> chat_;
  const rpc::TokenAuthority authority_;
  rpc::Principal user_;
  std::vector<std::string> channels_;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts_;
  std::vector<std::thread> readers_;
};

/// Seconds of processor time that a process has used.
double cpuSecondsOf(int pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string word;
  double ticks = 0;
  for (int i = 1; file >> word; ++i) {
    if (i == 14 || i == 15) ticks += std::stod(word);
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("How soon an open chat shows what happens, with many standing questions");
  app.add_option("--questions", options.questions, "Standing questions in all")->capture_default_str();
  app.add_option("--cameras", options.cameras, "Cameras, each with an open chat")->capture_default_str();
  app.add_option("--rate", options.rate, "Events a second; a multiple of 20")->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long events are recorded")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  std::string directory = (std::filesystem::temp_directory_path() / "cameramonit-standing-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) give("mkdtemp failed");
  testing::ServerProcess server(directory);
  server.start();
  Town town(server, directory, options);
  town.build();
  const absl::Time asking = absl::Now();
  town.waitForDogs();
  const double asked = absl::ToDoubleSeconds(absl::Now() - asking);
  Stopwatch stopwatch;
  town.open(stopwatch);
  absl::SleepFor(absl::Seconds(1));
  const double cpu = cpuSecondsOf(server.pid());
  town.record(stopwatch);
  const double used = cpuSecondsOf(server.pid()) - cpu;
  const int perCamera = options.questions / options.cameras;
  for (const absl::Time end = absl::Now() + kPatience; !stopwatch.complete(perCamera) && absl::Now() < end;) {
    absl::SleepFor(absl::Milliseconds(50));
  }
  const bool complete = stopwatch.complete(perCamera);
  json result = stopwatch.toJson();
  result["standing_questions"] = options.questions;
  result["asking_s"] = std::round(asked * 10) / 10;
  result["server_cores"] = std::round(used / options.seconds * 1000) / 1000;
  town.close();
  result.update(town.readTimes());
  server.killAndReap(SIGTERM);
  std::filesystem::remove_all(directory);
  std::printf("%s\n", result.dump(2).c_str());
  return complete ? 0 : 1;
}
