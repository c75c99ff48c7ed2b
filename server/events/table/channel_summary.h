#pragma once

#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event_service.pb.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/scope.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// The newest event of each channel and what came since, see EventService.SummarizeChannels; one channel costs one look
/// at the end of its index, and a count only where something came. Thread-bound.
/// Errors: FIELD_INVALID (no channel's name).
absl::StatusOr<v1::SummarizeChannelsResponse> summarizeChannels(sql::Session& session, Dictionary& dictionary,
                                                                const v1::SummarizeChannelsRequest& request,
                                                                const Scope& scope);

}  // namespace cameramonit::events
