#pragma once

#include <cstdint>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Lookahead;

struct LookaheadConfig : WrapperConfigOf<LookaheadConfig, Lookahead> {
  Component<OptimizerConfig> optimizer;
  std::int64_t k = 5;
  double alpha = 0.5;

  static Spec<LookaheadConfig> spec();
  bool needs_closure() const override { return optimizer->needs_closure(); }
};

/// Lookahead: an optimizer runs ahead; every k steps slow weights follow it part of the way, and it goes on
/// from there.
template <class T>
class Lookahead final : public Optimizer<T> {
 public:
  Lookahead(const LookaheadConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  std::unique_ptr<Optimizer<T>> fast_;
  std::int64_t k_;
  T alpha_;
  Buffer<T> slow_;
};

}  // namespace runner
