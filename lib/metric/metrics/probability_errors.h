#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metric/classes.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class LogLoss;
template <class T>
class BrierScore;
template <class T>
class CalibrationError;

/// Ties a config to a metric of the probabilities of one class per sample.
template <class Base>
struct ProbabilityMetric : Base {
  bool reads_probabilities() const override { return true; }
  bool takes_weights() const override { return true; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override {
    check_predicts_probabilities(this->column(), fit, prediction_kind, sink);
  }
};

/// What they have in common: the probabilities of a row at a time.
template <class T>
class ProbabilityError : public Metric<T> {
 public:
  explicit ProbabilityError(const MetricInput& input) : reader_(input), probabilities_(reader_.classes()) {}

  void reset() override { sum_ = rows_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override { return sum_ / rows_; }
  std::vector<StateView> state() override { return {{"sum", sum_}, {"rows", rows_}}; }

 protected:
  /// What a sample with these probabilities and this class adds, times its weight.
  virtual double error(std::span<const double> probabilities, std::size_t wanted, double weight) = 0;

 private:
  ClassReader<T> reader_;
  Buffer<double> probabilities_;
  double sum_ = 0, rows_ = 0;
};

struct LogLossConfig : ProbabilityMetric<MetricConfigOf<LogLoss>> {
  std::string column() const override { return "log_loss"; }
  static Spec<LogLossConfig> spec();
};

template <class T>
class LogLoss final : public ProbabilityError<T> {
 public:
  using ProbabilityError<T>::ProbabilityError;

 private:
  double error(std::span<const double> probabilities, std::size_t wanted, double weight) override;
};

struct BrierScoreConfig : ProbabilityMetric<MetricConfigOf<BrierScore>> {
  std::string column() const override { return "brier_score"; }
  static Spec<BrierScoreConfig> spec();
};

template <class T>
class BrierScore final : public ProbabilityError<T> {
 public:
  using ProbabilityError<T>::ProbabilityError;

 private:
  double error(std::span<const double> probabilities, std::size_t wanted, double weight) override;
};

struct CalibrationErrorConfig
    : ProbabilityMetric<ConfiguredMetricOf<CalibrationErrorConfig, CalibrationError>> {
  std::int64_t n_bins = 15;
  std::string column() const override { return "expected_calibration_error"; }
  std::vector<std::string> variant() const override { return {std::to_string(n_bins)}; }
  static Spec<CalibrationErrorConfig> spec();
};

/// Of each bin the confidences and right decisions that fell into it.
template <class T>
class CalibrationError final : public ProbabilityError<T> {
 public:
  CalibrationError(const CalibrationErrorConfig& config, const MetricInput& input)
      : ProbabilityError<T>(input), confidence_(config.n_bins), right_(config.n_bins) {}

  void reset() override;
  double value() override;
  std::vector<StateView> state() override;

 private:
  double error(std::span<const double> probabilities, std::size_t wanted, double weight) override;

  Buffer<double> confidence_, right_;  // sums, by weights
  double rows_ = 0;
};

}  // namespace runner
