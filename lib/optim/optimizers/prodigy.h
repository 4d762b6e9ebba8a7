#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Prodigy;

struct ProdigyConfig : OptimizerConfigOf<ProdigyConfig, Prodigy> {
  double lr = 1;
  std::array<double, 2> betas = {0.9, 0.999};
  std::optional<double> beta3;
  double eps = 1e-8;
  double weight_decay = 0;
  bool decouple = true;
  bool use_bias_correction = false;
  bool safeguard_warmup = false;
  double d0 = 1e-6;
  double d_coef = 1;
  double growth_rate = std::numeric_limits<double>::infinity();

  static Spec<ProdigyConfig> spec();
};

/// Prodigy: Adam that learns its own step size d from how far it has come from the start.
template <class T>
class Prodigy final : public Optimizer<T> {
 public:
  Prodigy(const ProdigyConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  /// What a step adds to the two sides of the estimate of d.
  struct Evidence {
    double progress = 0;  ///< ⟨g, p0 − w⟩
    double length = 0;    ///< ‖s‖₁
  };
  /// Takes the gradients into the averages; d_lr is the step size of this step.
  Evidence take_in(std::span<const T> parameters, std::span<const T> gradients, double d_lr);
  void learn(double numerator, double denominator);
  void move(std::span<T> parameters, double d_lr) const;

  ProdigyConfig config_;
  double beta3_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
  Buffer<T> s_;
  Buffer<T> p0_;  // the parameters before the first step
  double d_;
  double d_max_;
  double d_numerator_ = 0;
  std::int64_t k_ = 0;  // steps that moved
};

}  // namespace runner
