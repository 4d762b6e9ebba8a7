#include "train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/stop.h"
#include "base/text.h"
#include "train/step_counts.h"

namespace runner {

namespace {

constexpr Index most_recorded_parameters = 16;

}  // namespace

template <class T>
Trainer<T>::Trainer(const ExperimentConfig& config, std::unique_ptr<Objective<T>> objective,
                    Observer& observer, const std::atomic<bool>& stop, int threads)
    : config_(config),
      state_(config, std::move(objective)),
      observer_(observer),
      stop_(stop),
      threads_(threads),
      gradient_(config, *state_.objective, state_.generator, state_.measures.wants_gradient_norm(), stop),
      passing_step_(state_, threads),
      record_every_(recording_interval(config)),
      has_long_steps_(config.optimizer->needs_closure()) {
  const auto size = static_cast<Index>(state_.objective->parameters().size());
  const bool wanted = record_every_ > 0 && (config.problem || config.record.parameters);
  const auto recorded = static_cast<std::size_t>(std::min(size, most_recorded_parameters));
  if (wanted) parameter_row_.resize(recorded);
  if (record_every_ > 0 && config.record.gradients)
    gradient_row_.resize(recorded, std::numeric_limits<double>::quiet_NaN());
  steps_in_passing_ = gradient_.is_plain() && gradient_row_.empty() && state_.optimizer->updates_parts();
}

template <class T>
Status Trainer<T>::run(const SavedState* saved, std::optional<std::int64_t> pause_after) {
  began_ = saved_at_ = std::chrono::steady_clock::now();
  can_go_on_ = saved != nullptr && saved->put_back(state_.tensors());
  announce(can_go_on_);
  if (can_go_on_) {
    seconds_before_ = saved->seconds;
    // A step that is lost has to leave what the run began from.
    if (has_long_steps_) save();
    // Left by a training that was at its end, where a longer one was to be stopped.
    const bool is_between = state_.epoch.is_open == 0 && !is_done();
    if (is_between && state_.early_stopping && state_.early_stopping->is_over()) stop_early();
  } else {
    begin();
  }
  while (!ended_ && (state_.epoch.is_open != 0 || !is_done())) {
    if (state_.epoch.is_open == 0) {
      // Also where the run was left there: whoever goes on does not go beyond.
      if (pause_after && state_.counts.epochs >= *pause_after) {
        interrupt();
        break;
      }
      begin_epoch();
    }
    train_steps();
    if (end_.status != Status::interrupted) end_epoch();
  }
  finish();
  return end_.status;
}

template <class T>
void Trainer<T>::announce(bool goes_on) {
  RunStart start{state_.measures.epoch_columns(),
                 state_.measures.iteration_columns(),
                 {},
                 {},
                 static_cast<std::int64_t>(state_.objective->parameters().size()),
                 goes_on,
                 state_.objective->model_text(),
                 state_.measures.primary()};
  start.fold = state_.objective->fold_rows();
  for (std::size_t i = 0; i < parameter_row_.size(); ++i)
    start.parameter_columns.push_back({.name = fmt::format("w{}", i), .role = Role::parameter});
  start.baseline = state_.objective->baseline();
  for (std::size_t i = 0; i < gradient_row_.size(); ++i)
    start.gradient_columns.push_back({.name = fmt::format("g{}", i), .role = Role::parameter});
  observer_.start(start);
}

template <class T>
void Trainer<T>::begin() {
  state_.objective->initialize(state_.generator);
  state_.schedule_rates();

  state_.measures.new_epoch_row();
  const auto loss = state_.objective->evaluate_training(state_.measures.training_cells(), stop_);
  if (!loss) return interrupt();
  state_.measures.training_loss_cell() = *loss;
  if (record_every_ > 0) record_iteration(state_.measures.start_row(*loss));
  if (!std::isfinite(*loss)) {
    diverge(fmt::format("{} is {} before training", loss_column(Part::train).name, number_text(*loss)));
  }
  can_go_on_ = report_epoch(true);
}

template <class T>
bool Trainer<T>::is_done() const {
  const TrainingConfig& training = config_.training;
  return training.epochs ? state_.counts.epochs >= *training.epochs
                         : state_.counts.iterations >= *training.iterations;
}

/// Optimizer steps of the coming epoch, cut short by the number of iterations asked for.
template <class T>
std::int64_t Trainer<T>::steps_in_epoch() const {
  const std::int64_t steps = steps_per_epoch(config_.training, state_.objective->batches_per_pass());
  return config_.training.iterations
             ? std::min(steps, *config_.training.iterations - state_.counts.iterations)
             : steps;
}

template <class T>
void Trainer<T>::begin_epoch() {
  ++state_.counts.epochs;
  state_.objective->reset_training_measures();
  const bool whole_pass = !config_.training.iterations_per_epoch;
  state_.epoch = {.steps_wanted = steps_in_epoch(),
                  .batches_left = whole_pass ? state_.objective->batches_per_pass()
                                             : std::numeric_limits<std::int64_t>::max(),
                  .is_open = 1};
}

template <class T>
void Trainer<T>::train_steps() {
  while (state_.epoch.steps < state_.epoch.steps_wanted && !ended_) {
    step();
    if (ended_) return;
    if (stop_.load(std::memory_order_relaxed)) return interrupt();
    checkpoint_by_steps();
  }
}

template <class T>
void Trainer<T>::end_epoch() {
  const std::span<double> row = state_.measures.new_epoch_row();
  state_.measures.training_loss_cell() = state_.epoch.loss / static_cast<double>(state_.epoch.samples);
  state_.objective->training_measures(state_.measures.training_cells());
  if (state_.measures.wants_gradient_norm())
    state_.measures.gradient_norm_cell() = state_.epoch.norm / static_cast<double>(state_.epoch.steps);
  const bool due = is_done() || state_.counts.epochs % config_.training.evaluate_every == 0;
  if (!report_epoch(!ended_ && due)) return;
  if (due) skip_loader_draws();
  state_.epoch.is_open = 0;
  state_.watch(row);
  if (state_.early_stopping && !ended_) judge(row);
  const Period& every = config_.checkpoint.every;
  const bool by_epochs = every.unit == PeriodUnit::epochs;
  if (by_epochs && !ended_ && !is_done() &&
      state_.counts.epochs % static_cast<std::int64_t>(every.count) == 0)
    save();
}

/// A DataLoader draws its workers' seed whenever it is gone through, even without workers and in order.
template <class T>
void Trainer<T>::skip_loader_draws() {
  for (std::int64_t i = 0; i < config_.training.evaluation_loaders; ++i) state_.generator.random_int64();
}

template <class T>
void Trainer<T>::judge(std::span<const double> row) {
  const auto verdict = state_.early_stopping->judge(row, state_.counts.epochs);
  if (verdict == EarlyStopping::Verdict::better) state_.keep_best();
  if (verdict == EarlyStopping::Verdict::stop && !is_done()) stop_early();
}

template <class T>
void Trainer<T>::stop_early() {
  end_.status = Status::early_stopped;
  end_.message = state_.early_stopping->reason();
  ended_ = true;
}

/// Within an epoch: after so many steps, or when so much time has passed.
template <class T>
void Trainer<T>::checkpoint_by_steps() {
  const Period& every = config_.checkpoint.every;
  if (every.unit == PeriodUnit::epochs) return;
  if (every.unit == PeriodUnit::iterations) {
    if (state_.counts.iterations % static_cast<std::int64_t>(every.count) == 0) save();
    return;
  }
  constexpr std::int64_t gradients_per_look = 16;  // a small network's takes as long as a look at the clock
  if (gradient_.gradients_taken() < gradients_per_look) return;
  gradient_.forget_taken();
  const auto now = std::chrono::steady_clock::now();
  if (std::chrono::duration<double>(now - saved_at_).count() < every.count) return;
  save();
  saved_at_ = std::chrono::steady_clock::now();
}

template <class T>
void Trainer<T>::save() {
  RunEnd now = end();
  now.status = Status::interrupted;
  now.seconds = seconds();
  now.tensors = state_.tensors();
  observer_.checkpoint(now);
}

template <class T>
void Trainer<T>::interrupt() {
  end_.status = Status::interrupted;
  end_.message = fmt::format("interrupted after iteration {}", state_.counts.iterations);
  ended_ = true;
}

/// The parameters lie somewhere within it, so there is nothing to keep.
template <class T>
void Trainer<T>::give_up_step(std::int64_t samples) {
  end_.message = fmt::format("interrupted within iteration {}", state_.counts.iterations);
  --state_.counts.iterations;
  state_.counts.samples -= samples;
  end_.status = Status::interrupted;
  ended_ = true;
  can_go_on_ = false;
}

template <class T>
void Trainer<T>::step() {
  const auto taken = gradient_.take(state_.epoch.batches_left, steps_in_passing_ ? &passing_step_ : nullptr);
  state_.epoch.batches_left -= taken.batches;
  state_.epoch.loss += taken.loss_sum;
  state_.epoch.samples += taken.samples;
  state_.counts.samples += taken.samples;
  state_.epoch.norm += taken.norm;
  if (!std::isfinite(taken.loss))
    return diverge(
        fmt::format("loss is {} at iteration {}", number_text(taken.loss), state_.counts.iterations + 1));
  if (taken.unusable)
    return diverge(
        fmt::format("the norm of the gradient is not finite at iteration {}", state_.counts.iterations + 1));

  if (!taken.is_updated) {
    Step step = state_.begin_step(taken.loss);
    step.closure = &gradient_;
    step.threads = threads_;
    try {
      state_.optimizer->step(state_.objective->parameters(), state_.objective->gradients(), step);
    } catch (const Interrupted&) {
      return give_up_step(taken.samples);
    }
  }
  if (record_every_ == 0) return;
  const auto values = state_.measures.iteration_row(taken.loss, taken.norm);
  if (state_.counts.iterations % record_every_ == 0) record_iteration(values);
}

template <class T>
void Trainer<T>::record_iteration(std::span<const double> values) {
  const auto parameters = state_.objective->parameters();
  for (std::size_t i = 0; i < parameter_row_.size(); ++i)
    parameter_row_[i] = static_cast<double>(parameters[i]);
  if (!gradient_row_.empty() && state_.counts.iterations > 0) {
    const auto gradients = state_.objective->gradients();
    for (std::size_t i = 0; i < gradient_row_.size(); ++i)
      gradient_row_[i] = static_cast<double>(gradients[i]);
  }
  observer_.iteration({state_.counts.epochs, state_.counts.iterations, state_.counts.samples, state_.lr,
                       values, parameter_row_, gradient_row_});
}

/// Completes the epoch's row and hands it on. The parts held back are evaluated where it is due. False where
/// the run was interrupted meanwhile; then the epoch ends when the run goes on.
template <class T>
bool Trainer<T>::report_epoch(bool evaluate) {
  const std::span<double> cells = state_.measures.evaluation_cells();
  if (evaluate) {
    const AtEvaluationPoint<T> there(state_.evaluation_point, state_.counts.iterations, stop_);
    if (!there.complete || !state_.objective->evaluate(cells, stop_)) {
      interrupt();
      return false;
    }
  }
  const auto& columns = state_.objective->evaluation_columns();
  for (std::size_t i = 0; evaluate && !ended_ && i < cells.size(); ++i) {
    if (std::isfinite(cells[i]) || columns[i].role != Role::loss) continue;
    diverge(fmt::format("{} is {} after iteration {}", columns[i].name, number_text(cells[i]),
                        state_.counts.iterations));
  }
  const auto row = state_.measures.finish_epoch_row();
  observer_.epoch(
      {state_.counts.epochs, state_.counts.iterations, state_.counts.samples, state_.lr, row, seconds()});
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
  const auto parameters = state_.objective->parameters();
  const bool finite = std::all_of(parameters.begin(), parameters.end(), [](T v) { return std::isfinite(v); });
  if (!ended_ && !finite)
    diverge(fmt::format("a parameter is not finite after iteration {}", state_.counts.iterations));
  const bool has_result = end_.status == Status::finished || end_.status == Status::early_stopped;
  if (config_.record.predictions && has_result) predict();
  end_.seconds = seconds();
  if (can_go_on_) end_.tensors = state_.tensors();
  if (config_.record.outputs && has_result) {
    const AtEvaluationPoint<T> there(state_.evaluation_point, state_.counts.iterations, stop_);
    end_.outputs = state_.objective->outputs(config_.record.gradients);
  }
  observer_.end(end());
}

/// To its end: whoever went on from here could not do it again where early stopping has ended the run.
template <class T>
void Trainer<T>::predict() {
  const FinishFirst finish;
  const std::atomic<bool> to_its_end{false};
  const AtEvaluationPoint<T> there(state_.evaluation_point, state_.counts.iterations, to_its_end);
  state_.objective->predict(observer_);
}

/// The end, or what would be the end now.
template <class T>
RunEnd Trainer<T>::end() const {
  RunEnd end = end_;
  end.epochs = state_.counts.epochs;
  end.iterations = state_.counts.iterations;
  end.samples = state_.counts.samples;
  return end;
}

template <class T>
double Trainer<T>::seconds() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
  return seconds_before_ + passed.count();
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace runner
