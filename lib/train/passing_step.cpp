#include "train/passing_step.h"

#include <cmath>

namespace runner {

/// A loss that is not finite is the end of the run, and its parameters stay as they are.
template <class T>
ParameterUpdates<T>* PassingStep<T>::begin(double loss, Index samples) {
  if (!std::isfinite(loss * static_cast<double>(samples))) return nullptr;
  step_ = state_.begin_step(loss);
  return this;
}

template <class T>
void PassingStep<T>::update(const ParameterBlock<T>& block) {
  const std::span<T> parameters = state_.objective->parameters();
  const UpdatedPart part{.first = block.values - parameters.data(),
                         .rows = block.rows,
                         .columns = block.columns,
                         .step = block.step,
                         .gradient_step = block.gradient_step};
  Step own = step_;
  own.part = &part;
  // Blocks come on threads of their own; a row of one is too short to be cut into pieces.
  own.threads = block.rows == 1 ? threads_ : 1;
  const Index gradients = (block.rows - 1) * block.gradient_step + block.columns;
  state_.optimizer->step(parameters, {block.gradient, static_cast<std::size_t>(gradients)}, own);
}

template class PassingStep<float>;
template class PassingStep<double>;

}  // namespace runner
