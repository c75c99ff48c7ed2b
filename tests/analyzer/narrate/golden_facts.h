#pragma once

#include <nlohmann/json.hpp>

#include "analyzer/narrate/facts.h"
#include "analyzer/narrate/narrator.h"

namespace cameramonit::narrate {

/// Says the facts of one line of tests/data/narrate/*.jsonl; what the keys mean is in README.md beside them.
Sentence sayGolden(const nlohmann::json& line);

}  // namespace cameramonit::narrate
