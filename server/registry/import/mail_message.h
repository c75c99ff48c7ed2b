#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::registry {

/// A readable part of a message.
struct MailPart {
  enum class Kind { kPlain, kHtml, kTable, kForwarded };
  Kind kind = Kind::kPlain;
  std::string text;         ///< UTF-8; of kHtml as a person sees it
  bool attachment = false;  ///< a file, not the words of the message
  int alternative = -1;     ///< parts that say the same in other forms share a number
};

/// A message (RFC 5322) as far as it matters here. Broken ones give what could be read. Thread-bound.
struct MailMessage {
  std::string sender;  ///< the address alone, lower case
  std::string subject;
  bool senderForged = false;  ///< SPF, DKIM or DMARC of our own mail server says so
  bool automatic = false;     ///< an out-of-office note, a list, a bounce
  std::vector<MailPart> parts;
};

/// Whether the bytes begin like a message rather than like a text. Reentrant.
bool looksLikeMail(std::string_view bytes);

/// Takes a message apart: transfer encodings, charsets, nested and forwarded messages, flowed text. Thread-safe.
MailMessage readMail(std::string_view bytes);

/// UTF-8 out of text whose encoding is not told: by its byte order mark, as UTF-8, else as windows-1250, which holds
/// ISO 8859-2's letters as far as they agree. Reentrant.
std::string guessUtf8(std::string_view bytes);

}  // namespace cameramonit::registry
