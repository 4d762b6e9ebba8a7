#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/state.h"
#include "metric/column.h"
#include "tensor/matrix.h"

namespace runner {

/// How a run ended.
enum class Status { finished, early_stopped, diverged, failed, interrupted };
constexpr auto choice_names(Status) {
  return std::array<std::string_view, 5>{"finished", "early_stopped", "diverged", "failed", "interrupted"};
}

/// Of a fold that is held out.
struct FoldRows {
  std::int64_t train = 0, val = 0;
};

/// What is known before the first step.
struct RunStart {
  std::vector<Column> epoch_columns;      ///< what is measured, in the order of metrics.csv
  std::vector<Column> iteration_columns;  ///< the same for iterations.csv
  std::vector<Column> parameter_columns;  ///< w0, w1, … in iterations.csv; empty unless recorded
  std::int64_t parameters = 0;            ///< number of trainable values
  bool goes_on = false;                   ///< from a saved state: what was told before it is not told again
  std::string_view model_text =
      {};                   ///< what was fitted to the data, see model/fitted_data.h; empty without data
  std::size_t primary = 0;  ///< index of the epoch column that ranks: the first metric of predictions, else
                            ///< the loss; of the validation part where there is one, else of training
  std::optional<FoldRows> fold = {};  ///< where the data is divided into folds
};

/// One evaluation: epoch 0 before training, then after each recorded epoch. `values` has one number per
/// column, NaN where nothing was measured.
struct EpochRecord {
  std::int64_t epoch = 0;
  std::int64_t iteration = 0;  ///< optimizer steps so far
  std::int64_t samples = 0;    ///< samples seen so far
  double lr = 0;               ///< of the epoch's last step
  std::span<const double> values;
  double seconds = 0;  ///< since the run began
};

/// One optimizer step: the loss before it, the parameters after it. Iteration 0 is the start.
struct IterationRecord {
  std::int64_t epoch = 0;
  std::int64_t iteration = 0;
  std::int64_t samples = 0;
  double lr = 0;
  std::span<const double> values;
  std::span<const double> parameters;
};

/// Where a run stands: at its end, or at a checkpoint (then its status is interrupted).
struct RunEnd {
  Status status = Status::finished;
  std::string message;  ///< why, where the status needs a reason: "loss is nan at iteration 37"
  std::int64_t epochs = 0;
  std::int64_t iterations = 0;
  std::int64_t samples = 0;
  double seconds = 0;
  std::vector<StateView> tensors;  ///< all that the run remembers; empty where there is nothing to go on from
};

/// Is told what happens in a run. Calls come from one thread. An exception ends the run as failed.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void start(const RunStart& start) = 0;
  virtual void iteration(const IterationRecord& record) = 0;
  virtual void epoch(const EpochRecord& record) = 0;
  /// Asked to keep all that was told so far, and the tensors, so that the run can go on from here.
  virtual void checkpoint(const RunEnd& now) = 0;
  virtual void end(const RunEnd& end) = 0;
};

}  // namespace runner
