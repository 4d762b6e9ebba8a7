#pragma once

#include <array>
#include <cstdint>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class SGDScheduleFree;
template <class T>
class AdamWScheduleFree;

/// What both have in common.
struct ScheduleFreeOptions {
  std::int64_t warmup_steps = 0;
  double r = 0;
  double weight_lr_power = 2;
};

struct SGDScheduleFreeConfig : OptimizerConfigOf<SGDScheduleFreeConfig, SGDScheduleFree>,
                               ScheduleFreeOptions {
  double lr = 1;
  double momentum = 0.9;
  double weight_decay = 0;

  static Spec<SGDScheduleFreeConfig> spec();
  bool uses_averaged_weights() const override { return true; }
};

struct AdamWScheduleFreeConfig : OptimizerConfigOf<AdamWScheduleFreeConfig, AdamWScheduleFree>,
                                 ScheduleFreeOptions {
  double lr = 2.5e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;

  static Spec<AdamWScheduleFreeConfig> spec();
  bool uses_averaged_weights() const override { return true; }
};

/// The parameters are y, where gradients are taken, between z, which descends, and x, the average of the z,
/// which is meant.
template <class T>
class ScheduleFree : public Optimizer<T> {
 public:
  bool uses_averaged_weights() const final { return true; }
  void evaluation_point(std::span<const T> parameters, std::span<T> point) const final;
  std::vector<StateView> state() override;

 protected:
  struct Rates {
    T lr;      ///< with its warm-up
    T weight;  ///< of the new z in x
  };

  ScheduleFree(const ScheduleFreeOptions& options, const ParameterLayout& layout);
  /// To be called once at the begin of a step.
  Rates begin(std::span<const T> parameters, const Step& step);

  Buffer<T> z_;
  Buffer<T> x_;

 private:
  ScheduleFreeOptions options_;
  double weight_sum_ = 0;
  double lr_max_ = -1;
};

/// Schedule-Free SGD.
template <class T>
class SGDScheduleFree final : public ScheduleFree<T> {
 public:
  SGDScheduleFree(const SGDScheduleFreeConfig& config, const ParameterLayout& layout);
  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;

 private:
  SGDScheduleFreeConfig config_;
};

/// Schedule-Free AdamW.
template <class T>
class AdamWScheduleFree final : public ScheduleFree<T> {
 public:
  AdamWScheduleFree(const AdamWScheduleFreeConfig& config, const ParameterLayout& layout);
  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AdamWScheduleFreeConfig config_;
  Buffer<T> exp_avg_sq_;
};

}  // namespace runner
