#pragma once

#include <string>
#include <string_view>

#include "cameramonit/media/v1/media_service.pb.h"
#include "web-gateway/grpcweb/metadata.h"
#include "web-gateway/http/response.h"

namespace cameramonit::media {

/// An entity tag in quotes, whatever form the media service gave it; empty for one that cannot be a tag. Reentrant.
std::string quotedEtag(const std::string& etag);

/// The fields that every answer about this file has. A type that is neither film, sound nor picture is handed over as a
/// download, never shown. Reentrant.
http::ResponseHead describe(const v1::ReadMediaResponse::Info& info, const std::string& etag, bool download,
                            bool secure);

/// A short page that says why there is no film, in Polish when `acceptLanguage` puts Polish first, else in English.
/// Reentrant.
http::Response errorPage(const grpcweb::CallStatus& status, std::string_view acceptLanguage);

}  // namespace cameramonit::media
