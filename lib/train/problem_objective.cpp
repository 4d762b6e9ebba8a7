#include "train/problem_objective.h"

#include <algorithm>

namespace runner {

template <class T>
ProblemObjective<T>::ProblemObjective(const Recipe<ProblemConfig>& problem)
    : problem_(problem.config), start_(problem->starting_point()) {
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
double ProblemObjective<T>::value(std::span<T> gradient) const {
  return static_cast<double>(problem_->evaluate(parameters_.span(), gradient));
}

template <class T>
typename Objective<T>::Batch ProblemObjective<T>::next_batch(Generator&) {
  return {value(gradients_.span()), 1};
}

template <class T>
double ProblemObjective<T>::evaluate_training(std::span<double>) {
  return value(scratch_.span());
}

template <class T>
void ProblemObjective<T>::evaluate(std::span<double> out) {
  out[0] = value(scratch_.span());
}

template class ProblemObjective<float>;
template class ProblemObjective<double>;

}  // namespace runner
