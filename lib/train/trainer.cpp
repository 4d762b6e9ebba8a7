#include "train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "optim/averaged.h"
#include "train/step_counts.h"

namespace runner {

namespace {

constexpr Index most_recorded_parameters = 16;

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
Trainer<T>::Trainer(const ExperimentConfig& config, std::unique_ptr<Objective<T>> objective,
                    Observer& observer, const std::atomic<bool>& stop, int threads)
    : config_(config),
      objective_(std::move(objective)),
      optimizer_(make_optimizer<T>(config, *objective_)),
      base_lrs_(config.optimizer->learning_rates()),
      lrs_(base_lrs_),
      schedules_(make_schedules(config, base_lrs_, objective_->batches_per_pass())),
      observer_(observer),
      stop_(stop),
      threads_(threads),
      generator_(static_cast<std::uint64_t>(config.seed)),
      measures_(config, objective_->training_columns(), objective_->evaluation_columns()),
      gradient_(config, *objective_, generator_, measures_.wants_gradient_norm()),
      evaluation_point_(config, *objective_, *optimizer_),
      record_every_(recording_interval(config)),
      watched_(watched_cell(config, measures_.epoch_columns())) {
  const auto size = static_cast<Index>(objective_->parameters().size());
  const bool wanted = record_every_ > 0 && (config.problem || config.record.parameters);
  if (wanted) parameter_row_.resize(static_cast<std::size_t>(std::min(size, most_recorded_parameters)));
  if (!config.early_stopping) return;
  early_stopping_.emplace(*config.early_stopping, measures_.epoch_columns());
  for (const StateView& view : model()) best_.emplace_back(view.bytes.begin(), view.bytes.end());
}

template <class T>
Status Trainer<T>::run(const SavedState* saved, std::optional<std::int64_t> pause_after) {
  began_ = saved_at_ = std::chrono::steady_clock::now();
  can_go_on_ = saved != nullptr && saved->put_back(tensors());
  announce(can_go_on_);
  if (can_go_on_) {
    seconds_before_ = saved->seconds;
  } else {
    begin();
  }
  while (!ended_ && (epoch_is_open_ != 0 || !is_done())) {
    if (epoch_is_open_ == 0) begin_epoch();
    train_steps();
    if (end_.status != Status::interrupted) end_epoch();
    if (!ended_ && pause_after && end_.epochs >= *pause_after && !is_done()) interrupt();
  }
  finish();
  return end_.status;
}

template <class T>
void Trainer<T>::announce(bool goes_on) {
  RunStart start{measures_.epoch_columns(),
                 measures_.iteration_columns(),
                 {},
                 static_cast<std::int64_t>(objective_->parameters().size()),
                 goes_on,
                 measures_.primary()};
  for (std::size_t i = 0; i < parameter_row_.size(); ++i)
    start.parameter_columns.push_back({.name = fmt::format("w{}", i), .role = Role::parameter});
  observer_.start(start);
}

template <class T>
void Trainer<T>::begin() {
  objective_->initialize(generator_, static_cast<std::uint64_t>(config_.seed));
  schedule_rates();

  measures_.new_epoch_row();
  const auto loss = objective_->evaluate_training(measures_.training_cells(), stop_);
  if (!loss) return interrupt();
  measures_.training_loss_cell() = *loss;
  if (record_every_ > 0) record_iteration(measures_.start_row(*loss));
  if (!std::isfinite(*loss)) {
    diverge(fmt::format("{} is {} before training", loss_column(Part::train).name, number_text(*loss)));
  }
  can_go_on_ = report_epoch(true);
}

/// The rates of the step at hand, or of the first one to come: each group's own, scheduled by itself.
/// Momentum is one for all.
template <class T>
void Trainer<T>::schedule_rates() {
  if (!schedules_.empty()) {
    const bool by_epoch = (*config_.scheduler)->interval == Interval::epoch;
    const std::int64_t at_hand = by_epoch ? end_.epochs : end_.iterations;
    for (std::size_t i = 0; i < lrs_.size(); ++i) {
      const Rates rates = schedules_[i]->at(std::max<std::int64_t>(at_hand - 1, 0));
      lrs_[i] = rates.lr;
      momentum_ = rates.momentum;
    }
  }
  lr_ = lrs_.front();
}

template <class T>
bool Trainer<T>::is_done() const {
  const TrainingConfig& training = config_.training;
  return training.epochs ? end_.epochs >= *training.epochs : end_.iterations >= *training.iterations;
}

/// Optimizer steps of the coming epoch, cut short by the number of iterations asked for.
template <class T>
std::int64_t Trainer<T>::steps_in_epoch() const {
  const std::int64_t steps = steps_per_epoch(config_.training, objective_->batches_per_pass());
  return config_.training.iterations ? std::min(steps, *config_.training.iterations - end_.iterations)
                                     : steps;
}

template <class T>
void Trainer<T>::begin_epoch() {
  ++end_.epochs;
  loss_sum_ = norm_sum_ = 0;
  loss_samples_ = steps_ = 0;
  objective_->reset_training_measures();
  const bool whole_pass = !config_.training.iterations_per_epoch;
  batches_left_ = whole_pass ? objective_->batches_per_pass() : std::numeric_limits<std::int64_t>::max();
  steps_wanted_ = steps_in_epoch();
  epoch_is_open_ = 1;
}

template <class T>
void Trainer<T>::train_steps() {
  while (steps_ < steps_wanted_ && !ended_) {
    step();
    if (ended_) return;
    if (stop_.load(std::memory_order_relaxed)) return interrupt();
    checkpoint_by_steps();
  }
}

template <class T>
void Trainer<T>::end_epoch() {
  const std::span<double> row = measures_.new_epoch_row();
  measures_.training_loss_cell() = loss_sum_ / static_cast<double>(loss_samples_);
  objective_->training_measures(measures_.training_cells());
  if (measures_.wants_gradient_norm())
    measures_.gradient_norm_cell() = norm_sum_ / static_cast<double>(steps_);
  const bool due = is_done() || end_.epochs % config_.training.evaluate_every == 0;
  if (!report_epoch(!ended_ && due)) return;
  if (due) skip_loader_draws();
  epoch_is_open_ = 0;
  if (watched_ && !std::isnan(row[*watched_])) {
    for (const auto& schedule : schedules_) schedule->watch(row[*watched_]);
  }
  if (early_stopping_ && !ended_) judge(row);
  const Period& every = config_.checkpoint.every;
  const bool by_epochs = every.unit == PeriodUnit::epochs;
  if (by_epochs && !ended_ && !is_done() && end_.epochs % static_cast<std::int64_t>(every.count) == 0) save();
}

/// A DataLoader draws its workers' seed whenever it is gone through, even without workers and in order.
template <class T>
void Trainer<T>::skip_loader_draws() {
  for (std::int64_t i = 0; i < config_.training.evaluation_loaders; ++i) generator_.random_int64();
}

template <class T>
void Trainer<T>::judge(std::span<const double> row) {
  const auto verdict = early_stopping_->judge(row, end_.epochs);
  if (verdict == EarlyStopping::Verdict::better) keep_best();
  if (verdict != EarlyStopping::Verdict::stop || is_done()) return;
  end_.status = Status::early_stopped;
  end_.message = early_stopping_->reason();
  ended_ = true;
}

/// Within an epoch: after so many steps, or when so much time has passed.
template <class T>
void Trainer<T>::checkpoint_by_steps() {
  const Period& every = config_.checkpoint.every;
  if (every.unit == PeriodUnit::epochs) return;
  if (every.unit == PeriodUnit::iterations) {
    if (end_.iterations % static_cast<std::int64_t>(every.count) == 0) save();
    return;
  }
  constexpr std::int64_t steps_per_look = 16;  // a small network's step is as short as a look at the clock
  if (end_.iterations % steps_per_look != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (std::chrono::duration<double>(now - saved_at_).count() < every.count) return;
  save();
  saved_at_ = std::chrono::steady_clock::now();
}

template <class T>
void Trainer<T>::save() {
  RunEnd now = end_;
  now.status = Status::interrupted;
  now.seconds = seconds();
  now.tensors = tensors();
  observer_.checkpoint(now);
}

template <class T>
void Trainer<T>::interrupt() {
  end_.status = Status::interrupted;
  end_.message = fmt::format("interrupted after iteration {}", end_.iterations);
  ended_ = true;
}

template <class T>
void Trainer<T>::step() {
  const auto taken = gradient_.take(batches_left_);
  batches_left_ -= taken.batches;
  loss_sum_ += taken.loss_sum;
  loss_samples_ += taken.samples;
  end_.samples += taken.samples;
  norm_sum_ += taken.norm;
  if (!std::isfinite(taken.loss))
    return diverge(fmt::format("loss is {} at iteration {}", number_text(taken.loss), end_.iterations + 1));
  if (taken.unusable)
    return diverge(
        fmt::format("the norm of the gradient is not finite at iteration {}", end_.iterations + 1));

  ++end_.iterations;
  ++steps_;
  schedule_rates();
  Step step{lr_, end_.iterations, taken.loss, &gradient_, std::span(lrs_).subspan(1)};
  step.momentum = momentum_;
  step.threads = threads_;
  optimizer_->step(objective_->parameters(), objective_->gradients(), step);
  if (record_every_ == 0) return;
  const auto values = measures_.iteration_row(taken.loss, taken.norm);
  if (end_.iterations % record_every_ == 0) record_iteration(values);
}

template <class T>
void Trainer<T>::record_iteration(std::span<const double> values) {
  const auto parameters = objective_->parameters();
  for (std::size_t i = 0; i < parameter_row_.size(); ++i)
    parameter_row_[i] = static_cast<double>(parameters[i]);
  observer_.iteration({end_.epochs, end_.iterations, end_.samples, lr_, values, parameter_row_});
}

/// Completes the epoch's row and hands it on. The parts held back are evaluated where it is due. False where
/// the run was interrupted meanwhile; then the epoch ends when the run goes on.
template <class T>
bool Trainer<T>::report_epoch(bool evaluate) {
  const std::span<double> cells = measures_.evaluation_cells();
  if (evaluate) {
    const AtEvaluationPoint<T> there(evaluation_point_, end_.iterations, stop_);
    if (!there.complete || !objective_->evaluate(cells, stop_)) {
      interrupt();
      return false;
    }
  }
  const auto& columns = objective_->evaluation_columns();
  for (std::size_t i = 0; evaluate && !ended_ && i < cells.size(); ++i) {
    if (std::isfinite(cells[i]) || columns[i].role != Role::loss) continue;
    diverge(
        fmt::format("{} is {} after iteration {}", columns[i].name, number_text(cells[i]), end_.iterations));
  }
  const auto row = measures_.finish_epoch_row();
  observer_.epoch({end_.epochs, end_.iterations, end_.samples, lr_, row, seconds()});
  return true;
}

template <class T>
void Trainer<T>::diverge(std::string what) {
  end_.status = Status::diverged;
  end_.message = std::move(what);
  ended_ = true;
}

template <class T>
void Trainer<T>::finish() {
  const auto parameters = objective_->parameters();
  const bool finite = std::all_of(parameters.begin(), parameters.end(), [](T v) { return std::isfinite(v); });
  if (!ended_ && !finite)
    diverge(fmt::format("a parameter is not finite after iteration {}", end_.iterations));
  end_.seconds = seconds();
  if (can_go_on_) end_.tensors = tensors();
  observer_.end(end_);
}

template <class T>
double Trainer<T>::seconds() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
  return seconds_before_ + passed.count();
}

/// The parameters, under the names of a PyTorch state_dict, and what the layers have learnt beside them.
template <class T>
std::vector<StateView> Trainer<T>::model() {
  std::vector<StateView> views;
  const std::span<T> values = objective_->parameters();
  for (const ParameterView& view : objective_->layout()) {
    const auto first = static_cast<std::size_t>(view.offset), size = static_cast<std::size_t>(view.size);
    views.emplace_back(view.name, values.subspan(first, size), view.shape);
  }
  add_state(views, "", objective_->model_state());
  return views;
}

/// Everything that decides how the run goes on.
template <class T>
std::vector<StateView> Trainer<T>::tensors() {
  std::vector<StateView> views = model();
  for (std::size_t i = 0; i < best_.size(); ++i) {
    StateView best = views[i];
    best.name.insert(0, "best.");
    best.bytes = best_[i];
    views.push_back(std::move(best));
  }
  add_state(views, "evaluated.", evaluation_point_.state(model()));
  add_state(views, "optimizer.", optimizer_->state());
  for (std::size_t i = 0; i < schedules_.size(); ++i) {
    add_state(views, i == 0 ? "scheduler." : fmt::format("scheduler.{}.", i), schedules_[i]->state());
  }
  add_state(views, "generator.", generator_.state());
  add_state(views, "progress.", objective_->progress_state());
  add_state(views, "progress.", evaluation_point_.progress_state());
  add_state(views, "average.", measures_.state());
  if (early_stopping_) add_state(views, "early_stopping.", early_stopping_->state());
  add_state(views, "run.",
            {{"epochs", end_.epochs},
             {"iterations", end_.iterations},
             {"samples", end_.samples},
             {"lr", lr_},
             {"epoch_is_open", epoch_is_open_},
             {"loss_sum", loss_sum_},
             {"loss_samples", loss_samples_},
             {"norm_sum", norm_sum_},
             {"steps", steps_},
             {"steps_wanted", steps_wanted_},
             {"batches_left", batches_left_}});
  return views;
}

template <class T>
void Trainer<T>::keep_best() {
  const std::atomic<bool> to_its_end{false};
  const AtEvaluationPoint<T> there(evaluation_point_, end_.iterations, to_its_end);
  const std::vector<StateView> views = model();
  for (std::size_t i = 0; i < views.size(); ++i) {
    std::copy(views[i].bytes.begin(), views[i].bytes.end(), best_[i].begin());
  }
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace runner
