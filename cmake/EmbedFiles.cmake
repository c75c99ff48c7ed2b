# Script of cameramonit_embed(): writes OUT, a source that returns FILES (name, contents) from FUNCTION.
string(REGEX REPLACE "::[^:]*$" "" namespace ${FUNCTION})
string(REGEX REPLACE "^.*::" "" name ${FUNCTION})
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(base ${file} NAME)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(MAKE_C_IDENTIFIER ${base} id)
  string(APPEND arrays "constexpr char k_${id}[] = {${bytes}'\\0'};\n")
  string(APPEND entries "    {\"${base}\", {k_${id}, sizeof(k_${id}) - 1}},\n")
endforeach()
file(WRITE ${OUT}.new "// Generated from data files; see cmake/Embed.cmake.
#include <span>
#include <string_view>
#include <utility>

namespace ${namespace} {
namespace {
${arrays}
constexpr std::pair<std::string_view, std::string_view> kFiles[] = {
${entries}};
}  // namespace

std::span<const std::pair<std::string_view, std::string_view>> ${name}();
std::span<const std::pair<std::string_view, std::string_view>> ${name}() { return kFiles; }

}  // namespace ${namespace}
")
file(RENAME ${OUT}.new ${OUT})
