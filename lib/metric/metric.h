#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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

/// What a metric is measured on.
struct MetricInput {
  PredictionKind kind = PredictionKind::values;
  Index outputs = 0;                      ///< columns of a prediction
  Index rows = 0;                         ///< most that are added between two resets
  std::vector<std::string> classes = {};  ///< `class_texts` (metric/classes.h); empty for numbers
};

/// Adds up over the batches of an epoch (or of an evaluation) what its value needs. Folded in row order. What
/// has to be kept of every row has its place from the beginning: nothing is allocated later.
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
  virtual double value() = 0;  ///< NaN where nothing was added, or where it is not defined for what was
  /// One per column: more than one where its config is `per_class`.
  virtual void values(std::span<double> out) { out.front() = value(); }
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

/// `make<T>(input)`: a metric, or null unless the source is `predictions`.
using MetricFactory = Factory<Metric, const MetricInput&>;

/// A metric's hyper-parameters; also its factory.
struct MetricConfig : MetricFactory {
  static constexpr std::string_view kind = "metric";
  static constexpr std::string_view plural = "metrics";

  virtual MetricSource source() const = 0;

  /// The column's name, for `predictions` and `training` without its part: "accuracy".
  virtual std::string column() const = 0;
  /// What tells it from others with the same `column()` in the same file, option by option, as texts that may
  /// be empty: {"macro"}. Only those in which they differ become part of the names.
  virtual std::vector<std::string> variant() const { return {}; }
  /// A column for each class.
  virtual bool per_class() const { return false; }
  /// Whether it reads probabilities rather than the class that is decided for.
  virtual bool reads_probabilities() const { return false; }

  /// For a smoothed column the answer is that of the column it is made from.
  virtual bool higher_is_better() const { return false; }

  /// Whether it counts rows by their weights, as scikit-learn's `sample_weight`; else it can't be measured on
  /// samples that have some.
  virtual bool takes_weights() const { return false; }

  /// Reports an error where the metric has no meaning for this loss and target.
  virtual void check(const Fit& /*fit*/, PredictionKind /*prediction_kind*/, ErrorSink& /*sink*/) const {}

  /// Bytes of what it keeps of every row, where a value of a prediction takes `value_size`.
  virtual std::int64_t kept_bytes(const MetricInput& /*input*/, Index /*value_size*/) const { return 0; }

  /// Nothing unless the source is `column`.
  virtual std::optional<Smoothing> smoothing() const { return std::nullopt; }
};

/// A metric whose value comes from elsewhere than predictions: there is nothing to make.
struct MeasuredMetricConfig : MetricFactory::BuildOf<MeasuredMetricConfig, MetricConfig> {
  template <class T>
  std::unique_ptr<Metric<T>> build(const MetricInput& /*input*/) const {
    return nullptr;
  }
};

/// Ties a config to its metric of predictions: `struct AccuracyConfig : MetricConfigOf<Accuracy>`, where
/// `Accuracy<T>` is built from a MetricInput.
template <template <class> class M>
struct MetricConfigOf : MetricFactory::BuildOf<MetricConfigOf<M>, MetricConfig> {
  MetricSource source() const override { return MetricSource::predictions; }
  template <class T>
  std::unique_ptr<Metric<T>> build(const MetricInput& input) const {
    return std::make_unique<M<T>>(input);
  }
};

/// The same with options: `struct PinballConfig : ConfiguredMetricOf<PinballConfig, Pinball>`, where
/// `Pinball<T>` is built from a PinballConfig and a MetricInput.
template <class C, template <class> class M>
struct ConfiguredMetricOf : MetricFactory::BuildOf<C, MetricConfig> {
  MetricSource source() const override { return MetricSource::predictions; }
  template <class T>
  std::unique_ptr<Metric<T>> build(const MetricInput& input) const {
    return std::make_unique<M<T>>(static_cast<const C&>(*this), input);
  }
};

}  // namespace runner
