# protos/**/*.proto and the google/rpc error messages -> the library cameramonit::protos.

find_program(PROTOC protoc REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

function(cameramonit_proto_library)
  set(google ${CAMERAMONIT_DEPS}/google-protos)
  if(NOT EXISTS ${google}/google/rpc/error_details.proto)
    message(FATAL_ERROR "google/rpc protos are missing in ${google}; ./run --build-only fetches them.")
  endif()
  file(GLOB_RECURSE protos RELATIVE ${CMAKE_SOURCE_DIR}/protos CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/protos/*.proto)
  set(out ${CMAKE_BINARY_DIR}/protos)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  list(TRANSFORM protos PREPEND ${CMAKE_SOURCE_DIR}/protos/ OUTPUT_VARIABLE absolute_protos)
  set(google_protos google/rpc/status.proto google/rpc/error_details.proto)
  foreach(relative IN LISTS protos google_protos)
    string(REGEX REPLACE "\\.proto$" "" stem ${relative})
    set(sources ${out}/${stem}.pb.cc)
    set(headers ${out}/${stem}.pb.h)
    set(flags)
    if(stem MATCHES "_service$")
      list(APPEND sources ${out}/${stem}.grpc.pb.cc)
      list(APPEND headers ${out}/${stem}.grpc.pb.h)
      set(flags --grpc_out=${out} --plugin=protoc-gen-grpc=${GRPC_CPP_PLUGIN})
    endif()
    add_custom_command(
      OUTPUT ${sources} ${headers}
      COMMAND ${PROTOC} -I . -I ${google} --cpp_out=${out} ${flags} ${relative}
      DEPENDS ${absolute_protos}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/protos
      COMMENT "protoc ${relative}" VERBATIM)
    list(APPEND generated ${sources})
  endforeach()
  add_custom_target(proto_sources DEPENDS ${generated})  # enough for tools that only read the headers
  add_library(cameramonit_protos STATIC ${generated})
  add_library(cameramonit::protos ALIAS cameramonit_protos)
  target_include_directories(cameramonit_protos SYSTEM PUBLIC ${out})
  target_link_libraries(cameramonit_protos PUBLIC gRPC::grpc++ protobuf::libprotobuf)
  target_precompile_headers(cameramonit_protos PRIVATE <grpcpp/grpcpp.h> <google/protobuf/message.h>)
endfunction()
