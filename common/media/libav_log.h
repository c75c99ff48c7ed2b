#pragma once

namespace cameramonit::media {

/// libav writes to standard error by default, once a damaged macroblock, and its texts may hold addresses with
/// passwords; we report by status and counters instead. Thread-safe; called before anything of libav is opened.
void silenceLibav();

}  // namespace cameramonit::media
