#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_document;
class xml_node;
}  // namespace pugi

namespace cameramonit::registry {

/// XML that came from the network. What could cost or reach more than its own size is refused: declarations of types
/// and entities, processing instructions, more than 256 KiB, nesting beyond 64, more than 20,000 elements. Names are
/// matched without their prefixes, which devices choose freely and sometimes do not declare. Movable; thread-bound.
class XmlDocument {
 public:
  static std::optional<XmlDocument> parse(std::string_view text);
  XmlDocument(XmlDocument&&) noexcept;
  XmlDocument& operator=(XmlDocument&&) noexcept;
  ~XmlDocument();

  pugi::xml_node root() const;

 private:
  explicit XmlDocument(std::unique_ptr<pugi::xml_document> document);
  std::unique_ptr<pugi::xml_document> document_;
};

// Elements below `node` by their name without prefix, at any depth, in document order. Reentrant.
std::vector<pugi::xml_node> elementsCalled(const pugi::xml_node& node, std::string_view name);
/// The text of the first such element, without blanks around it; empty when there is none.
std::string textOf(const pugi::xml_node& node, std::string_view name);

}  // namespace cameramonit::registry
