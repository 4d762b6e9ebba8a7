#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class RMSprop;

/// The options of torch.optim.RMSprop, by their names and with their defaults.
struct RMSpropConfig : OptimizerConfigOf<RMSpropConfig, RMSprop> {
  double lr = 1e-2;
  double alpha = 0.99;
  double eps = 1e-8;
  double weight_decay = 0;
  double momentum = 0;
  bool centered = false;
  bool maximize = false;

  static Spec<RMSpropConfig> spec();
};

/// torch.optim.RMSprop: eps stands outside the root and the average starts at 0 (TensorFlow's differ in
/// both).
template <class T>
class RMSprop final : public ParameterwiseRule<T> {
 public:
  RMSprop(const RMSpropConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  template <bool centered, bool with_momentum>
  void update(std::span<T> parameters, std::span<const T> gradients, const Step& step);

  RMSpropConfig config_;
  Buffer<T> square_avg_;
  Buffer<T> grad_avg_;         // empty unless centered
  Buffer<T> momentum_buffer_;  // empty without momentum
};

}  // namespace runner
