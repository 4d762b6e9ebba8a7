#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"
#include "metric/metrics/accuracy.h"
#include "metric/metrics/ema.h"
#include "metric/metrics/grad_norm.h"
#include "metric/metrics/mae.h"
#include "metric/metrics/r2.h"
#include "metric/metrics/rmse.h"
#include "support/components.h"
#include "support/kept_messages.h"

using namespace runner;

namespace {

using Metrics = Components<MetricConfig, AccuracyConfig, MeanAbsoluteErrorConfig, RootMeanSquaredErrorConfig,
                           R2Config, GradNormConfig, EmaConfig>;

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
  const auto metric = Metrics().bind(name)->make<T>(kind, rows.cols);
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
    const auto metric = Metrics().bind(name)->make<double>(PredictionKind::values, 1);
    metric->add({wrong.data(), 3, 1}, {nullptr, {right.data(), 3, 1}});
    metric->reset();
    metric->add({right.data(), 3, 1}, {nullptr, {right.data(), 3, 1}});
    CHECK(metric->value() == (name == "r2" ? 1 : 0));
  }
  const auto accuracy = Metrics().bind("accuracy")->make<double>(PredictionKind::logit, 1);
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
    CHECK((metric->make<float>(PredictionKind::values, 1) != nullptr) == predicts);
    CHECK(metric->smoothing().has_value() == (expected.source == MetricSource::column));
  }
}
