#include "model/fitted_data.h"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

namespace runner {

namespace {

FittedData example() {
  FittedData data;
  data.sample_shape = {2};
  data.columns = {{"a"}, {"c", {"u", "v \"w\"\n"}}};
  data.steps = {
      {"OneHotEncoder", {}},
      {"PCA", {{"mean", {0.1, -0.0, 1e-300}}, {"components", {1, 2, 3, 4, 5, 6}, 3}, {"empty", {}}}}};
  data.features = {{"pca0"}, {"pca1"}};
  data.target_names = {"y"};
  data.class_names = {"no", "ja 🌸"};
  data.class_rows = {3, 0};
  data.target_steps = {{"StandardScaler", {{"mean", {std::numeric_limits<double>::infinity()}}}}};
  return data;
}

}  // namespace

TEST_CASE("what was fitted reads back as it was written") {
  CHECK(parse_fitted_data(fitted_data_text(example())) == example());
  FittedData numbered;
  numbered.sample_shape = {1, 2, 2};
  numbered.columns = numbered.features = numbered_columns(4);
  CHECK(parse_fitted_data(fitted_data_text(numbered)) == numbered);
}

TEST_CASE("a text that is not what was fitted is an exception") {
  for (const char* text :
       {"", "{}", "[1]", "{\"sample_shape\": [\"x\"]}", "{\"sample_shape\": [1], \"columns\": 1e30}"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_fitted_data(text), std::runtime_error);
  }
}

TEST_CASE("an array of another size than its columns is an exception") {
  const FittedArrays arrays = {{"mean", {1, 2}}};
  CHECK(fitted(arrays, "mean", 2) == std::vector<double>{1, 2});
  CHECK_THROWS_WITH(fitted(arrays, "mean", 3), "'mean' has 2 numbers, expected 3");
  CHECK_THROWS_WITH(fitted(arrays, "scale"), "it has no 'scale'");
}

}  // namespace runner
