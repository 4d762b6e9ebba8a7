#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// Flat far around a minimum between steep ridges: 0 at (3, 0.5).
struct BealeConfig : PlaneFunctionOf<BealeConfig> {
  std::array<double, 2> start = {1, 1};

  std::vector<std::vector<double>> minima() const override;
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<BealeConfig> spec();
};

}  // namespace runner
