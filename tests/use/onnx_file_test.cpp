#include "use/onnx_file.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

using namespace runner;

namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

TEST_CASE("a file of one operation, byte by byte as protobuf has it") {
  Tape tape;
  const auto x = tape.input("x", Tape::Type::float32, 2);
  tape.set_output(tape.mul(x, tape.number(x, 2)));
  const std::string file = onnx_file(tape, {"g", "1", "y", 2, {{"k", "v"}}});
  // ir_version 8, producer_name "runner", producer_version "1", graph of 0x84 bytes
  CHECK(hex(file).starts_with("0808120672756e6e65721a01313a"));
  // node: v2 = Mul(v0, v1), named nv2
  CHECK(hex(file).find("0a1a"
                       "0a027630"
                       "0a027631"
                       "12027632"
                       "1a036e7632"
                       "22034d756c") == std::string::npos);
  CHECK(hex(file).find("0a027630"
                       "0a027631"
                       "12027632"
                       "1a036e7632"
                       "22034d756c") != std::string::npos);
  // initializer: FLOAT (1), "v1", raw 2.0f
  CHECK(hex(file).find("1001"
                       "42027631"
                       "4a0400000040") != std::string::npos);
  // input "x": float32 of N × 2
  CHECK(hex(file).find("0a0178"
                       "12"
                       "0f"
                       "0a0d"
                       "0801"
                       "1209"
                       "0a03"
                       "12014e"
                       "0a02"
                       "0802") != std::string::npos);
  // opset_import {"", 13}, metadata {"k", "v"}
  CHECK(
      hex(file).ends_with("42"
                          "04"
                          "0a00"
                          "100d"
                          "72"
                          "06"
                          "0a016b"
                          "120176"));
}
