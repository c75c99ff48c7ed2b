#include "server/registry/import/html_text.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <libxml/HTMLparser.h>

namespace cameramonit::registry {
namespace {

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

std::string_view nameOf(const xmlNode* node) {
  return node->name == nullptr ? "" : reinterpret_cast<const char*>(node->name);
}

std::string attribute(const xmlNode* node, const char* name) {
  xmlChar* value = xmlGetProp(node, reinterpret_cast<const xmlChar*>(name));
  if (value == nullptr) return "";
  std::string text(reinterpret_cast<const char*>(value));
  xmlFree(value);
  return text;
}

bool oneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  for (const std::string_view candidate : names) {
    if (name == candidate) return true;
  }
  return false;
}

bool isHidden(const xmlNode* node) {
  if (oneOf(nameOf(node), {"script", "style", "head", "title", "template"})) return true;
  std::string style = absl::AsciiStrToLower(attribute(node, "style"));
  style.erase(std::remove(style.begin(), style.end(), ' '), style.end());
  return absl::StrContains(style, "display:none") || absl::StrContains(style, "visibility:hidden");
}

bool isBlock(std::string_view name) {
  return oneOf(name, {"p",       "div",    "tr",     "li", "ul", "ol", "table",  "tbody", "thead",
                      "h1",      "h2",     "h3",     "h4", "h5", "h6", "pre",    "hr",    "section",
                      "article", "header", "footer", "dl", "dt", "dd", "center", "form"});
}

/// Walks the tree and writes its text. libxml2 nests at most 256 deep, so recursion is bounded. Thread-bound.
class Writer {
 public:
  void walk(const xmlNode* node, bool preformatted) {
    for (; node != nullptr; node = node->next) visit(node, preformatted);
  }
  std::string take() { return std::move(text_); }

 private:
  void visit(const xmlNode* node, bool preformatted) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      words(reinterpret_cast<const char*>(node->content), preformatted);
      return;
    }
    if (node->type != XML_ELEMENT_NODE || isHidden(node)) return;
    const std::string_view name = nameOf(node);
    if (name == "br") {
      text_.push_back('\n');
    } else if (oneOf(name, {"td", "th"})) {
      cell(node, preformatted);
    } else if (name == "blockquote") {
      quote(node, preformatted);
    } else {
      if (isBlock(name)) newLine();
      const std::size_t before = text_.size();
      walk(node->children, preformatted || name == "pre");
      if (name == "a") link(node, before);
      if (isBlock(name)) newLine();
      if (oneOf(name, {"p", "table"}) && !text_.empty()) text_.push_back('\n');
    }
  }

  /// A cell stays on one line, whatever is in it.
  void cell(const xmlNode* node, bool preformatted) {
    Writer inner;
    inner.walk(node->children, preformatted);
    std::string content = inner.take();
    const std::string_view trimmed(absl::StripAsciiWhitespace(content).data(),
                                   absl::StripAsciiWhitespace(content).size());
    const bool nested = trimmed.find('\t') != std::string_view::npos && trimmed.find('\n') != std::string_view::npos;
    if (nested) {  // a table for layout
      newLine();
      text_.append(trimmed);
      newLine();
      return;
    }
    if (!text_.empty() && text_.back() != '\n') text_.push_back('\t');
    const bool several = trimmed.find('\n') != std::string_view::npos;
    const bool alone = node->prev == nullptr && node->next == nullptr;
    for (const char c : trimmed) text_.push_back(c == '\n' && several && !alone ? ' ' : c);
    if (trimmed.empty()) text_.push_back(' ');
  }

  void quote(const xmlNode* node, bool preformatted) {
    Writer inner;
    inner.walk(node->children, preformatted);
    newLine();
    std::string line;
    for (const char c : inner.take() + "\n") {
      if (c != '\n') {
        line.push_back(c);
        continue;
      }
      text_.append("> " + line + "\n");
      line.clear();
    }
  }

  void words(const char* content, bool preformatted) {
    for (const char* c = content; c != nullptr && *c != '\0'; ++c) {
      const bool space = *c == ' ' || *c == '\t' || *c == '\n' || *c == '\r';
      if (preformatted || !space) {
        text_.push_back(*c);
      } else if (!text_.empty() && !absl::ascii_isspace(static_cast<unsigned char>(text_.back()))) {
        text_.push_back(' ');
      }
    }
  }

  void link(const xmlNode* node, std::size_t before) {
    const std::string address = attribute(node, "href");
    const std::string shown = text_.substr(before);
    if (!absl::StrContains(address, "://") || absl::StrContains(shown, "://")) return;
    text_.append(" <" + address + ">");
  }

  void newLine() {
    while (!text_.empty() && text_.back() == ' ') text_.pop_back();
    if (!text_.empty() && text_.back() != '\n') text_.push_back('\n');
  }

  std::string text_;
};

}  // namespace

std::string htmlToText(std::string_view html) {
  html = html.substr(0, kMostHtml);
  const std::unique_ptr<xmlDoc, FreeDocument> document(htmlReadMemory(
      html.data(), static_cast<int>(html.size()), nullptr, "UTF-8",
      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT));
  if (document == nullptr) return "";
  Writer writer;
  writer.walk(xmlDocGetRootElement(document.get()), false);
  return writer.take();
}

}  // namespace cameramonit::registry
