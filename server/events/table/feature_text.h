#pragma once

#include <string>

#include <google/protobuf/repeated_field.h>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::events {

/// Features as the column keeps them: "key<tab>value<tab>confidence", one a line, in their order. Tabs and line ends
/// within become spaces. Reentrant.
std::string featuresToText(const google::protobuf::RepeatedPtrField<v1::Feature>& features);
void featuresFromText(const std::string& text, google::protobuf::RepeatedPtrField<v1::Feature>& features);

}  // namespace cameramonit::events
