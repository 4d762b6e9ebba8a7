#include "optim/averaged.h"

#include <algorithm>
#include <limits>

// The average stands outside of the rule, as AveragedModel does: any optimizer can have one, and none knows
// of it. Steps that count are told by their number alone, so a resumed run needs only how many there were.

namespace runner {

std::int64_t AveragingConfig::first_step(const StepCount& steps) const {
  return start_iteration.value_or((start_epoch - 1) * steps.per_epoch + 1);
}

bool AveragingConfig::takes(std::int64_t step, const StepCount& steps) const {
  const std::int64_t first = first_step(steps);
  if (step < first) return false;
  if (interval == Interval::iteration) return (step - first) % every == 0;
  const auto epoch_of = [&](std::int64_t number) { return (number - 1) / steps.per_epoch; };
  const bool ends = step % steps.per_epoch == 0 || step == steps.total;
  return ends && (epoch_of(step) - epoch_of(first)) % every == 0;
}

template <class T>
Averaged<T>::Averaged(const AveragingConfig& config, const StepCount& steps,
                      std::unique_ptr<Optimizer<T>> rule, const ParameterLayout& layout)
    : config_(config), steps_(steps), rule_(std::move(rule)), average_(total_size(layout)) {}

template <class T>
void Averaged<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  rule_->step(parameters, gradients, step);
  if (!config_.takes(step.number, steps_)) return;
  if (n_averaged_ == 0) {
    std::ranges::copy(parameters, average_.data());
  } else {
    config_.update(average_.span(), parameters, n_averaged_);
  }
  ++n_averaged_;
}

template <class T>
void Averaged<T>::evaluation_point(std::span<const T> parameters, std::span<T> point) const {
  std::ranges::copy(n_averaged_ == 0 ? parameters : average_.span(), point.begin());
}

template <class T>
std::vector<StateView> Averaged<T>::state() {
  std::vector<StateView> views = rule_->state();
  views.emplace_back("averaged", average_.span());
  views.push_back(
      StateView("n_averaged", n_averaged_).within(0, std::numeric_limits<std::int64_t>::max() - 1));
  return views;
}

template class Averaged<float>;
template class Averaged<double>;

}  // namespace runner
