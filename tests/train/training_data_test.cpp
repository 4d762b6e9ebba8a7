#include "train/training_data.h"

#include <doctest/doctest.h>

#include "support/experiment.h"

namespace runner {

namespace {

/// A component of make_blobs that can be asked for.
Component<DataConfig> blobs() {
  Diagnostics diagnostics;
  const auto plan = plan_of(
      "data: {type: make_blobs, n_samples: 40, split: {validation: 10}}\nnetwork: [ReLU]\nloss: MSELoss\n"
      "optimizer: SGD\ntraining: {epochs: 1}\n",
      diagnostics);
  return bound(plan->setups.front(), catalog())->data;
}

template <class T>
std::vector<double> features_of(const Samples<T>& samples) {
  const Matrix<const T>& all = samples.features;
  return {all.data, all.data + all.rows * all.cols};
}

}  // namespace

TEST_CASE("facts of the training part are there, and stay when the samples were converted") {
  DataCache cache;
  Diagnostics diagnostics;
  const auto data = blobs();
  const DataFacts* facts = cache.facts(data, TargetKind::classes, DType::float32, diagnostics);
  REQUIRE(facts);
  CHECK(facts->training_rows == 30);
  CHECK(facts->sample_shape == Shape{2});
  CHECK(facts->target.class_count == 3);
  CHECK(!facts->unit_interval);
  const auto samples = cache.samples<float>(data, TargetKind::classes);
  CHECK(cache.samples<float>(data, TargetKind::classes) == samples);
  CHECK(samples->sample_shape == facts->sample_shape);
  CHECK(samples->validation.rows() == 10);
  CHECK(facts == cache.facts(data, TargetKind::classes, DType::float32, diagnostics));
}

TEST_CASE("samples are the same in whichever order dtypes are asked for, announced or not") {
  const auto data = blobs();
  Diagnostics diagnostics;
  std::vector<std::vector<double>> doubles, floats;
  for (const std::vector<DType>& announced : {std::vector{DType::float32, DType::float64},
                                              std::vector{DType::float32}, std::vector{DType::float64}}) {
    for (const bool float_first : {true, false}) {
      DataCache cache;
      for (const DType dtype : announced) REQUIRE(cache.facts(data, TargetKind::classes, dtype, diagnostics));
      if (float_first) floats.push_back(features_of(cache.samples<float>(data, TargetKind::classes)->train));
      doubles.push_back(features_of(cache.samples<double>(data, TargetKind::classes)->train));
      floats.push_back(features_of(cache.samples<float>(data, TargetKind::classes)->train));
    }
  }
  for (const auto& one : doubles) CHECK(one == doubles.front());
  for (const auto& one : floats) CHECK(one == floats.front());
  CHECK(doubles.front().size() == 60);
  CHECK(static_cast<float>(doubles.front()[7]) == floats.front()[7]);
}

TEST_CASE("pictures stay bytes, are read as ToTensor gives them and finished as Normalize does") {
  Dataset data;
  data.sample_shape = {2, 1, 2};
  data.rows = 2;
  data.columns = numbered_columns(4);
  data.pixels = {0, 255, 51, 7, 1, 2, 3, 254};
  data.channel_mean = {0.4914, 0.5};
  data.channel_std = {0.247, 0.25};
  data.target_columns = 1;
  data.target_names = {"y"};
  data.targets = {1, 2};
  const auto check = [&](auto zero) {
    using T = decltype(zero);
    const Samples<T> copied(data);
    Dataset given = data;
    const Samples<T> moved(std::move(given));
    for (const Samples<T>* samples : {&copied, &moved}) {
      CHECK(samples->rows() == 2);
      CHECK(samples->width() == 4);
      CHECK(!samples->is_finished());
      CHECK(samples->features.data == nullptr);
      std::vector<T> sample(4), pair(8);
      samples->read(1, sample.data());
      CHECK(sample == std::vector<T>{T(1) / T(255), T(2) / T(255), T(3) / T(255), T(254) / T(255)});
      samples->finish(sample.data());
      CHECK(sample[0] == (T(1) / T(255) - static_cast<T>(0.4914)) / static_cast<T>(0.247));
      CHECK(sample[3] == (T(254) / T(255) - T(0.5)) / T(0.25));
      const Matrix<const T> both = samples->finished(0, 2, pair.data());
      CHECK(both.rows == 2);
      CHECK(std::vector<T>(both.row(1), both.row(1) + 4) == sample);
    }
  };
  check(0.0F);
  check(0.0);
  data.pixel_scale = 0.1;  // no float
  std::vector<float> sample(4);
  Samples<float>(data).read(0, sample.data());
  CHECK(sample[2] == static_cast<float>(51 / 0.1));
}

TEST_CASE("folds are data sets of their own; those without room are loaded again, the same") {
  const auto fold = [](int number) {
    Diagnostics diagnostics;
    const auto plan = plan_of(
        "data: {type: make_blobs, n_samples: 20, split: {method: kfold, n_splits: 4}}\nnetwork: [ReLU]\n"
        "loss: MSELoss\noptimizer: SGD\ntraining: {epochs: 1}\n",
        diagnostics);
    return bound(plan->setups.at(static_cast<std::size_t>(number)), catalog())->data;
  };
  Diagnostics diagnostics;
  DataCache roomy, narrow(1);
  for (DataCache* cache : {&roomy, &narrow}) {
    for (int i = 0; i < 4; ++i) {
      const DataFacts* facts = cache->facts(fold(i), TargetKind::classes, DType::float32, diagnostics);
      REQUIRE(facts);
      CHECK(facts->training_rows == 15);
    }
  }
  const auto first = roomy.samples<float>(fold(0), TargetKind::classes);
  const auto* address = first.get();
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4; ++i) {
      const auto expected = roomy.samples<float>(fold(i), TargetKind::classes);
      const auto found = narrow.samples<float>(fold(i), TargetKind::classes);
      CHECK(features_of(found->train) == features_of(expected->train));
      CHECK(features_of(found->validation) == features_of(expected->validation));
      CHECK(found->validation.rows() == 5);
      CHECK((i == 0) == (features_of(found->validation) == features_of(first->validation)));
    }
  }
  CHECK(roomy.samples<float>(fold(0), TargetKind::classes).get() == address);
  std::weak_ptr<const TrainingData<float>> unused = narrow.samples<float>(fold(0), TargetKind::classes);
  narrow.samples<float>(fold(1), TargetKind::classes);
  CHECK(unused.expired());
}

}  // namespace runner
