#include "train/early_stopping.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "train/columns.h"

namespace runner {
namespace {

Direction direction_of(Better mode, const Column& column) {
  if (mode == Better::automatic) return column.better;
  return mode == Better::max ? Direction::higher : Direction::lower;
}

}  // namespace

std::optional<std::size_t> EarlyStopping::watched(const EarlyStoppingConfig& config,
                                                  const std::vector<Column>& columns) {
  return find_column(columns,
                     config.monitor ? config.monitor->value : loss_column(part_to_judge_by(columns)).name);
}

EarlyStopping::EarlyStopping(const EarlyStoppingConfig& config, const std::vector<Column>& columns)
    : min_delta_(config.min_delta),
      patience_(config.patience),
      best_(std::numeric_limits<double>::quiet_NaN()) {
  const auto found = watched(config, columns);
  assert(found && "the column was checked before");
  column_ = *found;
  name_ = columns[column_].name;
  better_ = direction_of(config.mode.value, columns[column_]);
}

bool EarlyStopping::is_better(double value) const {
  if (std::isnan(best_)) return true;
  return runner::is_better(better_, value, best_, min_delta_);
}

EarlyStopping::Verdict EarlyStopping::judge(std::span<const double> row, std::int64_t epoch) {
  const double value = row[column_];
  if (std::isnan(value)) return Verdict::waiting;
  if (is_better(value)) {
    best_ = value;
    best_epoch_ = epoch;
    waited_ = 0;
    return Verdict::better;
  }
  ++waited_;
  return is_over() ? Verdict::stop : Verdict::waiting;
}

std::string EarlyStopping::reason() const {
  return fmt::format("{} is no better for {} evaluation{}; best {} at epoch {}", name_, waited_,
                     waited_ == 1 ? "" : "s", number_text(best_), best_epoch_);
}

std::vector<StateView> EarlyStopping::state() {
  return {{"best", best_}, {"best_epoch", best_epoch_}, {"waited", waited_}};
}

}  // namespace runner
