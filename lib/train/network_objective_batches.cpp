#include "tensor/copy.h"
#include "train/network_objective.h"

// How a mini-batch is brought together from the rows of a data set: copied, augmented, or left where it lies.

namespace runner {

template <class T>
void NetworkObjective<T>::gather(std::span<const std::int64_t> rows, Generator& generator) {
  batch_rows_ = static_cast<Index>(rows.size());
  gather_samples(rows, generator);
  gather_targets(rows);
  augmenter_.mix({batch_features_.data(), batch_rows_, data_->train.width()}, batch_classes_.data(),
                 generator);
}

template <class T>
void NetworkObjective<T>::gather_samples(std::span<const std::int64_t> rows, Generator& generator) {
  if (is_gathered_by_network_) {
    batch_order_ = rows;
    return;
  }
  const Samples<T>& train = data_->train;
  const Index width = train.width();
  T* sample = batch_features_.data();
  if (train.is_finished() && augmenter_.empty()) {
    for (const std::int64_t row : rows) {
      copy_values(train.features.row(row), width, sample);
      sample += width;
    }
    return;
  }
  for (const std::int64_t row : rows) {
    train.read(row, sample);
    augmenter_.change_pixels(sample, generator);
    train.finish(sample);
    augmenter_.change_normalized(sample, generator);
    sample += width;
  }
}

template <class T>
void NetworkObjective<T>::gather_targets(std::span<const std::int64_t> rows) {
  const Samples<T>& train = data_->train;
  const auto copy_rows = [&](Matrix<const T> from, T* to) {
    for (const std::int64_t row : rows) {
      copy_values(from.row(row), from.cols, to);
      to += from.cols;
    }
  };
  if (train.target.classes) {
    for (std::size_t i = 0; i < rows.size(); ++i) batch_classes_[i] = train.target.classes[rows[i]];
  } else if (!target_is_input_) {
    copy_rows(train.target.values, batch_values_.data());
  }
  if (has_own_units_ && !target_is_input_) copy_rows(train.own_target.values, batch_own_values_.data());
  if (!train.target.weights) return;
  for (std::size_t i = 0; i < rows.size(); ++i) batch_weights_.data()[i] = train.target.weights[rows[i]];
}

template void NetworkObjective<float>::gather(std::span<const std::int64_t>, Generator&);
template void NetworkObjective<double>::gather(std::span<const std::int64_t>, Generator&);

}  // namespace runner
