#pragma once

#include <cstddef>
#include <cstdint>

// The part of ONNX Runtime's C API that we use. The API is a table of function pointers (`OrtApi` in
// onnxruntime_c_api.h) that only ever grows at its end, so that a function's place in it is part of the binary
// interface. Naming places and signatures here lets any library version be loaded at run time, without its headers.
// Source: https://onnxruntime.ai/docs/api/c/struct_ort_api.html

struct OrtStatus;
struct OrtEnv;
struct OrtSession;
struct OrtSessionOptions;
struct OrtRunOptions;
struct OrtMemoryInfo;
struct OrtAllocator;
struct OrtValue;
struct OrtTensorTypeAndShapeInfo;

namespace cameramonit::detect::ort {

/// What the library's only exported symbol, OrtGetApiBase, returns.
struct ApiBase {
  const void* const* (*getApi)(std::uint32_t version);
  const char* (*getVersionString)();
};

/// The oldest API version that has all functions below.
inline constexpr std::uint32_t kApiVersion = 17;

/// A function's place in the table, with its signature.
template <typename Signature>
struct Slot {
  std::size_t place;
};

inline constexpr Slot<const char*(const OrtStatus*)> kGetErrorMessage{2};
inline constexpr Slot<OrtStatus*(int severity, const char* logId, OrtEnv**)> kCreateEnv{3};
inline constexpr Slot<OrtStatus*(const OrtEnv*, const char* path, const OrtSessionOptions*, OrtSession**)>
    kCreateSession{7};
inline constexpr Slot<OrtStatus*(OrtSession*, const OrtRunOptions*, const char* const* inputNames,
                                 const OrtValue* const* inputs, std::size_t inputCount, const char* const* outputNames,
                                 std::size_t outputCount, OrtValue** outputs)>
    kRun{9};
inline constexpr Slot<OrtStatus*(OrtSessionOptions**)> kCreateSessionOptions{10};
inline constexpr Slot<OrtStatus*(OrtSessionOptions*, int level)> kSetGraphOptimizationLevel{23};
inline constexpr Slot<OrtStatus*(OrtSessionOptions*, int threads)> kSetIntraOpThreads{24};
inline constexpr Slot<OrtStatus*(OrtSessionOptions*, int threads)> kSetInterOpThreads{25};
inline constexpr Slot<OrtStatus*(const OrtMemoryInfo*, void* data, std::size_t bytes, const std::int64_t* shape,
                                 std::size_t rank, int elementType, OrtValue**)>
    kCreateTensorWithData{49};
inline constexpr Slot<OrtStatus*(OrtValue*, void** data)> kGetTensorData{51};
inline constexpr Slot<OrtStatus*(const OrtTensorTypeAndShapeInfo*, int* elementType)> kGetElementType{60};
inline constexpr Slot<OrtStatus*(const OrtTensorTypeAndShapeInfo*, std::size_t* rank)> kGetRank{61};
inline constexpr Slot<OrtStatus*(const OrtTensorTypeAndShapeInfo*, std::int64_t* shape, std::size_t rank)> kGetShape{
    62};
inline constexpr Slot<OrtStatus*(const OrtValue*, OrtTensorTypeAndShapeInfo**)> kGetTypeAndShape{65};
inline constexpr Slot<OrtStatus*(int allocatorType, int memoryType, OrtMemoryInfo**)> kCreateCpuMemoryInfo{69};
inline constexpr Slot<void(OrtEnv*)> kReleaseEnv{92};
inline constexpr Slot<void(OrtStatus*)> kReleaseStatus{93};
inline constexpr Slot<void(OrtMemoryInfo*)> kReleaseMemoryInfo{94};
inline constexpr Slot<void(OrtSession*)> kReleaseSession{95};
inline constexpr Slot<void(OrtValue*)> kReleaseValue{96};
inline constexpr Slot<void(OrtTensorTypeAndShapeInfo*)> kReleaseTypeAndShape{99};
inline constexpr Slot<void(OrtSessionOptions*)> kReleaseSessionOptions{100};
inline constexpr Slot<OrtStatus*(OrtSessionOptions*, const char* key, const char* value)> kAddSessionConfig{130};

inline constexpr int kLogErrors = 3;          ///< ORT_LOGGING_LEVEL_ERROR
inline constexpr int kAllOptimizations = 99;  ///< ORT_ENABLE_ALL
inline constexpr int kFloatElements = 1;      ///< ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
inline constexpr int kArenaAllocator = 1;     ///< OrtArenaAllocator
inline constexpr int kDefaultMemory = 0;      ///< OrtMemTypeDefault

}  // namespace cameramonit::detect::ort
