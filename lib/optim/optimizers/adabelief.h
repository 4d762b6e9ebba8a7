#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class AdaBelief;

struct AdaBeliefConfig : OptimizerConfigOf<AdaBeliefConfig, AdaBelief> {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-16;
  double weight_decay = 0;
  bool amsgrad = false;
  bool weight_decouple = true;
  bool fixed_decay = false;
  bool rectify = true;
  bool degenerated_to_sgd = true;

  static Spec<AdaBeliefConfig> spec();
};

/// AdaBelief: long steps where gradients are as expected (near their average), short ones where they are not.
template <class T>
class AdaBelief final : public ParameterwiseRule<T> {
 public:
  AdaBelief(const AdaBeliefConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  /// What a step needs beside the averages: the step size, and whether it is divided by the root of the
  /// variance (scaled by root_correction).
  struct StepSizes {
    double step_size = 0;
    bool adaptive = true;
    double root_correction = 1;
  };
  StepSizes step_sizes(const Step& step) const;

  AdaBeliefConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_var_;
  Buffer<T> max_exp_avg_var_;  // empty without amsgrad
};

}  // namespace runner
