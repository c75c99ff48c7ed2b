#include "analyzer/pipeline/assigned/link_text.h"

#include <string>

#include "common/base/localized_text.h"
#include "common/base/status.h"

namespace cameramonit::assigned {
type::v1::LocalizedText linkText(const absl::Status& reason) {
  switch (base::errorReason(reason)) {
    case type::v1::ERROR_REASON_CREDENTIALS_MISSING:
      return base::localized("Kamera wymaga logowania. Podaj użytkownika i hasło.",
                             "The camera wants a login. Give it a user and a password.");
    case type::v1::ERROR_REASON_CAMERA_LOGIN_REFUSED:
      return base::localized("Kamera nie przyjmuje hasła. Sprawdź użytkownika i hasło.",
                             "The camera refuses the password. Check user and password.");
    case type::v1::ERROR_REASON_CAMERA_PATH_UNKNOWN:
      return base::localized("Kamera nie zna tego adresu strumienia. Sprawdź ścieżkę.",
                             "The camera does not know this stream. Check the path of its address.");
    case type::v1::ERROR_REASON_CAMERA_UNREACHABLE:
      return base::localized("Kamera nie odpowiada. Sprawdź zasilanie, sieć i adres.",
                             "The camera does not answer. Check power, network and address.");
    case type::v1::ERROR_REASON_CAMERA_BUSY:
      return base::localized("Kamera jest zajęta: ogląda ją już zbyt wielu.",
                             "The camera is busy: too many watch it already.");
    case type::v1::ERROR_REASON_TLS_NOT_TRUSTED:
      return base::localized("Certyfikat kamery nie jest zaufany.", "The camera's certificate is not trusted.");
    case type::v1::ERROR_REASON_NOT_A_CAMERA:
    case type::v1::ERROR_REASON_NO_VIDEO_STREAM:
    case type::v1::ERROR_REASON_CODEC_UNSUPPORTED:
      return base::localized("Pod tym adresem nie ma obrazu, który umiemy odczytać.",
                             "There is no picture at this address that can be read.");
    default:
      return base::localized("Połączenie z kamerą się urwało. Próbujemy dalej.",
                             "The connection broke off. We keep trying.");
  }
}

}  // namespace cameramonit::assigned
