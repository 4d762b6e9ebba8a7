#pragma once

#include "tensor/matrix.h"

namespace runner {

/// Some parameters, rows × columns within a larger matrix, and their gradient.
template <class T>
struct ParameterBlock {
  T* values;
  const T* gradient;
  Index rows, columns;
  Index step, gradient_step;  ///< from row to row
};

/// Changes parameters by a gradient that is wanted for nothing else, as soon as a part of it is there.
template <class T>
class ParameterUpdates {
 public:
  /// Blocks that do not overlap may come on several threads at once.
  virtual void update(const ParameterBlock<T>& block) = 0;

 protected:
  ~ParameterUpdates() = default;
};

}  // namespace runner
