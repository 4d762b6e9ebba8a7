#include "data/preprocess/normalizer.h"

#include <algorithm>
#include <cmath>

#include "data/preprocess/features.h"
#include "spec/registration.h"

namespace runner {

namespace {

double size_of_row(std::span<const double> row, Norm norm) {
  double size = 0;
  for (const double value : row) {
    switch (norm) {
      case Norm::l2:
        size += value * value;
        break;
      case Norm::l1:
        size += std::abs(value);
        break;
      case Norm::max:
        size = std::max(size, std::abs(value));
        break;
    }
  }
  return norm == Norm::l2 ? std::sqrt(size) : size;
}

class DividedRows final : public Transform {
 public:
  DividedRows(FeatureColumns columns, Norm norm) : columns_(std::move(columns)), norm_(norm) {}

  FeatureColumns columns() const override { return columns_; }
  void apply(std::span<const double> in, std::span<double> out) const override {
    const std::size_t width = columns_.size();
    for (std::size_t begin = 0; begin < in.size(); begin += width) {
      const double size = nonzero_scale(size_of_row(in.subspan(begin, width), norm_));
      for (std::size_t i = begin; i < begin + width; ++i) out[i] = in[i] / size;
    }
  }

 private:
  FeatureColumns columns_;
  Norm norm_;
};

}  // namespace

Spec<NormalizerConfig> NormalizerConfig::spec() {
  using C = NormalizerConfig;
  return Spec<C>("Normalizer", "Each row is divided by its norm; it learns nothing from the training part.")
      .source("sklearn.preprocessing.Normalizer")
      .formula("x' = x / ‖x‖ of the row; a row of zeros stays")
      .field("norm", &C::norm,
             "Which norm: the root of the sum of squares, the sum of sizes, or the largest.");
}

std::unique_ptr<Transform> NormalizerConfig::transform(const FittedArrays& /*fitted*/,
                                                       const FeatureColumns& features) const {
  return std::make_unique<DividedRows>(features, norm);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, NormalizerConfig>();

}  // namespace runner
