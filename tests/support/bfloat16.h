#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tensor/onednn.h"

namespace runner {

/// Whether bfloat16 can be tested here; says why where it can't.
inline bool has_bfloat16() {
  if (why_no_bfloat16().empty()) return true;
  MESSAGE("bfloat16 is not tested: ", why_no_bfloat16());
  return false;
}

/// The lines of an experiment for every precision that can be tested here.
inline std::vector<std::string> precisions() {
  std::vector<std::string> lines = {"precision: float32\n"};
  if (has_bfloat16()) lines.emplace_back("precision: bfloat16\n");
  return lines;
}

}  // namespace runner
