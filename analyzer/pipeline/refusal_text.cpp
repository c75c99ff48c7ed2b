#include "analyzer/pipeline/refusal_text.h"

#include <string>

#include "common/base/localized_text.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
type::v1::LocalizedText refusalText(const absl::Status& why) {
  switch (base::errorReason(why)) {
    case type::v1::ERROR_REASON_FILE_EMPTY:
      return base::localized("Plik jest pusty.", "The file is empty.");
    case type::v1::ERROR_REASON_NOT_A_VIDEO:
      return base::localized("To nie jest film.", "This is not a video.");
    case type::v1::ERROR_REASON_NO_VIDEO_STREAM:
      return base::localized("W pliku nie ma obrazu, jest tylko dźwięk.", "The file has no picture, only sound.");
    case type::v1::ERROR_REASON_FILE_INCOMPLETE:
      return base::localized("Plik jest niekompletny: brakuje jego spisu treści. Wyślij go jeszcze raz w całości.",
                             "The file is incomplete: its index is missing. Send it again as a whole.");
    case type::v1::ERROR_REASON_CODEC_UNSUPPORTED:
      return base::localized("Tego kodeka nie umiemy odczytać. Zapisz film jako H.264 lub H.265.",
                             "This codec cannot be read. Save the film as H.264 or H.265.");
    case type::v1::ERROR_REASON_NOTHING_DECODABLE:
      return base::localized("W pliku nie ma ani jednego obrazu, który da się odczytać.",
                             "There is not a single picture in the file that can be read.");
    case type::v1::ERROR_REASON_MODEL_MISSING:
    case type::v1::ERROR_REASON_MODEL_INVALID:
      return base::localized("Detektor nie jest zainstalowany poprawnie. Powiadom administratora.",
                             "The detector is not installed properly. Tell the administrator.");
    default:
      return base::localized("Analiza się nie powiodła. Spróbuj jeszcze raz.", "The analysis failed. Try again.");
  }
}

type::v1::LocalizedText truncatedText() {
  return base::localized("Plik urywa się przed końcem. Obejrzano wszystko, co w nim jest.",
                         "The file breaks off before its end. Everything that is in it was looked at.");
}

}  // namespace cameramonit::pipeline
