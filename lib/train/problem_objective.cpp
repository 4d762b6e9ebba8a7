#include "train/problem_objective.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "train/columns.h"

namespace runner {

template <class T>
ProblemObjective<T>::ProblemObjective(const ExperimentConfig& config)
    : problem_(config.problem.config), start_(problem_->starting_point()) {
  if (problem_->samples() > 0) batches_.emplace(problem_->samples(), config.training);
  const auto size = static_cast<Index>(start_.size());
  parameters_ = Buffer<T>(size);
  gradients_ = Buffer<T>(size);
  scratch_ = Buffer<T>(size);
  if (problem_->noise > 0) noise_ = Buffer<T>(size);
  layout_ = {{"w", {size}, 0, size}};
  for (Column& distance : metric_columns(config, MetricSource::problem, Part::none)) {
    evaluation_columns_.push_back(std::move(distance));
    minima_ = problem_->minima();
  }
}

template <class T>
void ProblemObjective<T>::initialize(Generator&) {
  std::transform(start_.begin(), start_.end(), parameters_.data(),
                 [](double v) { return static_cast<T>(v); });
}

template <class T>
std::vector<StateView> ProblemObjective<T>::progress_state() {
  std::vector<StateView> views;
  if (batches_) add_state(views, "batches.", batches_->state());
  return views;
}

/// Adds u·w to the function, where u from N(0, noise²) is the batch's: u to the gradient, the rest is
/// returned.
template <class T>
double ProblemObjective<T>::add_noise() {
  double value = 0;
  for (std::size_t i = 0; i < noise_.size(); ++i) {
    gradients_[i] += noise_[i];
    value += static_cast<double>(noise_[i]) * static_cast<double>(parameters_[i]);
  }
  return value;
}

template <class T>
typename Objective<T>::Batch ProblemObjective<T>::next_batch(Generator& generator,
                                                             StepInPassing<T>* /*step*/) {
  if (batches_) batch_ = batches_->next(generator);
  generator.normal(noise_.span(), 0, problem_->noise);
  return {repeat_batch(generator), batches_ ? static_cast<Index>(batch_.size()) : 1};
}

template <class T>
double ProblemObjective<T>::repeat_batch(Generator& /*generator*/) {
  return static_cast<double>(problem_->evaluate(position(), batch_, gradients_.span())) + add_noise();
}

template <class T>
std::optional<double> ProblemObjective<T>::evaluate_training(std::span<double>, const std::atomic<bool>&) {
  return static_cast<double>(problem_->evaluate(position(), {}, scratch_.span()));
}

template <class T>
bool ProblemObjective<T>::evaluate(std::span<double> out, const std::atomic<bool>&) {
  out[0] = static_cast<double>(problem_->test(position(), scratch_.span()));
  if (!minima_.empty()) out[1] = distance_to_minimum();
  return true;
}

template <class T>
double ProblemObjective<T>::distance_to_minimum() const {
  double smallest = std::numeric_limits<double>::infinity();
  for (const std::vector<double>& minimum : minima_) {
    double sum = 0;
    for (std::size_t i = 0; i < minimum.size(); ++i) {
      const double difference = static_cast<double>(parameters_[i]) - minimum[i];
      sum += difference * difference;
    }
    smallest = std::min(smallest, std::sqrt(sum));
  }
  return smallest;
}

template class ProblemObjective<float>;
template class ProblemObjective<double>;

}  // namespace runner
