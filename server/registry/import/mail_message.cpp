#include "server/registry/import/mail_message.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gmime/gmime.h>

#include "server/registry/import/html_text.h"
#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

constexpr int kMostParts = 200;
constexpr int kDeepest = 12;
constexpr std::size_t kMostText = 3 << 20;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

std::string lower(const char* text) {
  return text == nullptr ? "" : absl::AsciiStrToLower(text);
}

bool isUtf8(std::string_view bytes) {
  return g_utf8_validate(bytes.data(), static_cast<gssize>(bytes.size()), nullptr) != FALSE;
}

std::string converted(std::string_view bytes, const char* charset) {
  gsize size = 0;
  char* out = g_convert_with_fallback(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8", charset, "?", nullptr,
                                      &size, nullptr);
  if (out == nullptr) return "";
  std::string text(out, size);
  g_free(out);
  return text;
}

/// RFC 3676: a line that ends in a space goes on in the next one.
std::string unflowed(const std::string& text, bool deleteSpace) {
  std::string out;
  bool goesOn = false;
  std::string depthBefore;
  for (absl::string_view view : absl::StrSplit(text, '\n')) {
    std::string line(view);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::size_t depth = std::min(line.find_first_not_of('>'), line.size());
    const std::string quotes = line.substr(0, depth);
    std::string content = line.substr(depth);
    if (!content.empty() && content.front() == ' ') content.erase(0, 1);  // space-stuffing
    if (goesOn && quotes == depthBefore) {
      absl::StrAppend(&out, content);
    } else {
      absl::StrAppend(&out, out.empty() ? "" : "\n", quotes, quotes.empty() ? "" : " ", content);
    }
    goesOn = !content.empty() && content.back() == ' ' && content != "-- ";
    if (goesOn && deleteSpace) out.pop_back();
    depthBefore = quotes;
  }
  return out;
}

/// Walks the parts of a message. Thread-bound.
class PartReader {
 public:
  explicit PartReader(MailMessage& message) : message_(message) {}

  void read(GMimeObject* object, int depth, int alternative, bool attachment) {
    if (object == nullptr || depth > kDeepest || ++count_ > kMostParts) return;
    if (GMIME_IS_MULTIPART(object)) {
      readMultipart(GMIME_MULTIPART(object), depth, alternative, attachment);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
      readNested(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), depth);
    } else if (GMIME_IS_PART(object)) {
      readPart(GMIME_PART(object), alternative, attachment);
    }
  }

 private:
  void readMultipart(GMimeMultipart* multipart, int depth, int alternative, bool attachment) {
    GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    const bool alternatives = g_mime_content_type_is_type(type, "multipart", "alternative") != FALSE;
    if (alternatives && alternative < 0) alternative = nextAlternative_++;
    for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
      read(g_mime_multipart_get_part(multipart, i), depth + 1, alternative, attachment);
    }
  }

  /// A message that was attached: its words are what somebody else wrote.
  void readNested(GMimeMessage* nested, int depth) {
    if (nested == nullptr) return;
    MailMessage inner;
    PartReader reader(inner);
    reader.count_ = count_;
    reader.read(g_mime_message_get_mime_part(nested), depth + 1, -1, false);
    count_ = reader.count_;
    for (MailPart& part : inner.parts) {
      if (part.kind == MailPart::Kind::kPlain || part.kind == MailPart::Kind::kHtml) {
        part.kind = MailPart::Kind::kForwarded;
      }
      part.alternative = part.alternative < 0 ? -1 : part.alternative + 1000 * (depth + 1);
      message_.parts.push_back(std::move(part));
    }
  }

  void readPart(GMimePart* part, int alternative, bool attachment) {
    GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char* const fileName = g_mime_part_get_filename(part);
    const std::string name = lower(fileName);
    GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(GMIME_OBJECT(part));
    attachment = attachment || !name.empty() ||
                 (disposition != nullptr && g_mime_content_disposition_is_attachment(disposition) != FALSE);
    const bool csv = g_mime_content_type_is_type(type, "text", "csv") != FALSE || absl::EndsWith(name, ".csv") ||
                     absl::EndsWith(name, ".tsv");
    const bool html = g_mime_content_type_is_type(type, "text", "html") != FALSE || absl::EndsWith(name, ".html") ||
                      absl::EndsWith(name, ".htm");
    const bool text = g_mime_content_type_is_type(type, "text", "*") != FALSE || absl::EndsWith(name, ".txt") || csv;
    if (absl::EndsWith(name, ".eml") && !text) return readAttachedMail(part);
    if (!text && !html) return;
    MailPart read;
    read.attachment = attachment;
    read.alternative = alternative;
    read.kind = csv ? MailPart::Kind::kTable : html ? MailPart::Kind::kHtml : MailPart::Kind::kPlain;
    read.text = textOf(part, type);
    if (html) read.text = htmlToText(read.text);
    const std::string flowed = lower(g_mime_content_type_get_parameter(type, "format"));
    if (flowed == "flowed") {
      read.text = unflowed(read.text, lower(g_mime_content_type_get_parameter(type, "delsp")) == "yes");
    }
    message_.parts.push_back(std::move(read));
  }

  void readAttachedMail(GMimePart* part) {
    MailMessage inner = readMail(contentOf(part));
    for (MailPart& read : inner.parts) {
      read.kind = read.kind == MailPart::Kind::kTable ? read.kind : MailPart::Kind::kForwarded;
      read.alternative = read.alternative < 0 ? -1 : read.alternative + 100000;
      message_.parts.push_back(std::move(read));
    }
  }

  static std::string contentOf(GMimePart* part) {
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (content == nullptr) return "";
    const Owned<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, kMostText)};
  }

  static std::string textOf(GMimePart* part, GMimeContentType* type) {
    const std::string bytes = contentOf(part);
    const std::string charset = lower(g_mime_content_type_get_parameter(type, "charset"));
    // Many programs write us-ascii or nothing and mean something else.
    if (charset.empty() || charset == "us-ascii" || charset == "utf-8" || charset == "utf8") return guessUtf8(bytes);
    std::string text = converted(bytes, charset.c_str());
    return text.empty() ? guessUtf8(bytes) : text;
  }

  MailMessage& message_;
  int count_ = 0;
  int nextAlternative_ = 0;
};

