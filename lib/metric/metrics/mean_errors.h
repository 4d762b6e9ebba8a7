#pragma once

#include <string>
#include <vector>

#include "base/text.h"
#include "metric/regression.h"
#include "spec/component.h"

namespace runner {

template <class T>
class MeanAbsolutePercentageError;
template <class T>
class Pinball;
template <class T>
class MaxError;

/// A mean over all outputs of all samples, by their weights, of what a value and its target add.
template <class T>
class MeanError : public Metric<T> {
 public:
  void reset() override { sum_ = count_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override {
    for (Index i = 0; i < prediction.rows; ++i) {
      const double weight = target.weights ? static_cast<double>(target.weights[i]) : 1;
      const T* predicted = prediction.row(i);
      const T* wanted = target.values.row(i);
      for (Index j = 0; j < prediction.cols; ++j)
        sum_ += weight * error(static_cast<double>(predicted[j]), static_cast<double>(wanted[j]));
      count_ += weight * static_cast<double>(prediction.cols);
    }
  }
  double value() override { return sum_ / count_; }
  std::vector<StateView> state() override { return {{"sum", sum_}, {"count", count_}}; }

 protected:
  virtual double error(double prediction, double target) const = 0;

 private:
  double sum_ = 0, count_ = 0;
};

/// A share, not a percentage: 0.1 is 10 %.
struct MeanAbsolutePercentageErrorConfig : RegressionMetricConfigOf<MeanAbsolutePercentageError> {
  std::string column() const override { return "mape"; }
  bool takes_weights() const override { return true; }
  static Spec<MeanAbsolutePercentageErrorConfig> spec();
};

template <class T>
class MeanAbsolutePercentageError final : public MeanError<T> {
 public:
  explicit MeanAbsolutePercentageError(const MetricInput& /*input*/) {}

 private:
  double error(double prediction, double target) const override;
};

struct PinballConfig : ConfiguredMetricOf<PinballConfig, Pinball> {
  double alpha = 0.5;
  std::string column() const override { return "pinball"; }
  bool takes_weights() const override { return true; }
  std::vector<std::string> variant() const override { return {number_text(alpha)}; }
  void check(const Fit& /*fit*/, PredictionKind prediction_kind, ErrorSink& sink) const override {
    check_predicts_numbers(column(), prediction_kind, sink);
  }
  static Spec<PinballConfig> spec();
};

template <class T>
class Pinball final : public MeanError<T> {
 public:
  Pinball(const PinballConfig& config, const MetricInput& /*input*/) : alpha_(config.alpha) {}

 private:
  double error(double prediction, double target) const override;
  double alpha_;
};

/// In the target's unit.
struct MaxErrorConfig : RegressionMetricConfigOf<MaxError> {
  std::string column() const override { return "max_error"; }
  static Spec<MaxErrorConfig> spec();
};

template <class T>
class MaxError final : public Metric<T> {
 public:
  explicit MaxError(const MetricInput& /*input*/) {}

  void reset() override;
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override { return {{"largest", largest_}, {"count", count_}}; }

 private:
  double largest_ = 0, count_ = 0;
};

}  // namespace runner
