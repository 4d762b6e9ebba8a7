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

/// What somebody gets who predicts the same for every sample.
struct Baseline {
  struct Value {
    std::string column;  ///< "val_accuracy"
    double value = 0;

    bool operator==(const Value&) const = default;
  };
  std::string predicts;  ///< what: "always 'setosa'"
  std::vector<Value>
      values;  ///< of what ranks, on the parts held back; without a validation part on training

  bool operator==(const Baseline&) const = default;
};

/// What a network gives for its rows, in their order.
struct OutputRows {
  std::vector<Column> columns;
  std::vector<double> values;  ///< rows × columns
};

/// Of a fold that is held out.
struct FoldRows {
  std::int64_t train = 0, val = 0;
};

/// What is known before the first step.
struct RunStart {
  std::vector<Column> epoch_columns;      ///< what is measured, in the order of metrics.csv
  std::vector<Column> iteration_columns;  ///< the same for iterations.csv
  std::vector<Column> parameter_columns;  ///< w0, w1, … in iterations.csv; empty unless recorded
  std::vector<Column> gradient_columns;   ///< g0, g1, … the same
  std::int64_t parameters = 0;            ///< number of trainable values
  bool goes_on = false;                   ///< from a saved state: what was told before it is not told again
  std::string_view model_text =
      {};                   ///< what was fitted to the data, see model/fitted_data.h; empty without data
  std::size_t primary = 0;  ///< index of the epoch column that ranks: the first metric of predictions, else
                            ///< the loss; of the validation part where there is one, else of training
  Baseline baseline = {};   ///< no values where there is none
  std::optional<FoldRows> fold = {};  ///< where the data is divided into folds
};

/// What the rows of a run's predictions have.
struct PredictionLayout {
  std::vector<std::string> targets = {};  ///< the columns of the target, where they are several
  std::vector<std::string> outputs = {};  ///< what is predicted, where it is more than one number or decision
  std::vector<std::string> classes =
      {};                      ///< what values are the numbers of; empty: they are numbers themselves
  bool probabilities = false;  ///< of each class, or that of each decision
};

/// What a network says of one sample at its end.
struct PredictedRow {
  std::int64_t row = 0;  ///< in its source, from 1
  Part part = Part::train;
  std::span<const double> target, prediction;  ///< as many as there are names; of a class its number
  std::span<const double> probabilities;
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

/// One optimizer step: the loss and gradient before it, the parameters after it. Iteration 0 is the start,
/// whose gradient is NaN.
struct IterationRecord {
  std::int64_t epoch = 0;
  std::int64_t iteration = 0;
  std::int64_t samples = 0;
  double lr = 0;
  std::span<const double> values;
  std::span<const double> parameters;
  std::span<const double> gradients = {};
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
  std::optional<OutputRows> outputs = {};  ///< at the end, where they are asked for
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
  /// Before the end of a run that has its result and is to record them: every row, in the order of the
  /// source.
  virtual void predictions(const PredictionLayout& /*layout*/) {}
  virtual void prediction(const PredictedRow& /*row*/) {}
  virtual void end(const RunEnd& end) = 0;
};

}  // namespace runner
