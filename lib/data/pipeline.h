#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/source.h"
#include "model/fitted_data.h"

namespace runner {

/// Fits each step of a data component to the training part of its rows, as they were read and divided, and
/// does it to all parts. What was learnt goes to `fitted`. False after an error, which is reported at the
/// step's component.
bool fit_steps(const Component<DataConfig>& data, DataParts& parts, FittedData& fitted,
               Diagnostics& diagnostics);
/// The same for `target_preprocess`. Targets as they were are kept in `unscaled_targets`.
bool fit_target_steps(const Component<DataConfig>& data, TargetKind wanted, DataParts& parts,
                      FittedData& fitted, Diagnostics& diagnostics);

/// The steps as they were fitted, for other samples of the same source columns. No state; safe for several
/// threads.
class FittedSteps {
 public:
  /// `data` is the configuration that was fitted. Throws std::runtime_error where `fitted` is not of it.
  FittedSteps(const DataConfig& data, const FittedData& fitted);

  /// Whether a cell of a source column may be missing, NaN in `features`: the first step fills it in.
  bool may_be_missing(std::size_t column) const;

  /// Samples as read become what the network takes. Throws std::runtime_error where a step can't take a
  /// number, or gives one that is not finite; the message names the feature and the row.
  void apply(Dataset& samples) const;

 private:
  struct Step {
    std::string type;
    std::shared_ptr<const PreprocessorConfig> config;
    std::vector<std::size_t> chosen;
    std::unique_ptr<Transform> transform;  ///< null where nothing is changed before samples are used
  };
  std::vector<Step> steps_;
  std::vector<bool> may_be_missing_;
};

/// `target_preprocess` as it was fitted. No state; safe for several threads; nothing is allocated.
class FittedTarget {
 public:
  /// As for FittedSteps.
  FittedTarget(const DataConfig& data, const FittedData& fitted);

  bool is_identity() const { return transforms_.empty(); }
  /// Rows of the target's columns become what the loss sees.
  void apply(std::span<double> targets) const;
  /// Rows of a network's outputs, a column for each of the target's, get the target's own units.
  void invert(std::span<double> predictions) const;

 private:
  std::vector<std::unique_ptr<Transform>> transforms_;
};

}  // namespace runner
