#pragma once

#include <string>
#include <utility>
#include <vector>

#include "use/tape.h"

namespace runner {

/// What a model file says beside what it computes.
struct OnnxFacts {
  std::string name;  ///< of the graph
  std::string producer_version;
  std::string output_name;
  Index output_columns = 0;
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// The tape as an ONNX file (ir 8, opset 13, ai.onnx.ml 2 where it is used). Source: github.com/onnx/onnx,
/// onnx.proto; protobuf's encoding.
std::string onnx_file(const Tape& tape, const OnnxFacts& facts);

}  // namespace runner
