#pragma once

#include <string>
#include <utility>

#include "cameramonit/type/v1/common.pb.h"

namespace cameramonit::base {

/// The same text in every language the product speaks.
inline type::v1::LocalizedText localized(std::string pl, std::string en) {
  type::v1::LocalizedText text;
  text.set_pl(std::move(pl));
  text.set_en(std::move(en));
  return text;
}

}  // namespace cameramonit::base
