#include "server/registry/onvif/xml_document.h"

#include <absl/strings/ascii.h>
#include <pugixml.hpp>

namespace cameramonit::registry {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr int kDeepest = 64;
constexpr int kMostElements = 20'000;

std::string_view localName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Counts depth and elements before anything walks the tree.
class Measure final : public pugi::xml_tree_walker {
 public:
  bool for_each(pugi::xml_node& node) override {
    const bool forbidden = node.type() == pugi::node_doctype || node.type() == pugi::node_pi;
    ok_ = !forbidden && depth() < kDeepest && ++elements_ <= kMostElements;
    return ok_;
  }
  bool ok() const { return ok_; }

 private:
  bool ok_ = true;
  int elements_ = 0;
};

}  // namespace

std::optional<XmlDocument> XmlDocument::parse(std::string_view text) {
  if (text.size() > kMostBytes) return std::nullopt;
  auto document = std::make_unique<pugi::xml_document>();
  // pugixml resolves the five built-in entities and never any other; declarations are kept in the tree to be seen.
  const unsigned options = pugi::parse_default | pugi::parse_doctype | pugi::parse_pi;
  if (!document->load_buffer(text.data(), text.size(), options)) return std::nullopt;
  Measure measure;
  document->traverse(measure);
  if (!measure.ok()) return std::nullopt;
  return XmlDocument(std::move(document));
}

XmlDocument::XmlDocument(std::unique_ptr<pugi::xml_document> document) : document_(std::move(document)) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

pugi::xml_node XmlDocument::root() const {
  return document_->root();
}

std::vector<pugi::xml_node> elementsCalled(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node child : node.children()) {
    if (localName(child) == name) found.push_back(child);
    const std::vector<pugi::xml_node> deeper = elementsCalled(child, name);
    found.insert(found.end(), deeper.begin(), deeper.end());
  }
  return found;
}

std::string textOf(const pugi::xml_node& node, std::string_view name) {
  const auto found = elementsCalled(node, name);
  if (found.empty()) return "";
  return std::string(absl::StripAsciiWhitespace(found.front().text().get()));
}

}  // namespace cameramonit::registry
