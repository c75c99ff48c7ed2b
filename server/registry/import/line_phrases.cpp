#include "server/registry/import/line_phrases.h"

#include <algorithm>

#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {

bool containsAny(std::u32string_view text, std::initializer_list<std::u32string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [text](std::u32string_view part) { return contains(text, part); });
}

bool isShared(std::u32string_view folded) {
  return containsAny(folded, {U"wszystk",   U"wspoln",        U"kazd",       U"do obu",
                              U"dla obu",   U"obydw",         U"obie",       U"oba ",
                              U"obu ",      U" all ",         U"for all",    U"both",
                              U"each",      U"every",         U"same login", U"same credentials",
                              U"same user", U"same password", U"shared",     U"common",
                              U"te same",   U"takie same",    U"to samo",    U"ten sam",
                              U"identyczn", U"jednakow"});
}

bool saysOpen(std::u32string_view folded) {
  return containsAny(folded, {U"no username",
                              U"no user name",
                              U"no user or",
                              U"no login or",
                              U"no login needed",
                              U"no login required",
                              U"no password needed",
                              U"no password required",
                              U"no password is",
                              U"password not needed",
                              U"password is not",
                              U"without password",
                              U"without a password",
                              U"without login",
                              U"no credentials",
                              U"no authentication",
                              U"bez hasla",
                              U"bez loginu",
                              U"bez logowania",
                              U"nie wymaga hasla",
                              U"nie wymaga logowania",
                              U"nie jest wymagane",
                              U"nie ma hasla",
                              U"anonymous access"}) &&
         !containsAny(folded, {U"sms", U"osobn", U"przesl", U"wysl", U"podam", U"later", U"separate", U"dosl"});
}

bool isCameraAddress(std::u32string_view address) {
  const std::u32string folded = foldedText(address);
  if (startsWith(folded, U"rtsp")) return true;
  if (!startsWith(folded, U"http")) return false;
  return containsAny(folded, {U"mjpg", U"mjpeg", U"/video", U"stream", U"cgi", U"snapshot", U".m3u8", U"/live", U".jpg",
                              U".mp4", U"onvif"}) &&
         !containsAny(folded, {U"youtube", U"facebook", U"linkedin", U"shop", U"www."});
}

}  // namespace cameramonit::registry
