#pragma once

#include <absl/status/status.h>

#include "cameramonit/application/v1/project.pb.h"

namespace cameramonit::application {

/// Fills what a new channel leaves open: 5 s of pre- and post-roll, 4 s of animation, 5 frames a second, 30 s to
/// loiter, 4 s to stop, 3 s to meet, 20 s to be left behind, 2 s to have left, three people to a group, clips of events
/// recorded. Reentrant.
void setDefaults(v1::Channel& channel);

/// Errors: FIELD_INVALID with one violation per wrong field, naming the allowed range. Reentrant.
absl::Status checkChannel(const v1::Channel& channel);

/// Errors: FIELD_INVALID with one violation per wrong field, naming the allowed range. Reentrant.
absl::Status checkProject(const v1::Project& project);

}  // namespace cameramonit::application
