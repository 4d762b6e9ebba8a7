#pragma once

#include "optim/optimizer.h"
#include "train/objective.h"
#include "train/run_state.h"

namespace runner {

/// Makes optimizer steps while gradients are made. The state must stay where it is.
template <class T>
class PassingStep final : public StepInPassing<T>, public ParameterUpdates<T> {
 public:
  PassingStep(RunState<T>& state, int threads) : state_(state), threads_(threads) {}

  ParameterUpdates<T>* begin(double loss, Index samples) override;
  void update(const ParameterBlock<T>& block) override;

 private:
  RunState<T>& state_;
  int threads_;
  Step step_;
};

}  // namespace runner