/// What our own server wrote on top about the sender; what stands below may come from the sender.
bool isForged(GMimeObject* message) {
  GMimeHeaderList* headers = g_mime_object_get_header_list(message);
  GMimeHeader* header = g_mime_header_list_get_header(headers, "Authentication-Results");
  std::string results = header == nullptr ? "" : lower(g_mime_header_get_value(header));
  if (GMimeHeader* spf = g_mime_header_list_get_header(headers, "Received-SPF")) {
    const std::string verdict = lower(g_mime_header_get_value(spf));
    if (absl::StartsWith(verdict, "fail")) absl::StrAppend(&results, " spf=fail");
    if (absl::StartsWith(verdict, "softfail")) absl::StrAppend(&results, " spf=softfail");
  }
  const auto says = [&results](const char* verdict) { return absl::StrContains(results, verdict); };
  if (says("dmarc=fail")) return true;
  if (says("dmarc=pass")) return false;
  if (says("dkim=fail")) return true;
  return (says("spf=fail") || says("spf=softfail")) && !says("dkim=pass");
}

bool isAutomatic(GMimeObject* message) {
  const auto header = [message](const char* name) { return lower(g_mime_object_get_header(message, name)); };
  const std::string submitted = header("Auto-Submitted");
  const std::string precedence = header("Precedence");
  return (!submitted.empty() && submitted != "no") || precedence == "bulk" || precedence == "junk" ||
         precedence == "auto_reply" || !header("X-Autoreply").empty() || !header("List-Unsubscribe").empty();
}

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

}  // namespace

std::string guessUtf8(std::string_view bytes) {
  if (absl::StartsWith(absl::string_view(bytes.data(), bytes.size()), "\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.size() >= 2 && (bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF")) {
    return converted(bytes, "UTF-16");
  }
  if (isUtf8(bytes)) return std::string(bytes);
  // ISO 8859-2 keeps control characters where windows-1250 has letters such as Ś and ź.
  const auto inC1 = [](unsigned char c) { return c >= 0x80 && c < 0xA0; };
  const bool windows = std::any_of(bytes.begin(), bytes.end(), inC1);
  const bool iso = !windows && bytes.find_first_of("\xA1\xA6\xAC\xB1\xB6\xBC") != std::string_view::npos;
  std::string text = converted(bytes, iso ? "ISO-8859-2" : "WINDOWS-1250");
  return text.empty() ? toUtf8(fromUtf8(bytes)) : text;
}

bool looksLikeMail(std::string_view bytes) {
  int known = 0;
  int lines = 0;
  for (const absl::string_view view : absl::StrSplit(absl::string_view(bytes.data(), bytes.size()), '\n')) {
    const absl::string_view line = absl::StripTrailingAsciiWhitespace(view);
    if (line.empty()) break;
    if (++lines > 200) break;
    if (line[0] == ' ' || line[0] == '\t' || absl::StartsWith(line, "From ")) continue;
    const std::size_t colon = line.find(':');
    if (colon == absl::string_view::npos || line.substr(0, colon).find(' ') != absl::string_view::npos) return false;
    const std::string name = absl::AsciiStrToLower(line.substr(0, colon));
    for (const char* header : {"from", "to", "subject", "date", "received", "message-id", "mime-version",
                               "content-type", "return-path", "delivered-to"}) {
      if (name == header) ++known;
    }
  }
  return known >= 2;
}

MailMessage readMail(std::string_view bytes) {
  initialise();
  MailMessage message;
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> parsed(g_mime_parser_construct_message(parser.get(), nullptr));
  if (parsed == nullptr) return message;
  if (InternetAddressList* from = g_mime_message_get_from(parsed.get());
      from != nullptr && internet_address_list_length(from) > 0) {
    InternetAddress* address = internet_address_list_get_address(from, 0);
    if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
      message.sender = lower(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
    }
  }
  const char* const subject = g_mime_message_get_subject(parsed.get());
  message.subject = subject == nullptr ? "" : subject;
  message.senderForged = isForged(GMIME_OBJECT(parsed.get()));
  message.automatic = isAutomatic(GMIME_OBJECT(parsed.get()));
  PartReader(message).read(g_mime_message_get_mime_part(parsed.get()), 0, -1, false);
  return message;
}

}  // namespace cameramonit::registry
