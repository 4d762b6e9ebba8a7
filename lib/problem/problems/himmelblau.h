#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// Four minima of value 0 around a hill; which one is reached depends on the start and the rule.
struct HimmelblauConfig : PlaneFunctionOf<HimmelblauConfig> {
  std::array<double, 2> start = {0, 0};

  std::vector<std::vector<double>> minima() const override;
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<HimmelblauConfig> spec();
};

}  // namespace runner
