#include "train/step_gradient.h"

#include <algorithm>
#include <cmath>

#include "base/stop.h"

namespace runner {

namespace {

/// torch.nn.utils.get_total_norm: as if all gradients stood in one vector.
template <class T>
double norm(std::span<const T> gradients, double type) {
  double total = 0;
  if (type == 2) {
    for (const T g : gradients) total += static_cast<double>(g) * static_cast<double>(g);
    return std::sqrt(total);
  }
  if (std::isinf(type)) {
    for (const T g : gradients) {
      const double size = std::abs(static_cast<double>(g));
      if (!(size <= total)) total = size;  // NaN stays
    }
    return total;
  }
  for (const T g : gradients) total += std::pow(std::abs(static_cast<double>(g)), type);
  return std::pow(total, 1 / type);
}

std::optional<ClipGradNormConfig> clip_norm(const TrainingConfig& config) {
  if (!config.clip_grad_norm) return std::nullopt;
  if (const double* length = std::get_if<double>(&*config.clip_grad_norm))
    return ClipGradNormConfig{.max_norm = *length};
  return std::get<ClipGradNormConfig>(*config.clip_grad_norm);
}

}  // namespace

template <class T>
StepGradient<T>::StepGradient(const ExperimentConfig& config, Objective<T>& objective, Generator& generator,
                              bool wants_norm, const std::atomic<bool>& stop)
    : together_(config.training.accumulate_gradients),
      clip_norm_(clip_norm(config.training)),
      clip_value_(config.training.clip_grad_value),
      objective_(objective),
      generator_(generator),
      wants_norm_(wants_norm),
      stop_(stop),
      frozen_(frozen_tensors(*config.optimizer.config, objective.layout())),
      is_plain_(together_ == 1 && !wants_norm && !clip_norm_ && !clip_value_ && frozen_.empty()),
      sum_(config.training.accumulate_gradients > 1 ? static_cast<Index>(objective.parameters().size()) : 0) {
}

template <class T>
typename StepGradient<T>::Taken StepGradient<T>::take(std::int64_t most, StepInPassing<T>* step) {
  ++taken_;
  Taken taken;
  if (together_ > 1) std::ranges::fill(sum_.span(), T{0});
  for (; taken.batches < std::min(together_, most); ++taken.batches) {
    const auto batch = objective_.next_batch(generator_, step);
    taken.loss_sum += batch.loss * static_cast<double>(batch.samples);
    taken.samples += batch.samples;
    taken.is_updated = batch.is_updated;
    if (together_ == 1) continue;
    const auto gradients = objective_.gradients();
    const T share = T{1} / static_cast<T>(together_);
    for (std::size_t k = 0; k < gradients.size(); ++k) sum_.data()[k] += gradients[k] * share;
  }
  if (together_ > 1) std::ranges::copy(sum_.span(), objective_.gradients().data());
  taken.loss = taken.loss_sum / static_cast<double>(taken.samples);
  if (!is_plain_) finish(taken);
  return taken;
}

/// A step that is nearly over is better than one that is lost.
template <class T>
void StepGradient<T>::wait_for_the_end_of_the_step() {
  constexpr std::chrono::seconds patience{1};
  const auto now = std::chrono::steady_clock::now();
  if (!stop_seen_) stop_seen_ = now;
  if (now - *stop_seen_ >= patience) throw Interrupted();
}

template <class T>
double StepGradient<T>::evaluate() {
  if (stop_.load(std::memory_order_relaxed)) wait_for_the_end_of_the_step();
  ++taken_;
  const double loss = objective_.repeat_batch(generator_);
  Taken unused;
  finish(unused);
  return loss;
}

/// A frozen tensor has no gradient; what is left is measured and clipped.
template <class T>
void StepGradient<T>::finish(Taken& taken) {
  const std::span<T> gradients = objective_.gradients();
  for (const ParameterView& view : frozen_) std::fill_n(gradients.begin() + view.offset, view.size, T{0});
  if (wants_norm_) taken.norm = norm<T>(gradients, 2);
  if (clip_norm_) {
    constexpr double epsilon = 1e-6;  // as PyTorch has it
    const bool known = wants_norm_ && clip_norm_->norm_type == 2;
    const double total = known ? taken.norm : norm<T>(gradients, clip_norm_->norm_type);
    taken.unusable = clip_norm_->error_if_nonfinite && !std::isfinite(total);
    const double ratio = clip_norm_->max_norm / (total + epsilon);
    const T factor = ratio > 1 ? T(1) : static_cast<T>(ratio);  // where it is NaN all gradients become NaN
    for (T& g : gradients) g *= factor;
  }
  if (clip_value_) {
    const auto limit = static_cast<T>(*clip_value_);
    for (T& g : gradients) g = std::clamp(g, -limit, limit);
  }
}

template class StepGradient<float>;
template class StepGradient<double>;

}  // namespace runner
