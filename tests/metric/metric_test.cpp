#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"
#include "metric_registry.h"
#include "support/kept_messages.h"

using namespace runner;

namespace {

using Metrics = AllMetrics;

constexpr PredictionKind all_kinds[] = {PredictionKind::scores, PredictionKind::probability,
                                        PredictionKind::logit, PredictionKind::values};

/// Predictions and targets of some rows, one after another.
struct Rows {
  Index cols;
  std::vector<double> prediction;
  std::vector<double> values;              ///< of the target, or
  std::vector<std::int32_t> classes = {};  ///< its classes
};

/// The metric over these rows, added in batches of `batch` rows.
template <class T>
double measure(const std::string& name, PredictionKind kind, const Rows& rows, Index batch) {
  const auto metric = Metrics().bind(name)->make<T>({kind, rows.cols});
  const std::vector<T> prediction(rows.prediction.begin(), rows.prediction.end());
  const std::vector<T> values(rows.values.begin(), rows.values.end());
  const Index n = static_cast<Index>(prediction.size()) / rows.cols;
  for (Index first = 0; first < n; first += batch) {
    const Index count = std::min(batch, n - first);
    Target<T> target;
    if (!rows.classes.empty()) target.classes = rows.classes.data() + first;
    if (!values.empty()) target.values = {values.data() + first * rows.cols, count, rows.cols};
    metric->add({prediction.data() + first * rows.cols, count, rows.cols}, target);
  }
  return metric->value();
}

void check_metric(const std::string& name, PredictionKind kind, const Rows& rows, double expected) {
  CAPTURE(name);
  for (const Index batch : {1, 2, 100}) {
    CAPTURE(batch);
    CHECK(measure<double>(name, kind, rows, batch) == doctest::Approx(expected).epsilon(1e-14));
    CHECK(measure<float>(name, kind, rows, batch) == doctest::Approx(expected).epsilon(1e-6));
  }
}

}  // namespace

TEST_CASE("accuracy compares the largest output with the class; of equals the first") {
  const Rows rows = {3, {0.1, 0.8, 0.1, 3, -1, 2, 0.5, 0.5, 0.2, 0.2, 0.5, 0.5}, {}, {1, 2, 0, 2}};
  check_metric("accuracy", PredictionKind::scores, rows, 0.5);
}

TEST_CASE("accuracy compares the largest output with the largest target probability") {
  const Rows rows = {2, {1, 2, 2, 1, 5, 4}, {0.4, 0.6, 0.3, 0.7, 1, 0}};
  check_metric("accuracy", PredictionKind::scores, rows, 2.0 / 3.0);
}

TEST_CASE("accuracy says yes above a probability of 0.5 and above a logit of 0") {
  check_metric("accuracy", PredictionKind::probability, {1, {0.6, 0.5, 0.4, 0.9}, {1, 0, 1, 1}}, 0.75);
  check_metric("accuracy", PredictionKind::logit, {1, {0.1, 0.0, -3.0, 0.9}, {1, 0, 1, 0}}, 0.5);
}

TEST_CASE("accuracy of several yes-or-no outputs counts each of them") {
  check_metric("accuracy", PredictionKind::logit, {2, {1, -1, 1, 1}, {1, 0, 0, 1}}, 0.75);
}

TEST_CASE("mae and rmse are means over all outputs of all rows") {
  const Rows rows = {2, {1, 2, 3, 4, 5, 6}, {1, 4, 2, 4, 9, 6}};
  check_metric("mae", PredictionKind::values, rows, 7.0 / 6.0);
  check_metric("rmse", PredictionKind::values, rows, std::sqrt(21.0 / 6.0));
}

TEST_CASE("r2 is scikit-learn's") {
  const PredictionKind kind = PredictionKind::values;
  check_metric("r2", kind, {1, {2.5, 0, 2, 8}, {3, -0.5, 2, 7}}, 0.9486081370449679);
  check_metric("r2", kind, {2, {0, 2, -1, 2, 8, -5}, {0.5, 1, -1, 1, 7, -6}}, 0.9368005266622779);
  check_metric("r2", kind, {1, {3, 2, 1}, {1, 2, 3}}, -3);
}

TEST_CASE("r2 of a constant target is 1 where it is met and 0 otherwise") {
  check_metric("r2", PredictionKind::values, {1, {0.1, 0.1, 0.1}, {0.1, 0.1, 0.1}}, 1);
  check_metric("r2", PredictionKind::values, {1, {2, 2, 3}, {2, 2, 2}}, 0);
}

