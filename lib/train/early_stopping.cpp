#include "train/early_stopping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace runner {

EarlyStopping::EarlyStopping(const EarlyStoppingConfig& config, const std::vector<Column>& columns,
                             const std::string& usual)
    : name_(config.monitor ? config.monitor->value : usual),
      min_delta_(config.min_delta),
      patience_(config.patience),
      best_(std::numeric_limits<double>::quiet_NaN()) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == name_; });
  assert(found != columns.end() && "the column was checked before");
  column_ = static_cast<std::size_t>(found - columns.begin());
  higher_ = config.mode == Better::automatic ? found->higher_is_better : config.mode == Better::max;
}

bool EarlyStopping::is_better(double value) const {
  if (std::isnan(best_)) return true;
  return higher_ ? value > best_ + min_delta_ : value < best_ - min_delta_;
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
  return ++waited_ >= patience_ ? Verdict::stop : Verdict::waiting;
}

std::string EarlyStopping::reason() const {
  return fmt::format("{} is no better for {} evaluation{}; best {} at epoch {}", name_, waited_,
                     waited_ == 1 ? "" : "s", number_text(best_), best_epoch_);
}

std::vector<StateView> EarlyStopping::state() {
  return {{"best", best_}, {"best_epoch", best_epoch_}, {"waited", waited_}};
}

std::string usual_monitor(const std::vector<Column>& columns) {
  const bool validated = std::any_of(columns.begin(), columns.end(),
                                     [](const Column& column) { return column.name == "val_loss"; });
  return validated ? "val_loss" : "train_loss";
}

}  // namespace runner
