# cameramonit_embed(OUT_SOURCES FUNCTION cameramonit::room::name FILES a.toml ...)
# Compiles data files into the program. FUNCTION is declared by the room, as
#   std::span<const std::pair<std::string_view, std::string_view>> name();   // file name without folder, contents
set(CAMERAMONIT_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/EmbedFiles.cmake")

function(cameramonit_embed out)
  cmake_parse_arguments(EMBED "" "FUNCTION" "FILES" ${ARGN})
  string(REPLACE "::" "_" stem ${EMBED_FUNCTION})
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${stem}.cpp")
  list(TRANSFORM EMBED_FILES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" OUTPUT_VARIABLE files)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} "-DOUT=${source}" "-DFUNCTION=${EMBED_FUNCTION}" "-DFILES=${files}"
            -P ${CAMERAMONIT_EMBED_SCRIPT}
    DEPENDS ${files} ${CAMERAMONIT_EMBED_SCRIPT}
    COMMENT "Embedding ${EMBED_FUNCTION}" VERBATIM)
  set(${out} ${source} PARENT_SCOPE)
endfunction()
