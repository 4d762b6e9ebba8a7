#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metric/classes.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

/// How much the samples that are taken for a class and those that are of it have in common.
enum class OverlapMeasure { precision, recall, fbeta, jaccard };

struct OverlapOptions {
  OverlapMeasure measure = OverlapMeasure::fbeta;
  double beta = 1;  ///< of fbeta: how many times as much recall counts
  Average average = Average::macro;
  Index positive = 1;  ///< of Average::binary
};

/// precision, recall, f1, fbeta and jaccard: of each class the samples that are taken for it, that are of it,
/// and both, counted.
template <class T>
class Overlap final : public Metric<T> {
 public:
  Overlap(const OverlapOptions& options, const MetricInput& input);

  void reset() override;
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  void values(std::span<double> out) override;
  std::vector<StateView> state() override;

 private:
  struct Counts {
    double both = 0, predicted = 0, wanted = 0;
  };
  void add_decisions(const T* prediction, const T* target, double weight);
  Counts counts_of(std::size_t index) const { return {both_[index], predicted_[index], wanted_[index]}; }
  double measure(const Counts& counts) const;
  double mean() const;

  OverlapOptions options_;
  ClassReader<T> reader_;
  Buffer<double> both_, predicted_, wanted_;  // of each class; rows by their weights
  double rows_ = 0;
};

/// The options that they have in common.
struct OverlapConfigBase : MetricConfig {
  Average average = Average::automatic;  ///< binary of two classes, macro of more
  std::optional<std::string> pos_label;  ///< by default the second class

  MetricSource source() const override { return MetricSource::predictions; }
  bool higher_is_better() const override { return true; }
  bool takes_weights() const override { return true; }
  std::vector<std::string> variant() const override {
    return {variant_text(average), pos_label.value_or("")};
  }
  bool per_class() const override { return average == Average::none; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override;

 protected:
  Average average_for(bool binary) const;
  OverlapOptions options(OverlapMeasure measure, double beta, const MetricInput& input) const;
};

template <class C>
struct OverlapConfigOf : MetricFactory::BuildOf<C, OverlapConfigBase> {
  template <class T>
  std::unique_ptr<Metric<T>> build(const MetricInput& input) const {
    const C& config = static_cast<const C&>(*this);
    return std::make_unique<Overlap<T>>(this->options(C::measure, config.beta_of(), input), input);
  }
  double beta_of() const { return 1; }
};

struct PrecisionConfig : OverlapConfigOf<PrecisionConfig> {
  static constexpr OverlapMeasure measure = OverlapMeasure::precision;
  std::string column() const override { return "precision"; }
  static Spec<PrecisionConfig> spec();
};

struct RecallConfig : OverlapConfigOf<RecallConfig> {
  static constexpr OverlapMeasure measure = OverlapMeasure::recall;
  std::string column() const override { return "recall"; }
  static Spec<RecallConfig> spec();
};

struct F1Config : OverlapConfigOf<F1Config> {
  static constexpr OverlapMeasure measure = OverlapMeasure::fbeta;
  std::string column() const override { return "f1"; }
  static Spec<F1Config> spec();
};

struct FBetaConfig : OverlapConfigOf<FBetaConfig> {
  static constexpr OverlapMeasure measure = OverlapMeasure::fbeta;
  double beta = 1;
  double beta_of() const { return beta; }
  std::string column() const override { return "fbeta"; }
  std::vector<std::string> variant() const override;
  static Spec<FBetaConfig> spec();
};

struct JaccardConfig : OverlapConfigOf<JaccardConfig> {
  static constexpr OverlapMeasure measure = OverlapMeasure::jaccard;
  std::string column() const override { return "jaccard"; }
  static Spec<JaccardConfig> spec();
};

}  // namespace runner
