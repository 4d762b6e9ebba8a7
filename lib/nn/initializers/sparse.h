#pragma once

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.sparse_
struct SparseConfig : InitializerConfigOf<SparseConfig> {
  double sparsity = 0;
  double std = 0.01;

  static Spec<SparseConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
