#include <glib-unix.h>
#include <gst/gst.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <CLI/CLI.hpp>

#include "common/base/status.h"
#include "common/media/elementary_stream.h"
#include "server/testcamera/rtsp_server.h"

namespace cameramonit::testcamera {
namespace {

constexpr char kHelp[] =
    "When it is ready it prints its addresses as one line of JSON. Commands come by standard input, one a line:\n"
    "  drop, reset     hang up on everybody, with or without a farewell\n"
    "  stall, resume   say nothing; go on\n"
    "  corrupt N       spoil the next N pictures\n"
    "  time SECONDS    the camera's clock jumps ahead\n"
    "  film N          play another of the films from now on, counted from 0: another size in mid-stream\n"
    "  quit            as does the end of standard input";

struct Arguments {
  std::vector<std::string> films;
  std::vector<std::string> subFilms;
  std::string user, password;
  std::string login = "digest";
  std::string address = "127.0.0.1";
  int port = 0;
  std::vector<std::size_t> marks;
};

/// All that a command may reach.
class Camera {
 public:
  explicit Camera(const Arguments& arguments) : server_(arguments.address) {
    main_.onSent = [marks = std::set<std::size_t>(arguments.marks.begin(), arguments.marks.end())](std::size_t unit) {
      if (!marks.contains(unit)) return;
      std::cout << R"({"sent":)" << unit << R"(,"at_us":)" << absl::ToUnixMicros(absl::Now()) << "}" << std::endl;
    };
  }

  absl::Status open(const Arguments& arguments) {
    for (const std::string& film : arguments.films) {
      CAMERAMONIT_ASSIGN_OR_RETURN(main_.films.emplace_back(), media::readElementaryStream(film));
    }
    for (const std::string& film : arguments.subFilms) {
      CAMERAMONIT_ASSIGN_OR_RETURN(sub_.films.emplace_back(), media::readElementaryStream(film));
    }
    if (!arguments.user.empty()) {
      const auto kind = arguments.login == "basic" ? RtspServer::Login::kBasic : RtspServer::Login::kDigest;
      server_.demand(kind, arguments.user, arguments.password);
    }
    server_.add("/main", main_, faults_);
    if (!sub_.films.empty()) server_.add("/sub", sub_, faults_);
    const int port = server_.listen(arguments.port);
    if (port == 0) {
      return base::unavailable(base::ErrorReason::ERROR_REASON_FIELD_INVALID,
                               "Cannot listen on this address and port.");
    }
    const std::string base = "rtsp://" + arguments.address + ":" + std::to_string(port);
    std::cout << R"({"main":")" << base << R"(/main")";
    if (!sub_.films.empty()) std::cout << R"(,"sub":")" << base << R"(/sub")";
    std::cout << "}" << std::endl;
    return absl::OkStatus();
  }

  void run() {
    g_unix_fd_add(STDIN_FILENO, static_cast<GIOCondition>(G_IO_IN | G_IO_HUP), &Camera::onInput, this);
    g_main_loop_run(loop_);
  }

 private:
  static gboolean onInput(gint fd, GIOCondition, gpointer self) {
    auto* camera = static_cast<Camera*>(self);
    char bytes[256];
    const ssize_t got = read(fd, bytes, sizeof bytes);
    if (got <= 0) {
      g_main_loop_quit(camera->loop_);
      return G_SOURCE_REMOVE;
    }
    camera->heard_.append(bytes, static_cast<std::size_t>(got));
    for (std::size_t end = camera->heard_.find('\n'); end != std::string::npos; end = camera->heard_.find('\n')) {
      camera->obey(camera->heard_.substr(0, end));
      camera->heard_.erase(0, end + 1);
    }
    return G_SOURCE_CONTINUE;
  }

  void obey(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    double value = 0;
    words >> command >> value;
    if (command == "drop" || command == "reset") {
      server_.hangUp(command == "reset");
    } else if (command == "stall" || command == "resume") {
      faults_.stall(command == "stall");
    } else if (command == "corrupt") {
      faults_.corruptNext(static_cast<int>(value));
    } else if (command == "time") {
      faults_.jumpClock(absl::Seconds(value));
    } else if (command == "film") {
      faults_.choose(static_cast<std::size_t>(value));
    } else if (command == "quit") {
      g_main_loop_quit(loop_);
    } else {
      std::cerr << "There is no command \"" << command << "\".\n";
    }
  }

  RtspServer server_;
  Faults faults_;
  Playlist main_, sub_;
  std::string heard_;
  GMainLoop* const loop_ = g_main_loop_new(nullptr, FALSE);  // for as long as the program runs
};

}  // namespace
}  // namespace cameramonit::testcamera

int main(int argc, char** argv) {
  using namespace cameramonit::testcamera;
  CLI::App app("A camera for tests and demonstrations: plays films in a loop by RTSP and breaks down on command.",
               "cameramonit-testcamera");
  app.footer(kHelp);
  Arguments arguments;
  app.add_option("films", arguments.films, "What the main stream shows: H.264, H.265 or MJPEG")->required();
  app.add_option("--sub", arguments.subFilms, "What its smaller stream shows; none without")->allow_extra_args(false);
  app.add_option("--user", arguments.user, "Only who logs in as this gets a picture");
  app.add_option("--password", arguments.password, "The password for that");
  app.add_option("--login", arguments.login, "How")->check(CLI::IsMember({"digest", "basic"}))->capture_default_str();
  app.add_option("--address", arguments.address, "Address to listen on")->capture_default_str();
  app.add_option("--port", arguments.port, "Port to listen on; 0: any")->check(CLI::Range(0, 65535));
  app.add_option("--mark", arguments.marks, "Say when this picture of the first film is sent; may be repeated")
      ->delimiter(',');
  CLI11_PARSE(app, argc, argv);
  gst_init(nullptr, nullptr);
  Camera camera(arguments);
  if (const absl::Status opened = camera.open(arguments); !opened.ok()) {
    std::cerr << "cameramonit-testcamera: " << opened.message() << "\n";
    return 1;
  }
  camera.run();
  return 0;
}
