#pragma once

#include <memory>

#include "optim/averaging.h"
#include "optim/optimizer.h"
#include "tensor/buffer.h"

namespace runner {

/// A rule beside which the parameters are averaged: it steps as ever, and what is meant is the average.
template <class T>
class Averaged final : public Optimizer<T> {
 public:
  /// `config` must outlive this.
  Averaged(const AveragingConfig& config, const StepCount& steps, std::unique_ptr<Optimizer<T>> rule,
           const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  bool uses_averaged_weights() const override { return true; }
  void evaluation_point(std::span<const T> parameters, std::span<T> point) const override;
  std::vector<StateView> state() override;

 private:
  const AveragingConfig& config_;
  StepCount steps_;
  std::unique_ptr<Optimizer<T>> rule_;
  Buffer<T> average_;
  std::int64_t n_averaged_ = 0;
};

}  // namespace runner
