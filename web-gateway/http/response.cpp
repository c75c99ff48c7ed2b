#include "web-gateway/http/response.h"

#include <string>

namespace cameramonit::http {

std::string_view reasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

bool isBodiless(int status) {
  return status < 200 || status == 204 || status == 304;
}

Response plainResponse(int status, std::string_view text) {
  Response response;
  response.head.status = status;
  response.head.headers.set("content-type", "text/plain; charset=utf-8");
  response.head.headers.set("cache-control", "no-store");
  response.head.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  auto body = std::make_shared<std::string>(text);
  body->push_back('\n');
  response.body = std::move(body);
  return response;
}

}  // namespace cameramonit::http
