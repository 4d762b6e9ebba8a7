#include "train/evaluation_point.h"

#include <algorithm>

#include "train/step_counts.h"

namespace runner {

template <class T>
EvaluationPoint<T>::EvaluationPoint(const ExperimentConfig& config, Objective<T>& objective,
                                    const Optimizer<T>& optimizer, Generator& generator)
    : objective_(objective), optimizer_(optimizer), generator_(generator), first_(1) {
  if (!optimizer.uses_averaged_weights()) return;
  point_ = Buffer<T>(static_cast<Index>(objective.parameters().size()));
  const auto& averaging = config.training.averaging;
  if (!averaging) return;
  first_ = (*averaging)->first_step(count_steps(config.training, objective.batches_per_pass()));
  if (!(*averaging)->update_bn || !objective.has_statistics()) return;
  for (const StateView& view : objective.model_state())
    statistics_.emplace_back(view.bytes.begin(), view.bytes.end());
}

template <class T>
void EvaluationPoint<T>::copy_statistics() {
  const std::vector<StateView> model = objective_.model_state();
  for (std::size_t i = 0; i < statistics_.size(); ++i)
    std::ranges::copy(model[i].bytes, statistics_[i].begin());
}

/// The point with the parameters, and the statistics with those of the training.
template <class T>
void EvaluationPoint<T>::swap() {
  std::ranges::swap_ranges(objective_.parameters(), point_.span());
  if (statistics_.empty()) return;
  const std::vector<StateView> model = objective_.model_state();
  for (std::size_t i = 0; i < model.size(); ++i) std::ranges::swap_ranges(model[i].bytes, statistics_[i]);
}

template <class T>
bool EvaluationPoint<T>::visit(std::int64_t iteration, const std::atomic<bool>& stop) {
  if (point_.size() == 0 || iteration < first_) return true;
  optimizer_.evaluation_point(objective_.parameters(), point_.span());
  const bool measured = statistics_.empty() || measured_at_ == iteration;
  if (!measured) copy_statistics();
  swap();
  away_ = true;
  if (measured) return true;
  const Generator before = generator_;
  const bool complete = objective_.measure_statistics(generator_, stop);
  if (!complete) generator_ = before;
  measured_at_ = complete ? iteration : 0;
  return complete;
}

template <class T>
void EvaluationPoint<T>::leave() {
  if (away_) swap();
  away_ = false;
}

template <class T>
std::vector<StateView> EvaluationPoint<T>::state(const std::vector<StateView>& model) {
  std::vector<StateView> views;
  if (point_.size() == 0) return views;
  optimizer_.evaluation_point(objective_.parameters(), point_.span());
  if (measured_at_ == 0) copy_statistics();
  const auto parameters = std::as_writable_bytes(point_.span());
  const std::size_t tensors = objective_.layout().size();
  for (std::size_t i = 0; i < tensors; ++i) {
    const ParameterView& view = objective_.layout()[i];
    views.push_back(model[i]);
    views.back().bytes = parameters.subspan(static_cast<std::size_t>(view.offset) * sizeof(T),
                                            static_cast<std::size_t>(view.size) * sizeof(T));
  }
  for (std::size_t i = 0; i < statistics_.size(); ++i) {
    views.push_back(model[tensors + i]);
    views.back().bytes = statistics_[i];
  }
  return views;
}

template <class T>
std::vector<StateView> EvaluationPoint<T>::progress_state() {
  if (statistics_.empty()) return {};
  return {{"measured_at", measured_at_}};
}

template class EvaluationPoint<float>;
template class EvaluationPoint<double>;

}  // namespace runner
