#include "server/registry/probe/probe_advice.h"

#include "common/base/localized_text.h"

namespace cameramonit::registry {
type::v1::LocalizedText adviceFor(v1::ProbeOutcome outcome) {
  switch (outcome) {
    case v1::PROBE_OUTCOME_WRONG_PASSWORD:
      return base::localized(
          "Kamera odrzuciła logowanie. Sprawdź użytkownika i hasło oraz czy konto ma prawo do podglądu.",
          "The camera refused the login. Check user and password, and that the account may watch.");
    case v1::PROBE_OUTCOME_CREDENTIALS_MISSING:
      return base::localized("Kamera wymaga logowania. Podaj użytkownika i hasło.",
                             "The camera wants a login. Give user and password.");
    case v1::PROBE_OUTCOME_WRONG_PATH:
      return base::localized("Kamera odpowiada, ale nie ma takiego strumienia. Sprawdź ścieżkę po adresie i porcie.",
                             "The camera answers but has no such stream. Check the path behind host and port.");
    case v1::PROBE_OUTCOME_HOST_UNREACHABLE:
      return base::localized("Pod tym adresem nic nie odpowiada. Sprawdź zasilanie, kabel, adres IP i sieć.",
                             "Nothing answers at this address. Check power, cable, IP address and network.");
    case v1::PROBE_OUTCOME_PORT_CLOSED:
      return base::localized(
          "Urządzenie jest w sieci, ale ten port jest zamknięty. Sprawdź port i czy RTSP jest włączone.",
          "The device is there but this port is closed. Check the port, and that RTSP is switched on.");
    case v1::PROBE_OUTCOME_NAME_UNKNOWN:
      return base::localized("Nazwa hosta jest nieznana. Sprawdź pisownię albo podaj adres IP.",
                             "The host name is not known. Check its spelling or give an IP address.");
    case v1::PROBE_OUTCOME_NOT_A_CAMERA:
      return base::localized("Pod tym adresem odpowiada coś innego niż kamera. Sprawdź adres i port.",
                             "Something other than a camera answers there. Check host and port.");
    case v1::PROBE_OUTCOME_CODEC_UNSUPPORTED:
      return base::localized("Tego kodeka nie można odczytać. Ustaw w kamerze H.264 albo H.265.",
                             "This codec cannot be read. Set the camera to H.264 or H.265.");
    case v1::PROBE_OUTCOME_TLS_NOT_TRUSTED:
      return base::localized(
          "Certyfikat kamery nie jest zaufany. Wgraj do niej właściwy albo dodaj jej urząd na serwerze.",
          "The camera's certificate is not trusted. Give it a proper one, or add its authority on the server.");
    case v1::PROBE_OUTCOME_TIMEOUT:
      return base::localized(
          "Kamera przyjęła połączenie, ale nie odpowiedziała na czas. Uruchom ją ponownie i sprawdź łącze.",
          "The camera took the call but did not answer in time. Restart it and check the line.");
    case v1::PROBE_OUTCOME_NO_VIDEO:
      return base::localized(
          "Połączenie działa, ale nie przyszedł żaden obraz. Sprawdź w kamerze, czy strumień jest włączony.",
          "The connection works but no picture came. Check in the camera that the stream is switched on.");
    case v1::PROBE_OUTCOME_ADDRESS_REFUSED:
      return base::localized(
          "Z tym adresem nie wolno się łączyć, albo kamera odsyła pod inny. Podaj adres samej kamery.",
          "This address must not be connected to, or the camera points elsewhere. Give the camera's own address.");
    case v1::PROBE_OUTCOME_CAMERA_BUSY:
      return base::localized(
          "Kamera odmówiła z własnych powodów, na przykład ma zbyt wielu odbiorców. Odłącz innych i spróbuj ponownie.",
          "The camera refused for reasons of its own, e.g. too many viewers. Disconnect others and try again.");
    default:
      return {};
  }
}

}  // namespace cameramonit::registry
