#include "server/registry/import/quoted_text.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

using Lines = std::vector<std::u32string>;

bool anyOf(std::u32string_view text, std::initializer_list<std::u32string_view> parts) {
  for (const std::u32string_view part : parts) {
    if (contains(text, part)) return true;
  }
  return false;
}

bool beginsWithAny(std::u32string_view text, std::initializer_list<std::u32string_view> parts) {
  for (const std::u32string_view part : parts) {
    if (startsWith(text, part)) return true;
  }
  return false;
}

enum class Mark { kNone, kReply, kForward };

/// A line that says that somebody else's words follow. `folded` is trimmed.
Mark markOf(std::u32string_view folded) {
  const bool dashes = beginsWithAny(folded, {U"---", U"___", U"***"});
  const bool sayForward = anyOf(folded, {U"forwarded message", U"przekazana wiadomosc", U"przekazanej wiadomosci",
                                         U"wiadomosc przekazana", U"begin forwarded", U"tresc przekazanej"});
  if (sayForward && folded.size() < 90) return Mark::kForward;
  if (dashes && anyOf(folded, {U"original message", U"wiadomosc oryginalna", U"oryginalna wiadomosc",
                               U"original appointment", U"pierwotna wiadomosc"})) {
    return Mark::kReply;
  }
  const bool wrote = anyOf(folded, {U"wrote:", U"napisal(a):", U"napisal:", U"napisala:", U"pisze:", U"napisal/a:",
                                    U"napisano:", U"schrieb:", U"napisal(a) "});
  const bool opens = beginsWithAny(folded, {U"on ", U"w dniu ", U"dnia ", U"am ", U"pon", U"wt", U"sr", U"czw", U"pt",
                                            U"sob", U"niedz", U"nd", U"le ", U"uzytkownik "}) ||
                     contains(folded, U"@");
  if (wrote && opens) return Mark::kReply;
  return Mark::kNone;
}

/// The first of an Outlook header block: "From: …" with "Sent:", "To:" or "Subject:" right below.
bool beginsHeaderBlock(const Lines& folded, std::size_t at) {
  if (!beginsWithAny(folded[at], {U"from:", U"od:", U"*from:*", U"nadawca:", U"*od:*", U"von:"})) return false;
  int others = 0;
  for (std::size_t i = at + 1; i < std::min(at + 6, folded.size()); ++i) {
    if (beginsWithAny(folded[i], {U"sent:", U"to:", U"subject:", U"date:", U"wyslano:", U"do:", U"temat:", U"data:",
                                  U"cc:", U"dw:", U"*sent:*", U"*to:*", U"*subject:*", U"*date:*", U"*wyslano:*",
                                  U"*do:*", U"*temat:*", U"adresat:", U"odbiorca:"})) {
      ++others;
    }
  }
  return others >= 2;
}

bool isHeaderLine(std::u32string_view folded) {
  return beginsWithAny(folded, {U"from:", U"od:", U"sent:", U"to:", U"subject:", U"date:", U"wyslano:", U"do:",
                                U"temat:", U"data:", U"cc:", U"dw:", U"*", U"nadawca:", U"adresat:", U"odbiorca:",
                                U"reply-to:", U"importance:", U"waznosc:"});
}

/// What ends a message's own words for good.
bool isSignatureMark(std::u32string_view line, std::u32string_view folded) {
  if (line == U"-- " || line == U"--" || folded == U"__" || folded == U"—") return true;
  return beginsWithAny(folded, {U"wyslano z ",
                                U"wyslane z ",
                                U"sent from my",
                                U"get outlook for",
                                U"pobierz aplikacje outlook",
                                U"sent with ",
                                U"niniejsza wiadomosc",
                                U"tresc tej wiadomosci",
                                U"this e-mail",
                                U"this email",
                                U"this message (",
                                U"this message and",
                                U"the information contained",
                                U"confidentiality notice",
                                U"disclaimer",
                                U"wiadomosc ta",
                                U"ta wiadomosc",
                                U"informacja zawarta",
                                U"administratorem danych",
                                U"zgodnie z rodo",
                                U"klauzula poufnosci",
                                U"uwaga: ta wiadomosc",
                                U"informujemy, ze administratorem"});
}

/// A closing word that stands alone: "Pozdrawiam", "Best regards,".
bool isClosing(std::u32string_view folded) {
  if (folded.size() > 40) return false;
  return beginsWithAny(folded, {U"pozdrawiam",
                                U"pozdrowienia",
                                U"z powazaniem",
                                U"z wyrazami",
                                U"serdecznie pozdrawiam",
                                U"pozdro",
                                U"best regards",
                                U"kind regards",
                                U"regards",
                                U"best,",
                                U"cheers",
                                U"thanks",
                                U"thank you",
                                U"many thanks",
                                U"sincerely",
                                U"yours",
                                U"dziekuje",
                                U"dzieki",
                                U"z gory dziekuje",
                                U"milego dnia",
                                U"br,",
                                U"pzdr",
                                U"warm regards",
                                U"rgds",
                                U"brgds",
                                U"lacze pozdrowienia"});
}

