#include "train/run_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "optim/averaged.h"
#include "train/step_counts.h"

namespace runner {

namespace {

/// The optimizer, with memory for the momentum that a schedule sets.
template <class T>
std::unique_ptr<Optimizer<T>> make_rule(const ExperimentConfig& config, const ParameterLayout& layout) {
  const auto momentum = config.scheduler ? (*config.scheduler)->largest_momentum() : std::nullopt;
  if (!momentum) return config.optimizer->make<T>(layout);
  return config.optimizer->with_momentum(*momentum)->template make<T>(layout);
}

template <class T>
std::unique_ptr<Optimizer<T>> make_optimizer(const ExperimentConfig& config, const Objective<T>& objective) {
  auto rule = make_rule<T>(config, objective.layout());
  const auto& averaging = config.training.averaging;
  if (!averaging) return rule;
  return std::make_unique<Averaged<T>>(*averaging->config,
                                       count_steps(config.training, objective.batches_per_pass()),
                                       std::move(rule), objective.layout());
}

}  // namespace

template <class T>
RunState<T>::RunState(const ExperimentConfig& config, std::unique_ptr<Objective<T>> trained)
    : objective(std::move(trained)),
      optimizer(make_optimizer<T>(config, *objective)),
      generator(static_cast<std::uint64_t>(config.seed)),
      measures(config, objective->training_columns(), objective->evaluation_columns()),
      evaluation_point(config, *objective, *optimizer, generator),
      lrs(config.optimizer->learning_rates()),
      config_(config),
      schedules_(make_schedules(config, lrs, objective->batches_per_pass(), measures.epoch_columns())),
      watched_(watched_cell(config, measures.epoch_columns())) {
  if (!config.early_stopping) return;
  early_stopping.emplace(*config.early_stopping, measures.epoch_columns());
  for (const StateView& view : model()) best_.emplace_back(view.bytes.begin(), view.bytes.end());
}

template <class T>
void RunState<T>::watch(std::span<const double> row) {
  if (!watched_ || std::isnan(row[*watched_])) return;
  for (const auto& schedule : schedules_) schedule->watch(row[*watched_]);
}

template <class T>
std::vector<StateView> RunState<T>::model() {
  std::vector<StateView> views;
  const std::span<T> values = objective->parameters();
  for (const ParameterView& view : objective->layout()) {
    const auto first = static_cast<std::size_t>(view.offset), size = static_cast<std::size_t>(view.size);
    views.emplace_back(view.name, values.subspan(first, size), view.shape);
  }
  add_state(views, "", objective->model_state());
  return views;
}

template <class T>
std::vector<StateView> RunState<T>::tensors() {
  std::vector<StateView> views = model();
  for (std::size_t i = 0; i < best_.size(); ++i) {
    StateView best = views[i];
    best.name.insert(0, "best.");
    best.bytes = best_[i];
    views.push_back(std::move(best));
  }
  add_state(views, "evaluated.", evaluation_point.state(model()));
  add_state(views, "optimizer.", optimizer->state());
  for (std::size_t i = 0; i < schedules_.size(); ++i) {
    add_state(views, i == 0 ? "scheduler." : fmt::format("scheduler.{}.", i), schedules_[i]->state());
  }
  add_state(views, "generator.", generator.state());
  add_state(views, "progress.", objective->progress_state());
  add_state(views, "progress.", evaluation_point.progress_state());
  add_state(views, "average.", measures.state());
  if (early_stopping) add_state(views, "early_stopping.", early_stopping->state());
  add_state(views, "run.", progress());
  return views;
}

/// With the ranges that the training leaves them.
template <class T>
std::vector<StateView> RunState<T>::progress() {
  const TrainingConfig& training = config_.training;
  const std::int64_t batches = objective->batches_per_pass();
  const std::int64_t steps = steps_per_epoch(training, batches);
  constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t most_samples = std::int64_t{1} << 53;  // a loss is divided by them
  return {
      StateView("epochs", counts.epochs).within(0, length_in(Interval::epoch, training, batches)),
      StateView("iterations", counts.iterations).within(0, length_in(Interval::iteration, training, batches)),
      StateView("samples", counts.samples).within(0, most_samples),
      {"lr", lr},
      StateView("epoch_is_open", epoch.is_open).within(0, 1),
      {"loss_sum", epoch.loss},
      StateView("loss_samples", epoch.samples).within(0, most_samples),
      {"norm_sum", epoch.norm},
      StateView("steps", epoch.steps).within(0, steps),
      StateView("steps_wanted", epoch.steps_wanted).within(0, steps),
      StateView("batches_left", epoch.batches_left)
          .within(0, training.iterations_per_epoch ? endless : batches)};
}

template <class T>
void RunState<T>::keep_best() {
  const std::atomic<bool> to_its_end{false};
  const AtEvaluationPoint<T> there(evaluation_point, counts.iterations, to_its_end);
  const std::vector<StateView> views = model();
  for (std::size_t i = 0; i < views.size(); ++i) {
    std::copy(views[i].bytes.begin(), views[i].bytes.end(), best_[i].begin());
  }
}

template <class T>
Step RunState<T>::begin_step(double loss) {
  ++counts.iterations;
  ++epoch.steps;
  schedule_rates();
  Step step{.lr = lr, .number = counts.iterations, .loss = loss};
  step.group_lrs = std::span(lrs).subspan(1);
  step.momentum = momentum;
  return step;
}

template <class T>
void RunState<T>::schedule_rates() {
  if (!schedules_.empty()) {
    const bool by_epoch = (*config_.scheduler)->interval == Interval::epoch;
    const std::int64_t at_hand = by_epoch ? counts.epochs : counts.iterations;
    for (std::size_t i = 0; i < lrs.size(); ++i) {
      const Rates rates = schedules_[i]->at(std::max<std::int64_t>(at_hand - 1, 0));
      lrs[i] = rates.lr;
      momentum = rates.momentum;
    }
  }
  lr = lrs.front();
}

template class RunState<float>;
template class RunState<double>;

}  // namespace runner
