#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/state.h"
#include "metric/moving_average.h"
#include "spec/error_sink.h"
#include "tensor/factory.h"
#include "tensor/fit.h"
#include "tensor/target.h"

namespace runner {

/// Adds up over the batches of an epoch (or of an evaluation) what its value needs. Folded in row order.
template <class T>
class Metric {
 public:
  virtual ~Metric() = default;
  /// Forgets all that was added.
  virtual void reset() = 0;
  /// Told once, before all else, where rows have weights.
  virtual void expect_weights() {}
  /// prediction: n × outputs, with the targets of the same n rows, weights among them where they are
  /// expected.
  virtual void add(Matrix<const T> prediction, const Target<T>& target) = 0;
  virtual double value() const = 0;  ///< NaN where nothing was added
  /// The sums so far: a run may be interrupted in the middle of an epoch.
  virtual std::vector<StateView> state() = 0;
};

/// Where a metric comes from.
enum class MetricSource {
  predictions,  ///< `make()`: train_NAME, val_NAME, test_NAME
  training,     ///< the trainer has the value: train_NAME
  problem,      ///< measured where the parameters of a problem are: NAME
  column        ///< `smoothing()`: NAME, from the values of another column
};

/// A column to be smoothed, and how.
struct Smoothing {
  std::string column;  ///< "train_loss"
  double beta = 0;
  AverageStart start = AverageStart::first;
};

/// `make<T>(prediction_kind, outputs)`, where `outputs` are the columns of a prediction: a metric, or null
/// unless the source is `predictions`.
using MetricFactory = Factory<Metric, PredictionKind, Index>;

/// A metric's hyper-parameters; also its factory.
struct MetricConfig : MetricFactory {
  static constexpr std::string_view kind = "metric";
  static constexpr std::string_view plural = "metrics";

  virtual MetricSource source() const = 0;

  /// The column's name, for `predictions` and `training` without its part: "accuracy".
  virtual std::string column() const = 0;

  /// For a smoothed column the answer is that of the column it is made from.
  virtual bool higher_is_better() const { return false; }

  /// Whether it counts rows by their weights, as scikit-learn's `sample_weight`; else it can't be measured on
  /// samples that have some.
  virtual bool takes_weights() const { return false; }

  /// Reports an error where the metric has no meaning for this loss and target.
  virtual void check(const Fit& /*fit*/, PredictionKind /*prediction_kind*/, ErrorSink& /*sink*/) const {}

  /// Nothing unless the source is `column`.
  virtual std::optional<Smoothing> smoothing() const { return std::nullopt; }
};

/// A metric whose value comes from elsewhere than predictions: there is nothing to make.
struct MeasuredMetricConfig : MetricFactory::BuildOf<MeasuredMetricConfig, MetricConfig> {
  template <class T>
  std::unique_ptr<Metric<T>> build(PredictionKind /*prediction_kind*/, Index /*outputs*/) const {
    return nullptr;
  }
};

/// Ties a config to its metric of predictions: `struct AccuracyConfig : MetricConfigOf<Accuracy>`, where
/// `Accuracy<T>` is built from a PredictionKind and the number of outputs.
template <template <class> class M>
struct MetricConfigOf : MetricFactory::BuildOf<MetricConfigOf<M>, MetricConfig> {
  MetricSource source() const override { return MetricSource::predictions; }
  template <class T>
  std::unique_ptr<Metric<T>> build(PredictionKind prediction_kind, Index outputs) const {
    return std::make_unique<M<T>>(prediction_kind, outputs);
  }
};

}  // namespace runner
