# cameramonit_fuzz(NAME SOURCES ... DEPS ...)
# A libFuzzer target fuzz_NAME; its corpus is the folder corpus/ beside. The preset `fuzz` builds it (clang), the preset
# `test` makes ctest replay the corpus and then fuzz for CAMERAMONIT_FUZZ_SECONDS (environment, 5 by default).
function(cameramonit_fuzz name)
  cmake_parse_arguments(FUZZ "" "" "SOURCES;DEPS" ${ARGN})
  if(CAMERAMONIT_FUZZ)
    add_executable(fuzz_${name} ${FUZZ_SOURCES})
    target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(fuzz_${name} PRIVATE cameramonit_warnings ${FUZZ_DEPS})
    add_dependencies(fuzzers fuzz_${name})
  else()
    add_test(NAME fuzz_${name}
      COMMAND ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.sh ${CMAKE_SOURCE_DIR}/build/fuzz/bin/fuzz_${name}
              ${CMAKE_CURRENT_SOURCE_DIR}/corpus)
    set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT 900)
  endif()
endfunction()
