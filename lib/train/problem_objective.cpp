#include "train/problem_objective.h"

#include <algorithm>

namespace runner {

template <class T>
ProblemObjective<T>::ProblemObjective(const ExperimentConfig& config)
    : problem_(config.problem.config), start_(problem_->starting_point()) {
  if (problem_->samples() > 0) batches_.emplace(problem_->samples(), config.training);
  const auto size = static_cast<Index>(start_.size());
  parameters_ = Buffer<T>(size);
  gradients_ = Buffer<T>(size);
  scratch_ = Buffer<T>(size);
  layout_ = {{"w", {size}, 0, size}};
}

template <class T>
void ProblemObjective<T>::initialize(Generator&, std::uint64_t) {
  std::transform(start_.begin(), start_.end(), parameters_.data(),
                 [](double v) { return static_cast<T>(v); });
}

template <class T>
std::vector<StateView> ProblemObjective<T>::progress_state() {
  std::vector<StateView> views;
  if (batches_) add_state(views, "batches.", batches_->state());
  return views;
}

template <class T>
typename Objective<T>::Batch ProblemObjective<T>::next_batch(Generator& generator) {
  if (batches_) batch_ = batches_->next(generator);
  return {repeat_batch(), batches_ ? static_cast<Index>(batch_.size()) : 1};
}

template <class T>
double ProblemObjective<T>::repeat_batch() {
  return static_cast<double>(problem_->evaluate(position(), batch_, gradients_.span()));
}

template <class T>
std::optional<double> ProblemObjective<T>::evaluate_training(std::span<double>, const std::atomic<bool>&) {
  return static_cast<double>(problem_->evaluate(position(), {}, scratch_.span()));
}

template <class T>
bool ProblemObjective<T>::evaluate(std::span<double> out, const std::atomic<bool>&) {
  out[0] = static_cast<double>(problem_->test(position(), scratch_.span()));
  return true;
}

template class ProblemObjective<float>;
template class ProblemObjective<double>;

}  // namespace runner
