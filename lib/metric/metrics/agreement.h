#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "metric/classes.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

/// What one number can say of how two lists of classes agree, all from the counts at the edges of the
/// confusion matrix: it is never held itself.
template <class T>
class Agreement : public Metric<T> {
 public:
  explicit Agreement(const MetricInput& input);

  void reset() override;
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  std::vector<StateView> state() override;

 protected:
  ClassReader<T> reader_;
  Buffer<double> predicted_, wanted_, right_;  ///< of each class; rows by their weights
  double rows_ = 0;
  double distance_ = 0, squared_distance_ = 0;  ///< Σ |predicted − wanted|, Σ (predicted − wanted)²
};

template <class T>
class BalancedAccuracy;
template <class T>
class MatthewsCorrcoef;
template <class T>
class CohenKappa;

/// Ties a config to a metric that compares one class per sample with another.
template <class Base>
struct OneClassMetric : Base {
  bool higher_is_better() const override { return true; }
  bool takes_weights() const override { return true; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override {
    check_predicts_one_class(this->column(), fit, prediction_kind, sink);
  }
};

struct BalancedAccuracyConfig : OneClassMetric<ConfiguredMetricOf<BalancedAccuracyConfig, BalancedAccuracy>> {
  bool adjusted = false;
  std::string column() const override { return "balanced_accuracy"; }
  std::vector<std::string> variant() const override { return {adjusted ? "adjusted" : ""}; }
  static Spec<BalancedAccuracyConfig> spec();
};

template <class T>
class BalancedAccuracy final : public Agreement<T> {
 public:
  BalancedAccuracy(const BalancedAccuracyConfig& config, const MetricInput& input)
      : Agreement<T>(input), adjusted_(config.adjusted) {}
  double value() override;

 private:
  bool adjusted_;
};

struct MatthewsCorrcoefConfig : OneClassMetric<MetricConfigOf<MatthewsCorrcoef>> {
  std::string column() const override { return "matthews_corrcoef"; }
  static Spec<MatthewsCorrcoefConfig> spec();
};

template <class T>
class MatthewsCorrcoef final : public Agreement<T> {
 public:
  using Agreement<T>::Agreement;
  double value() override;
};

/// How much the distance of a wrong class from the right one counts.
enum class KappaWeights { none, linear, quadratic };
constexpr auto choice_names(KappaWeights) {
  return std::array<std::string_view, 3>{"none", "linear", "quadratic"};
}

struct CohenKappaConfig : OneClassMetric<ConfiguredMetricOf<CohenKappaConfig, CohenKappa>> {
  KappaWeights weights = KappaWeights::none;
  std::string column() const override { return "cohen_kappa"; }
  std::vector<std::string> variant() const override;
  static Spec<CohenKappaConfig> spec();
};

template <class T>
class CohenKappa final : public Agreement<T> {
 public:
  CohenKappa(const CohenKappaConfig& config, const MetricInput& input)
      : Agreement<T>(input), weights_(config.weights) {}
  double value() override;

 private:
  double seen() const;
  double expected() const;

  KappaWeights weights_;
};

}  // namespace runner
