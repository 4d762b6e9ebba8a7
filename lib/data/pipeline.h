#pragma once

#include <memory>
#include <vector>

#include "data/source.h"
#include "model/fitted_data.h"

namespace runner {

/// Fits each step of a data component to the training part of its rows, as they were read and divided, and
/// does it to all parts. What was learnt goes to `fitted`. False after an error, which is reported at the
/// step's component.
bool fit_steps(const Component<DataConfig>& data, DataParts& parts, FittedData& fitted,
               Diagnostics& diagnostics);

/// The steps as they were fitted, for other samples of the same source columns. No state; safe for several
/// threads.
class FittedSteps {
 public:
  /// `data` is the configuration that was fitted. Throws std::runtime_error where `fitted` is not of it.
  FittedSteps(const DataConfig& data, const FittedData& fitted);

  /// Samples as read become what the network takes.
  void apply(Dataset& samples) const;

 private:
  std::vector<std::unique_ptr<Transform>> transforms_;
};

}  // namespace runner
