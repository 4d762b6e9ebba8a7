#pragma once

#include <cstdint>
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
  /// `columns` has the column that `config` names; `usual` is watched where it names none.
  EarlyStopping(const EarlyStoppingConfig& config, const std::vector<Column>& columns,
                const std::string& usual);

  enum class Verdict { better, waiting, stop };
  /// Of the row of an epoch; where the column was not measured nothing changes.
  Verdict judge(std::span<const double> row, std::int64_t epoch);

  /// Why it stopped: "val_loss is no better for 10 evaluations; best 0.31 at epoch 17".
  std::string reason() const;

  std::vector<StateView> state();

 private:
  bool is_better(double value) const;

  std::string name_;
  std::size_t column_ = 0;
  bool higher_ = false;
  double min_delta_;
  std::int64_t patience_;
  double best_;
  std::int64_t best_epoch_ = 0;
  std::int64_t waited_ = 0;
};

/// The column that is watched where the file names none.
std::string usual_monitor(const std::vector<Column>& columns);

}  // namespace runner