/// Whether a line still brings data: then what looked like the end was none.
bool bringsData(std::u32string_view folded) {
  return anyOf(folded, {U"rtsp://", U"rtsps://", U"haslo:", U"password:", U"pass:", U"haslo =", U"pwd:", U"login:"});
}

std::u32string joined(const Lines& lines, std::size_t from, std::size_t to) {
  std::u32string out;
  for (std::size_t i = from; i < to; ++i) {
    out += lines[i];
    out += U'\n';
  }
  return out;
}

/// The words above a signature or disclaimer.
std::u32string withoutSignature(std::u32string_view text) {
  const Lines lines = linesOf(text);
  Lines folded;
  for (const std::u32string& line : lines) folded.emplace_back(trimmed(foldedText(line)));
  std::size_t end = lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (isSignatureMark(lines[i], folded[i])) {
      end = i;
      break;
    }
    if (!isClosing(folded[i])) continue;
    bool more = false;
    for (std::size_t k = i + 1; k < lines.size() && !more; ++k) {
      if (isSignatureMark(lines[k], folded[k])) break;
      more = bringsData(folded[k]);
    }
    if (!more) {
      end = i;
      break;
    }
  }
  return joined(lines, 0, end);
}

/// Takes "> " off; how many there were.
std::size_t unquote(std::u32string& line) {
  std::size_t depth = 0;
  std::size_t at = 0;
  while (at < line.size() && (line[at] == U'>' || (line[at] == U' ' && at + 1 < line.size() && line[at + 1] == U'>'))) {
    if (line[at] == U'>') ++depth;
    ++at;
  }
  if (depth == 0) return 0;
  if (at < line.size() && line[at] == U' ') ++at;
  line.erase(0, at);
  return depth;
}

}  // namespace

TextLayers separateLayers(std::u32string_view text, bool forwardSubject) {
  Lines lines = linesOf(text);
  Lines folded;
  for (const std::u32string& line : lines) folded.emplace_back(trimmed(foldedText(line)));
  TextLayers layers;
  std::u32string fresh;
  std::size_t i = 0;
  bool below = false;
  for (; i < lines.size() && !below; ++i) {
    // "On … wrote:" is often broken over two lines.
    const std::u32string twice = i + 1 < lines.size() ? folded[i] + U" " + folded[i + 1] : folded[i];
    Mark mark = markOf(folded[i]);
    const bool split = mark == Mark::kNone && beginsWithAny(folded[i], {U"on ", U"w dniu ", U"dnia "}) &&
                       markOf(twice) == Mark::kReply;
    if (split) mark = Mark::kReply;
    if (mark != Mark::kNone || beginsHeaderBlock(folded, i)) {
      layers.forwarded = mark == Mark::kForward || forwardSubject;
      // Quoting may go on by marks with new words in between; below a header block nothing new comes.
      const std::size_t next = i + (split ? 2 : 1);
      bool marked = false;
      for (std::size_t k = next; k < lines.size() && !marked; ++k) marked = startsWith(folded[k], U">");
      if (mark == Mark::kReply && marked && !layers.forwarded) {
        i = next - 1;
        continue;
      }
      i = mark == Mark::kNone ? i : next;
      below = true;
      break;
    }
    std::u32string line = lines[i];
    if (unquote(line) > 0) {
      layers.quoted += line + U"\n";
    } else {
      fresh += line + U"\n";
    }
  }
  if (below) {
    std::u32string rest;
    bool headers = true;
    for (; i < lines.size(); ++i) {
      std::u32string line = lines[i];
      unquote(line);
      const std::u32string plain(trimmed(foldedText(line)));
      if (headers && (plain.empty() || isHeaderLine(plain))) continue;
      headers = false;
      rest += line + U"\n";
    }
    if (layers.forwarded) {
      // What was forwarded may itself answer something: only its own words count as handed on.
      const TextLayers inner = separateLayers(rest, false);
      fresh = withoutSignature(fresh) + U"\n" + inner.fresh;
      layers.quoted += inner.quoted;
      layers.fresh = fresh;
      return layers;
    }
    layers.quoted += rest;
  }
  layers.fresh = withoutSignature(fresh);
  if (forwardSubject && trimmed(layers.fresh).empty()) {  // forwarded whole, behind marks
    layers.forwarded = true;
    layers.fresh = withoutSignature(layers.quoted);
    layers.quoted.clear();
  }
  return layers;
}

}  // namespace cameramonit::registry
