#include "analyzer/pipeline/assigned/link_text.h"

#include <string>

#include "common/base/status.h"

namespace cameramonit::assigned {
namespace {

type::v1::LocalizedText both(const std::string& pl, const std::string& en) {
  type::v1::LocalizedText text;
  text.set_pl(pl);
  text.set_en(en);
  return text;
}

}  // namespace

type::v1::LocalizedText linkText(const absl::Status& reason) {
  switch (base::errorReason(reason)) {
    case type::v1::ERROR_REASON_CREDENTIALS_MISSING:
      return both("Kamera wymaga logowania. Podaj użytkownika i hasło.",
                  "The camera wants a login. Give it a user and a password.");
    case type::v1::ERROR_REASON_CAMERA_LOGIN_REFUSED:
      return both("Kamera nie przyjmuje hasła. Sprawdź użytkownika i hasło.",
                  "The camera refuses the password. Check user and password.");
    case type::v1::ERROR_REASON_CAMERA_PATH_UNKNOWN:
      return both("Kamera nie zna tego adresu strumienia. Sprawdź ścieżkę.",
                  "The camera does not know this stream. Check the path of its address.");
    case type::v1::ERROR_REASON_CAMERA_UNREACHABLE:
      return both("Kamera nie odpowiada. Sprawdź zasilanie, sieć i adres.",
                  "The camera does not answer. Check power, network and address.");
    case type::v1::ERROR_REASON_CAMERA_BUSY:
      return both("Kamera jest zajęta: ogląda ją już zbyt wielu.", "The camera is busy: too many watch it already.");
    case type::v1::ERROR_REASON_TLS_NOT_TRUSTED:
      return both("Certyfikat kamery nie jest zaufany.", "The camera's certificate is not trusted.");
    case type::v1::ERROR_REASON_NOT_A_CAMERA:
    case type::v1::ERROR_REASON_NO_VIDEO_STREAM:
    case type::v1::ERROR_REASON_CODEC_UNSUPPORTED:
      return both("Pod tym adresem nie ma obrazu, który umiemy odczytać.",
                  "There is no picture at this address that can be read.");
    default:
      return both("Połączenie z kamerą się urwało. Próbujemy dalej.", "The connection broke off. We keep trying.");
  }
}

}  // namespace cameramonit::assigned
