#include "server/eval/live/films.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/eval/live/program.h"

namespace cameramonit::eval {
namespace {

using Words = std::vector<std::string>;

constexpr char kNoise[] = "noise=alls=4:allf=t,format=yuv420p";
constexpr char kSize[] = "scale=1920:1080:force_original_aspect_ratio=increase,crop=1920:1080,fps=25";
constexpr int kIdleSeconds = 40;
constexpr int kOnsetSeconds = 36;

/// ffmpeg with `words`, encoding as a camera does.
absl::Status encode(Words words, const std::string& rate, int seconds, const std::filesystem::path& film) {
  words.insert(words.begin(), {"ffmpeg", "-v", "error", "-y"});
  for (const char* word : {"-an", "-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-bf", "0", "-b:v"}) {
    words.emplace_back(word);
  }
  words.insert(words.end(), {rate, "-t", absl::StrCat(seconds), film.string()});
  return runProgram(words).status();
}

/// A box that comes in from the left with picture `from` and has left on the right after four seconds.
std::string box(int input, std::size_t from) {
  const double begin = static_cast<double>(from) / 25;
  return absl::StrCat("overlay=enable='between(t,", begin - 0.001, ",", begin + 4, ")':x='-160+(t-", begin,
                      ")*520+40':y=420:eof_action=pass[v", input, "]");
}

}  // namespace

absl::StatusOr<LiveFilms> makeFilms(const std::filesystem::path& folder, const std::filesystem::path& people) {
  LiveFilms films{folder / "idle.mp4", folder / "idle_sub.mp4", folder / "onsets.mp4", {}, {}};
  const std::string still = folder / "still.png";
  CAMERAMONIT_RETURN_IF_ERROR(runProgram({"ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                                          "testsrc2=s=1920x1080:r=25:d=1", "-frames:v", "1", still})
                                  .status());
  const Words scene = {"-loop", "1", "-framerate", "25", "-i", still};
  Words idle = scene;
  idle.insert(idle.end(), {"-vf", kNoise});
  CAMERAMONIT_RETURN_IF_ERROR(encode(idle, "4M", kIdleSeconds, films.idle));
  CAMERAMONIT_RETURN_IF_ERROR(
      encode({"-i", films.idle.string(), "-vf", "scale=640:360"}, "600k", kIdleSeconds, films.idleSub));
  Words onsets = scene;
  // Something with a texture, which stands out from what is behind it in brightness, too.
  for (const char* texture : {"smptebars", "pal75bars"}) {
    onsets.insert(onsets.end(), {"-f", "lavfi", "-i", absl::StrCat(texture, "=s=200x420:r=25")});
  }
  onsets.insert(onsets.end(), {"-filter_complex",
                               absl::StrCat("[0][1]", box(1, kOnsetAsleep), ";[v1][2]", box(2, kOnsetAwake), ";[v2]",
                                            kNoise, "[out]"),
                               "-map", "[out]"});
  CAMERAMONIT_RETURN_IF_ERROR(encode(onsets, "4M", kOnsetSeconds, films.onsets));
  if (people.empty()) return films;
  films.people = folder / "people.mp4";
  films.halfPeople = folder / "half_people.mp4";
  CAMERAMONIT_RETURN_IF_ERROR(encode({"-i", people.string(), "-vf", absl::StrCat(kSize, ",format=yuv420p")}, "4M",
                                     kIdleSeconds / 2, films.people));
  CAMERAMONIT_RETURN_IF_ERROR(
      encode({"-i", films.people.string(), "-vf",
              absl::StrCat("tpad=start_duration=", kIdleSeconds / 2, ":start_mode=clone,", kNoise)},
             "4M", kIdleSeconds, films.halfPeople));
  return films;
}

absl::StatusOr<double> fullDecodeCores(const std::filesystem::path& film) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const ProgramRun run, runProgram({"ffmpeg", "-v", "error", "-threads", "1", "-i",
                                                                 film.string(), "-f", "null", "-"}));
  return absl::ToDoubleSeconds(run.cpu) / kIdleSeconds;
}

}  // namespace cameramonit::eval
