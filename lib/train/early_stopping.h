#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/state.h"
#include "plan/experiment.h"
#include "train/observer.h"

namespace runner {

/// Watches a column and says when it has stopped getting better. Epoch 0, before training, does not count.
class EarlyStopping {
 public:
  /// `columns` has the column that `config` names; where it names none, the loss of `part_to_judge_by` is
  /// watched.
  EarlyStopping(const EarlyStoppingConfig& config, const std::vector<Column>& columns);

  /// The column that `config` watches; nothing where it is not among `columns`.
  static std::optional<std::size_t> watched(const EarlyStoppingConfig& config,
                                            const std::vector<Column>& columns);

  enum class Verdict { better, waiting, stop };
  /// Of the row of an epoch; where the column was not measured nothing changes.
  Verdict judge(std::span<const double> row, std::int64_t epoch);

  /// True from the verdict `stop` on: a training whose last epoch that was is over all the same.
  bool is_over() const { return waited_ >= patience_; }

  /// Why it stopped: "val_loss is no better for 10 evaluations; best 0.31 at epoch 17".
  std::string reason() const;

  std::vector<StateView> state();

 private:
  bool is_better(double value) const;

  std::string name_;
  std::size_t column_ = 0;
  Direction better_ = Direction::lower;
  double min_delta_;
  std::int64_t patience_;
  double best_;
  std::int64_t best_epoch_ = 0;
  std::int64_t waited_ = 0;
};

}  // namespace runner