TEST_CASE("r2 keeps its digits far from zero") {
  const Rows rows = {1, {1e8 + 1, 1e8 + 2, 1e8 + 4}, {1e8 + 1, 1e8 + 2, 1e8 + 3}};
  CHECK(measure<double>("r2", PredictionKind::values, rows, 1) == doctest::Approx(0.5).epsilon(1e-12));
}

TEST_CASE("a metric that has seen nothing is NaN, and so is r2 of one row") {
  const std::vector<std::pair<std::string, PredictionKind>> cases = {{"accuracy", PredictionKind::scores},
                                                                     {"mae", PredictionKind::values},
                                                                     {"rmse", PredictionKind::values},
                                                                     {"r2", PredictionKind::values}};
  for (const auto& [name, kind] : cases) CHECK(std::isnan(measure<float>(name, kind, {1, {}, {}}, 1)));
  CHECK(std::isnan(measure<double>("r2", PredictionKind::values, {1, {1}, {2}}, 1)));
}

TEST_CASE("a metric starts anew after reset") {
  const std::vector<double> wrong = {5, 7, -3}, right = {1, 2, 4};
  for (const std::string name : {"mae", "rmse", "r2"}) {
    CAPTURE(name);
    const auto metric = Metrics().bind(name)->make<double>({PredictionKind::values, 1});
    metric->add({wrong.data(), 3, 1}, {nullptr, {right.data(), 3, 1}});
    metric->reset();
    metric->add({right.data(), 3, 1}, {nullptr, {right.data(), 3, 1}});
    CHECK(metric->value() == (name == "r2" ? 1 : 0));
  }
  const auto accuracy = Metrics().bind("accuracy")->make<double>({PredictionKind::logit, 1});
  const std::vector<double> no = {0}, yes = {1};
  accuracy->add({no.data(), 1, 1}, {nullptr, {yes.data(), 1, 1}});
  accuracy->reset();
  accuracy->add({yes.data(), 1, 1}, {nullptr, {yes.data(), 1, 1}});
  CHECK(accuracy->value() == 1);
}

TEST_CASE("a metric that has no meaning for the loss is told") {
  const std::string wants_classes =
      "accuracy needs a loss for classes; with this loss for numbers use mae, rmse or r2";
  for (const std::string name : {"accuracy", "mae", "rmse", "r2", "grad_norm"}) {
    for (const PredictionKind kind : all_kinds) {
      KeptMessages sink;
      Metrics().bind(name)->check({}, kind, sink);
      const bool numbers = kind == PredictionKind::values;
      std::string expected;
      if (name == "accuracy") {
        if (numbers) expected = wants_classes;
      } else if (name != "grad_norm" && !numbers) {
        expected = name + " needs a loss for numbers; with this loss for classes use accuracy";
      }
      CHECK(join(sink.messages, "\n") == expected);
    }
  }
}

namespace {

/// What a metric says, as errors and warnings, to `outputs` outputs of a loss of this kind.
std::string said(const std::string& yaml, PredictionKind kind, Index outputs, TargetInfo target = {}) {
  KeptMessages sink;
  Fit fit;
  fit.output = {outputs};
  fit.target = std::move(target);
  const auto metric = Metrics().bind(yaml);
  REQUIRE_MESSAGE(metric, yaml);
  metric->check(fit, kind, sink);
  return join(sink.messages, "\n");
}

/// The values of a metric over rows, one for each of its columns.
std::vector<double> values_of(const std::string& yaml, PredictionKind kind, const Rows& rows) {
  const auto config = Metrics().bind(yaml);
  MetricInput input{kind, rows.cols, static_cast<Index>(rows.prediction.size()) / rows.cols};
  input.classes = class_texts(kind, rows.cols, {});
  const auto metric = config->make<double>(input);
  Target<double> target;
  if (!rows.classes.empty()) target.classes = rows.classes.data();
  if (!rows.values.empty()) target.values = {rows.values.data(), input.rows, rows.cols};
  metric->add({rows.prediction.data(), input.rows, rows.cols}, target);
  std::vector<double> out(config->per_class() ? input.classes.size() : 1);
  metric->values(out);
  return out;
}

}  // namespace

