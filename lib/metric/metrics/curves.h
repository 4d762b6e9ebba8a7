#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metric/kept_scores.h"
#include "spec/component.h"

namespace runner {

template <class T>
class RocAuc;
template <class T>
class AveragePrecision;

/// How a curve of two classes becomes one of more.
enum class MultiClass { automatic, ovr, ovo };
constexpr auto choice_names(MultiClass) {
  return std::array<std::string_view, 3>{"auto", "ovr", "ovo"};
}

/// Between 0 and 1; 0.5 for guessing.
struct RocAucConfig : ConfiguredMetricOf<RocAucConfig, RocAuc> {
  MultiClass multi_class = MultiClass::automatic;
  CurveAverage average = CurveAverage::automatic;
  std::string column() const override { return "roc_auc"; }
  std::vector<std::string> variant() const override {
    return {variant_text(multi_class), variant_text(average)};
  }
  bool per_class() const override { return average == CurveAverage::none; }
  bool higher_is_better() const override { return true; }
  bool reads_probabilities() const override { return true; }
  /// Of pairs scikit-learn has none.
  bool takes_weights() const override { return multi_class != MultiClass::ovo; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override;
  std::int64_t kept_bytes(const MetricInput& input, Index value_size) const override;
  static Spec<RocAucConfig> spec();
};

/// The sharing of what two classes or more have to a curve.
template <class T>
class CurveMetric : public Metric<T> {
 public:
  CurveMetric(double (*area)(std::span<Scored>), CurveAverage average, const MetricInput& input)
      : kept_(input), area_(area), average_(average) {}

  void expect_weights() override { kept_.expect_weights(); }
  void reset() override { kept_.reset(); }
  void add(Matrix<const T> prediction, const Target<T>& target) override { kept_.add(prediction, target); }
  void values(std::span<double> out) override;
  std::vector<StateView> state() override { return kept_.state(); }

 protected:
  bool is_binary() const { return kept_.reader().classes() == 2 && !kept_.reader().is_multilabel(); }
  bool has_value() const { return kept_.rows() > 0 && !kept_.has_nan(); }
  /// Of class `index` against all others.
  double area_of(Index index) { return area_(kept_.of_class(index)); }
  /// The mean of these over all classes, or decisions.
  double mean_area();

  KeptScores<T> kept_;
  double (*area_)(std::span<Scored>);
  CurveAverage average_;
};

template <class T>
class RocAuc final : public CurveMetric<T> {
 public:
  RocAuc(const RocAucConfig& config, const MetricInput& input)
      : CurveMetric<T>(area_under_roc, config.average, input), multi_class_(config.multi_class) {}
  double value() override;

 private:
  double mean_over_pairs();
  MultiClass multi_class_;
};

struct AveragePrecisionConfig : ConfiguredMetricOf<AveragePrecisionConfig, AveragePrecision> {
  CurveAverage average = CurveAverage::automatic;
  std::optional<std::string> pos_label;
  std::string column() const override { return "average_precision"; }
  std::vector<std::string> variant() const override {
    return {variant_text(average), pos_label.value_or("")};
  }
  bool per_class() const override { return average == CurveAverage::none; }
  bool higher_is_better() const override { return true; }
  bool reads_probabilities() const override { return true; }
  bool takes_weights() const override { return true; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override;
  std::int64_t kept_bytes(const MetricInput& input, Index value_size) const override;
  static Spec<AveragePrecisionConfig> spec();
};

template <class T>
class AveragePrecision final : public CurveMetric<T> {
 public:
  AveragePrecision(const AveragePrecisionConfig& config, const MetricInput& input)
      : CurveMetric<T>(average_precision, config.average, input),
        positive_(positive_class(config.pos_label, input.classes)) {}
  double value() override;

 private:
  Index positive_;
};

}  // namespace runner
