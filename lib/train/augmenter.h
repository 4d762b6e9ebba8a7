#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/augmentation.h"
#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "tensor/target.h"
#include "train/training_data.h"

namespace runner {

/// The augmentations of an experiment's data on the samples of one mini-batch after the other. Draws come
/// from the generator that it is given: sample by sample, and then those of the batch.
template <class T>
class Augmenter {
 public:
  /// For samples that `check_augmentations` has accepted; `outputs` of the network, `max_rows` of a batch.
  Augmenter(const std::vector<Component<AugmentationConfig>>& steps, const Shape& sample, Index outputs,
            Index max_rows);

  bool empty() const { return pixels_.empty() && normalized_.empty() && batch_.empty(); }
  void change_pixels(T* sample, Generator& generator) { change(pixels_, sample, generator); }
  void change_normalized(T* sample, Generator& generator) { change(normalized_, sample, generator); }

  /// Whether the loss gets probabilities of classes, those of `mixed`.
  bool mixes() const { return !batch_.empty(); }
  /// Mixes the rows and their classes, one for each.
  void mix(Matrix<T> samples, const std::int32_t* classes, Generator& generator);
  /// The target of the batch that was mixed.
  Target<T> mixed(Index rows) const { return {nullptr, {shares_.data(), rows, outputs_}, nullptr}; }

 private:
  using Steps = std::vector<std::unique_ptr<Augmentation<T>>>;
  static void change(const Steps& steps, T* sample, Generator& generator) {
    for (const auto& step : steps) step->change(sample, generator);
  }

  Steps pixels_, normalized_, batch_;
  Index outputs_;
  Buffer<T> shares_, spare_;
};

/// Reports at each augmentation why samples, the order or the loss do not go with it.
void check_augmentations(const ExperimentConfig& config, const Fit& fit, const DataFacts& data,
                         Diagnostics& diagnostics);

}  // namespace runner