TEST_CASE("metrics of classes say what they can't be asked") {
  using Kind = PredictionKind;
  TargetInfo two;
  two.class_names = {"no", "yes"};
  struct Case {
    std::string yaml;
    Kind kind;
    Index outputs;
    std::string expected;
  };
  const std::string alone =
      "f1 of 3 classes is the mean over them; say so with `average: macro`, or use weighted, "
      "micro or none (a column for each)";
  const Case cases[] = {
      {"f1", Kind::scores, 2, ""},
      {"f1", Kind::logit, 1, ""},
      {"f1", Kind::scores, 3, alone},
      {"{type: f1, average: macro}", Kind::scores, 3, ""},
      {"{type: f1, average: binary}", Kind::scores, 3,
       "average: binary is for two classes, and there are 3 classes; use macro, weighted, micro or none"},
      {"{type: f1, average: binary}", Kind::logit, 4,
       "average: binary is for two classes, and there are 4 decisions; use macro, weighted, micro or none"},
      {"{type: f1, pos_label: yes}", Kind::logit, 1, ""},
      {"{type: f1, pos_label: yse}", Kind::logit, 1,
       "pos_label: there is no class 'yse'; did you mean 'yes'?"},
      {"{type: f1, pos_label: 1}", Kind::scores, 2,
       "pos_label: there is no class '1'; the classes are 'no' and 'yes'"},
      {"{type: f1, average: macro, pos_label: yes}", Kind::logit, 1,
       "pos_label: only `average: binary` has a positive class"},
      {"f1", Kind::values, 1, "f1 needs a loss for classes; with this loss for numbers use mae, rmse or r2"},
      {"f1", Kind::other, 1, "f1 can't read what this loss takes"},
      {"roc_auc", Kind::scores, 2, ""},
      {"roc_auc", Kind::scores, 3,
       "roc_auc of 3 classes takes each against all others; say so with `multi_class: ovr`, or use ovo"},
      {"{type: roc_auc, multi_class: ovo}", Kind::scores, 3, ""},
      {"{type: roc_auc, multi_class: ovo}", Kind::logit, 3,
       "multi_class: ovo is for one class per sample; leave it out for several decisions"},
      {"{type: roc_auc, multi_class: ovo, average: none}", Kind::scores, 3,
       "average: ovo compares pairs of classes, so no class has a value of its own; use ovr"},
      {"roc_auc", Kind::scores, 1, "roc_auc needs two classes, and there is one"},
      {"{type: average_precision, pos_label: no}", Kind::scores, 3,
       "pos_label: only of two classes one is positive, and there are 3"},
      {"balanced_accuracy", Kind::logit, 3,
       "balanced_accuracy is for one class per sample, but with this loss each of the 3 outputs is a "
       "decision of "
       "its own; use f1 or roc_auc"},
      {"log_loss", Kind::margins, 3,
       "log_loss needs probabilities, and the outputs are none with this loss; use CrossEntropyLoss"},
      {"accuracy", Kind::margins, 3, ""},
      {"top_k_accuracy", Kind::scores, 2,
       "k: with k 2 of 2 classes top_k_accuracy is always 1; use a smaller k"},
      {"medae", Kind::scores, 2, "medae needs a loss for numbers; with this loss for classes use accuracy"},
      {"{type: pinball, alpha: 0.9}", Kind::logit, 1,
       "pinball needs a loss for numbers; with this loss for classes use accuracy"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.yaml);
    CHECK(said(c.yaml, c.kind, c.outputs, two) == c.expected);
  }
}

TEST_CASE("what is not defined is no number, and ends nothing") {
  const double nan = std::nan("");
  const Rows one_class = {2, {1, 2, 3, 1, 0, 0}, {}, {1, 1, 1}};
  const Rows not_a_number = {2, {1, nan, 3, 1, 0, 0}, {}, {1, 0, 1}};
  CHECK(std::isnan(values_of("roc_auc", PredictionKind::scores, one_class)[0]));
  CHECK(std::isnan(values_of("{type: roc_auc, average: none}", PredictionKind::scores, one_class)[1]));
  CHECK(std::isnan(values_of("{type: balanced_accuracy, adjusted: true}", PredictionKind::scores,
                             {2, {1, 2}, {}, {1}})[0]));
  for (const char* yaml :
       {"roc_auc", "average_precision", "log_loss", "brier_score", "expected_calibration_error"}) {
    CAPTURE(yaml);
    CHECK(std::isnan(values_of(yaml, PredictionKind::scores, not_a_number)[0]));
  }
  for (const std::string yaml : {"medae", "mape", "max_error", "pinball"}) {
    CAPTURE(yaml);
    CHECK(std::isnan(values_of(yaml, PredictionKind::values, {1, {1, nan, 3}, {1, 2, 3}})[0]));
  }
  // A class alone that is always met: chance would agree as well.
  CHECK(std::isnan(values_of("cohen_kappa", PredictionKind::scores, {2, {0, 1, 0, 1}, {}, {1, 1}})[0]));
  CHECK(values_of("matthews_corrcoef", PredictionKind::scores, one_class)[0] == 0);
  const Metrics all;
  for (const std::string& name : all.names()) {
    if (name == "grad_norm" || name == "ema") continue;
    CAPTURE(name);
    const std::string yaml = name == "fbeta" ? "{type: fbeta, beta: 1}" : name;
    const bool numbers =
        Metrics().bind(yaml)->column() == "r2" || !said(yaml, PredictionKind::scores, 2).empty();
    CAPTURE(yaml);
    const auto kind = numbers && name != "top_k_accuracy" ? PredictionKind::values : PredictionKind::scores;
    CHECK(std::isnan(values_of(yaml, kind, {2, {}, {}})[0]));
  }
}

