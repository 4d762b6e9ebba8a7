#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// Three equal minima of value 5/(4π), about 0.397887, in curved valleys.
struct BraninConfig : PlaneFunctionOf<BraninConfig> {
  std::array<double, 2> start = {2.5, 12.5};

  std::vector<std::vector<double>> minima() const override;
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<BraninConfig> spec();
};

}  // namespace runner
