# How everything is compiled: language level, linker, compiler cache, warnings, sanitizers.

option(CAMERAMONIT_TESTS "Build the tests" OFF)
option(CAMERAMONIT_FUZZ "Build the libFuzzer targets (clang)" OFF)
set(CAMERAMONIT_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(CAMERAMONIT_CCACHE ccache)
if(CAMERAMONIT_CCACHE)
  # Precompiled headers and several build folders of one checkout share the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime" ${CAMERAMONIT_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

find_program(CAMERAMONIT_LLD ld.lld)
if(CAMERAMONIT_LLD)
  add_link_options(-fuse-ld=lld)
endif()

add_library(cameramonit_warnings INTERFACE)
target_compile_options(cameramonit_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CAMERAMONIT_SANITIZE)
  # GCC 12 sees overlapping copies in `"literal" + std::string` (its bug 105651) and uninitialised values in an empty
  # std::optional as soon as it optimises.
  target_compile_options(cameramonit_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

if(CAMERAMONIT_SANITIZE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees uninitialised members in std::regex and std::function as soon as code is instrumented.
    target_compile_options(cameramonit_warnings INTERFACE -Wno-maybe-uninitialized)
  endif()
  add_compile_options(-fsanitize=${CAMERAMONIT_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CAMERAMONIT_SANITIZE})
  if(CAMERAMONIT_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

if(CAMERAMONIT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage for the fuzzer in every room
endif()
