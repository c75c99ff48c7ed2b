#pragma once

#include <string>

#include "web-gateway/http/headers.h"

namespace cameramonit::http {

/// One request, whole: header and body have arrived and are within the limits. Thread-bound.
struct Request {
  std::string method;  ///< as sent, e.g. "GET"
  std::string target;  ///< as sent, origin form: "/media/a%20b?x=1"
  std::string path;    ///< percent-decoded and checked by `parseTarget`: "/media/a b"
  std::string query;   ///< without "?", still encoded
  Headers headers;
  std::string body;
  std::string peer;       ///< address of the client, without port
  bool secure = false;    ///< came over TLS
  int minorVersion = 1;   ///< HTTP/1.x
  bool keepAlive = true;  ///< the client wants to go on after this
};

}  // namespace cameramonit::http
