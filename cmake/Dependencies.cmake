# Every third-party package the product uses, found once. Sources and reasons: docs/adr/.

# What no Debian package holds (google/rpc protos, ONNX Runtime, models) is fetched here by cmake/setup/.
set(CAMERAMONIT_DEPS "${CMAKE_SOURCE_DIR}/build/deps" CACHE PATH "Folder of fetched dependencies")

find_package(Threads REQUIRED)
find_package(gRPC CONFIG REQUIRED)  # brings protobuf and absl
find_package(absl CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc video imgcodecs dnn calib3d)
find_package(CURL REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswresample libswscale)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(HUNSPELL REQUIRED IMPORTED_TARGET hunspell)
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(LIBXML2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(MARIADB REQUIRED IMPORTED_TARGET libmariadb)
pkg_check_modules(GST_RTSP_SERVER REQUIRED IMPORTED_TARGET gstreamer-rtsp-server-1.0 gstreamer-rtsp-1.0 gstreamer-rtp-1.0
                  gstreamer-app-1.0
  gio-2.0)

# SOCI ships no CMake configuration on Debian.
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE3 soci_sqlite3 REQUIRED)
find_library(SOCI_MYSQL soci_mysql REQUIRED)
add_library(soci INTERFACE)
target_link_libraries(soci INTERFACE ${SOCI_CORE} ${SOCI_SQLITE3} ${SOCI_MYSQL} PkgConfig::SQLITE3 PkgConfig::MARIADB)
target_include_directories(soci SYSTEM INTERFACE /usr/include/soci /usr/include/mariadb)

if(CAMERAMONIT_TESTS)
  find_package(GTest CONFIG REQUIRED)
  find_package(benchmark CONFIG REQUIRED)
endif()