TEST_CASE("a row whose class is none of the outputs', as a loss's ignore_index, counts for nothing") {
  const Rows with = {2, {2, 1, 1, 2, 0, 9, 5, 1}, {}, {0, 1, -100, 1}};
  const Rows without = {2, {2, 1, 1, 2, 5, 1}, {}, {0, 1, 1}};
  for (const char* yaml : {"f1", "{type: recall, average: none}", "roc_auc", "log_loss", "cohen_kappa",
                           "{type: top_k_accuracy, k: 1}", "expected_calibration_error"}) {
    CAPTURE(yaml);
    CHECK(values_of(yaml, PredictionKind::scores, with) == values_of(yaml, PredictionKind::scores, without));
  }
}

TEST_CASE("each metric says where it comes from, its column and its direction") {
  struct Expected {
    std::string yaml, column;
    MetricSource source;
    bool higher_is_better;
  };
  const std::vector<Expected> cases = {
      {"accuracy", "accuracy", MetricSource::predictions, true},
      {"mae", "mae", MetricSource::predictions, false},
      {"rmse", "rmse", MetricSource::predictions, false},
      {"r2", "r2", MetricSource::predictions, true},
      {"f1", "f1", MetricSource::predictions, true},
      {"{type: fbeta, beta: 2}", "fbeta", MetricSource::predictions, true},
      {"precision", "precision", MetricSource::predictions, true},
      {"recall", "recall", MetricSource::predictions, true},
      {"jaccard", "jaccard", MetricSource::predictions, true},
      {"balanced_accuracy", "balanced_accuracy", MetricSource::predictions, true},
      {"matthews_corrcoef", "matthews_corrcoef", MetricSource::predictions, true},
      {"cohen_kappa", "cohen_kappa", MetricSource::predictions, true},
      {"roc_auc", "roc_auc", MetricSource::predictions, true},
      {"average_precision", "average_precision", MetricSource::predictions, true},
      {"top_k_accuracy", "top_k_accuracy", MetricSource::predictions, true},
      {"log_loss", "log_loss", MetricSource::predictions, false},
      {"brier_score", "brier_score", MetricSource::predictions, false},
      {"expected_calibration_error", "expected_calibration_error", MetricSource::predictions, false},
      {"medae", "medae", MetricSource::predictions, false},
      {"mape", "mape", MetricSource::predictions, false},
      {"max_error", "max_error", MetricSource::predictions, false},
      {"explained_variance", "explained_variance", MetricSource::predictions, true},
      {"pinball", "pinball", MetricSource::predictions, false},
      {"grad_norm", "grad_norm", MetricSource::training, false},
      {"{type: ema, metric: train_loss}", "train_loss_ema_0.9", MetricSource::column, false},
      {"{type: ema, metric: val_accuracy, beta: 0.98}", "val_accuracy_ema_0.98", MetricSource::column, false},
  };
  for (const Expected& expected : cases) {
    CAPTURE(expected.yaml);
    const auto metric = Metrics().bind(expected.yaml);
    CHECK(metric->column() == expected.column);
    CHECK(metric->source() == expected.source);
    CHECK(metric->higher_is_better() == expected.higher_is_better);
    const bool predicts = expected.source == MetricSource::predictions;
    CHECK((metric->make<float>({PredictionKind::values, 1}) != nullptr) == predicts);
    CHECK(metric->smoothing().has_value() == (expected.source == MetricSource::column));
  }
}
