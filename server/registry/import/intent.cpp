#include "server/registry/import/intent.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

/// Whether one of `stems` begins a word.
bool anyWord(std::u32string_view folded, std::initializer_list<std::u32string_view> stems) {
  return std::any_of(stems.begin(), stems.end(), [folded](std::u32string_view stem) {
    for (std::size_t at = folded.find(stem); at != std::u32string_view::npos; at = folded.find(stem, at + 1)) {
      if (at == 0 || !isWordChar(folded[at - 1])) return true;
    }
    return false;
  });
}

}  // namespace

Intent intentOf(std::u32string_view text) {
  const std::u32string folded = foldedText(text);
  Intent intent;
  intent.aboutCameras = anyWord(folded, {U"kamer", U"camera", U"cam ", U"cams", U"cam\n", U"cctv", U"rtsp", U"onvif"});
  intent.add = anyWord(
      folded, {U"dodaj",        U"dodac",         U"dodani",        U"do dodania",     U"dodacie",      U"podlacz",
               U"podpi",        U"podepn",        U"nowa kamera",   U"nowe kamery",    U"nowej kamery", U"nowa kamere",
               U"nowych kamer", U"kolejna kamer", U"kolejne kamer", U"uruchom",        U"zarejestr",    U"add ",
               U"adding",       U"new camera",    U"new cam",       U"another camera", U"another one",  U"register",
               U"connect ",     U"onboard",       U"hook up",       U"set up",         U"wpiac",        U"wpisac",
               U"dopisz",       U"dopisa",        U"dolacz",        U"zainstalowa",    U"zamontowa",    U"installed",
               U"nowo "});
  intent.update = anyWord(
      folded,
      {U"zmien",      U"zmian",        U"nowe hasl",    U"nowy adres", U"nowy login", U"nowym adres", U"nowym hasl",
       U"nowa nazwa", U"nowe dane",    U"nowa sciezk",  U"nowy port",  U"poprawne",   U"poprawny",    U"popraw",
       U"poprawk",    U"zaktualiz",    U"aktualiz",     U"korekt",     U"pomyli",     U"literowk",    U"bledne haslo",
       U"zle haslo",  U"zly adres",    U"bledny adres", U"teraz ma",   U"ma teraz",   U"przenies",    U"zamiast",
       U"podmien",    U"new password", U"new address",  U"new url",    U"new login",  U"new user",    U"new ip",
       U"changed",    U"change ",      U"change:",      U"changes",    U"changing",   U"updat",       U"is now",
       U"has moved",  U"moved",        U"correct ",     U"correction", U"corrected",  U"typo",        U"wrong",
       U"instead of", U"replaced",     U"now has",      U"has a new",  U"rotated",    U"reset ",      U"fix "});
  intent.remove = anyWord(
      folded,
      {U"usun",       U"skasuj",     U"skasow",     U"wykasuj",         U"wykasow",  U"wyrejestr",    U"odlacz",
       U"zdemontowa", U"demontaz",   U"zlikwid",    U"wykresl",         U"wypisz",   U"do usuniecia", U"do skasowania",
       U"zdjac z",    U"wylaczcie",  U"remove",     U"removal",         U"delete",   U"decommission", U"take down",
       U"get rid of", U"unregister", U"deregister", U"drop the camera", U"dismantl", U"taken down"});
  return intent;
}

TextLanguage languageOf(std::u32string_view text) {
  int polish = 0;
  int english = 0;
  for (const char32_t c : text)
    polish += std::u32string_view(U"ąćęłńóśźżĄĆĘŁŃÓŚŹŻ").find(c) != std::u32string_view::npos ? 1 : 0;
  const std::u32string folded = foldedText(text);
  const auto count = [&folded](std::initializer_list<std::u32string_view> words) {
    return static_cast<int>(std::count_if(words.begin(), words.end(),
                                          [&folded](std::u32string_view word) { return contains(folded, word); }));
  };
  polish += 2 * count({U"kamera", U"haslo", U"adres:", U"nazwa", U"prosze", U"dzien dobry", U"pozdrawiam", U" jest ",
                       U"uzytkownik", U"dodani"});
  english += 2 * count({U"camera", U"password", U"address", U"name", U"please", U"hello", U"regards", U" is ", U" the ",
                        U"user:", U"thanks"});
  return polish >= english ? TextLanguage::kPolish : TextLanguage::kEnglish;
}

}  // namespace cameramonit::registry
