#pragma once

#include <cmath>

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.LogSigmoid
struct LogSigmoidConfig : ElementWiseConfig<LogSigmoidConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const LogSigmoidConfig&) {}
    // The exponential of -|x| can't overflow, and where it is small log1p keeps its digits.
    T value(T x) const { return (x > 0 ? T(0) : x) - elementary::log1p(elementary::exp(-std::abs(x))); }
    T slope(T x, T) const {
      const T z = elementary::exp(-std::abs(x)), rest = z / (z + T(1));
      return x < 0 ? T(1) - rest : rest;
    }
  };

  static Spec<LogSigmoidConfig> spec();
};

}  // namespace runner
