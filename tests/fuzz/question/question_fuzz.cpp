// Any bytes as a question, and as the question before it: what comes out is a Question within its bounds.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/chat/understand/describe.h"
#include "server/chat/understand/understander.h"

namespace {

using namespace cameramonit::chat;

// Without spelling dictionaries: they are another project's parser, slow under the fuzzer, and only say yes or no.
const Understander& understander() {
  static const Understander* const kShared = Understander::load("/nowhere").value().release();
  return *kShared;
}

void check(const Understanding& understanding, std::string_view text, const Context& context) {
  const Question& question = understanding.question;
  const TimeRange& time = question.time;
  if (!(understanding.confidence >= 0 && understanding.confidence <= 1)) std::abort();
  if (question.object.empty() || question.event.empty()) std::abort();
  if (!std::is_sorted(question.features.begin(), question.features.end())) std::abort();
  if (time.daily && (time.daily->startMinute < 0 || time.daily->startMinute > 1439 || time.daily->endMinute < 0 ||
                     time.daily->endMinute > 1439))
    std::abort();
  for (const FieldSpan& span : understanding.spans) {
    if (span.span.begin >= span.span.end || span.span.end > text.size()) std::abort();
  }
  for (const std::string& id : question.cameras) {
    const auto known = [&id](const KnownCamera& camera) { return camera.id == id; };
    if (std::none_of(context.cameras.begin(), context.cameras.end(), known)) std::abort();
  }
  for (const std::string& language : understander().languages())
    describeQuestion(question, *understander().language(language), context);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Context context;
  context.now = absl::FromUnixSeconds(1'795'444'200);
  absl::LoadTimeZone("Europe/Warsaw", &context.zone);
  context.cameras = {{"c1", "Brama"}, {"c2", "Parking północ"}, {"c3", "Kamera 3"}};
  // The first line is asked before the rest.
  const std::size_t line = text.find('\n');
  if (line != std::string_view::npos) {
    const std::string_view first = text.substr(0, line);
    const Understanding before = understander().understand(first, context);
    check(before, first, context);
    context.previous = before.question;
  }
  const std::string_view rest = line == std::string_view::npos ? text : text.substr(line + 1);
  check(understander().understand(rest, context), rest, context);
  return 0;
}
