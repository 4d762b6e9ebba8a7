#include "use/onnx_file.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

using namespace runner;

namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

TEST_CASE("a file of one operation, byte by byte as protobuf has it") {
  Tape tape;
  const auto x = tape.input("x", Tape::Type::float32, 2);
  tape.set_output(tape.mul(x, tape.number(x, 2)));
  const std::string file = onnx_file(tape, {"g", "1", "y", 2, {{"k", "v"}}});
  const std::string bytes = hex(file);
  // ir_version 8, producer_name "runner", producer_version "1", the graph
  CHECK(bytes.starts_with("0808120672756e6e65721a01313a"));
  // node: v2 = Mul(v0, v1), named nv2
  CHECK(bytes.find("0a0276300a027631120276321a036e763222034d756c") != std::string::npos);
  // initializer: FLOAT (1), "v1", raw 2.0f
  CHECK(bytes.find("1001420276314a0400000040") != std::string::npos);
  // input "x": a tensor (0a) of float32 (0801) with the dimensions "N" and 2
  CHECK(bytes.find("0a0178120f0a0d080112090a0312014e0a020802") != std::string::npos);
  // opset_import {"", 13}, metadata {"k", "v"}
  CHECK(bytes.ends_with("42040a00100d72060a016b120176"));
}
