#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/state.h"
#include "tensor/matrix.h"

namespace runner {

/// What changes from step to step.
struct Step {
  double lr = 0;            ///< the scheduler's rate for this step
  std::int64_t number = 1;  ///< counts from 1
};

/// An update rule over the flat vector of all parameters. State is allocated when built, never in a step.
template <class T>
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// parameters and gradients have the length the rule was built for. One pass over memory.
  virtual void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) = 0;
  /// What the rule remembers from step to step: "exp_avg", "momentum_buffer".
  virtual std::vector<StateView> state() { return {}; }
};

/// An optimizer's hyper-parameters; also its factory.
struct OptimizerConfig {
  static constexpr std::string_view kind = "optimizer";
  static constexpr std::string_view plural = "optimizers";
  virtual ~OptimizerConfig() = default;

  virtual double learning_rate() const = 0;  ///< before scheduling
  virtual std::unique_ptr<Optimizer<float>> make_float(const ParameterLayout& layout) const = 0;
  virtual std::unique_ptr<Optimizer<double>> make_double(const ParameterLayout& layout) const = 0;

  template <class T>
  std::unique_ptr<Optimizer<T>> make(const ParameterLayout& layout) const {
    if constexpr (std::is_same_v<T, float>) {
      return make_float(layout);
    } else {
      return make_double(layout);
    }
  }
};

/// Ties a config with a member `lr` to its rule: `struct AdamConfig : OptimizerConfigOf<AdamConfig, Adam>`,
/// where `Adam<T>` is built from (const AdamConfig&, const ParameterLayout&).
template <class C, template <class> class O>
struct OptimizerConfigOf : OptimizerConfig {
  double learning_rate() const override { return static_cast<const C&>(*this).lr; }
  std::unique_ptr<Optimizer<float>> make_float(const ParameterLayout& layout) const override {
    return std::make_unique<O<float>>(static_cast<const C&>(*this), layout);
  }
  std::unique_ptr<Optimizer<double>> make_double(const ParameterLayout& layout) const override {
    return std::make_unique<O<double>>(static_cast<const C&>(*this), layout);
  }
};

}  // namespace runner
