#pragma once

#include <doctest/doctest.h>

#include <set>

#include "support/experiment.h"

namespace runner {

/// A small experiment to sweep over.
inline const std::string base =
    "problem: quadratic\n"
    "optimizer: SGD\n"
    "training: {epochs: 1}\n";

/// A plan without a message, of a text that may come after overrides.
inline Plan good_plan(const std::string& yaml) {
  Diagnostics diagnostics;
  auto plan = plan_of(yaml, diagnostics);
  CHECK(diagnostics.text() == "");
  REQUIRE(plan);
  return *plan;
}

inline std::string messages_of(const std::string& yaml) {
  Diagnostics diagnostics;
  CHECK(!plan_of(yaml, diagnostics));
  return diagnostics.text();
}

inline std::vector<std::string> labels_of(const std::string& sweep) {
  return good_plan(base + "sweep: " + sweep + "\n").labels;
}

inline std::vector<std::string> ids_of(const std::string& yaml) {
  std::vector<std::string> ids;
  for (const PlannedRun& run : good_plan(yaml).runs) ids.push_back(run.id);
  return ids;
}

using Labels = std::vector<std::string>;

}  // namespace runner
