#include "data/pipeline.h"

#include "support.h"

namespace runner {

namespace {

using Names = std::vector<std::string>;
constexpr const char* colours = "colour,a,b,y\nred,1,10,0\nblue,2,20,1\nred,3,60,0\ngreen,5,30,1\n";

}  // namespace

TEST_CASE("categories become features of 0 and 1 before the first step that wants numbers") {
  const Prepared prepared = prepare_csv(colours, TargetKind::values, ", preprocess: [StandardScaler]");
  REQUIRE(prepared.parts);
  CHECK(names_of(prepared.parts->train.columns) ==
        Names{"colour=blue", "colour=green", "colour=red", "a", "b"});
  CHECK(prepared.fitted.columns.front() == FeatureColumn{"colour", {"blue", "green", "red"}});
  REQUIRE(prepared.fitted.steps.size() == 2);
  CHECK(prepared.fitted.steps[0].type == "OneHotEncoder");
  CHECK(fitted(prepared.fitted.steps[1].arrays, "mean") == std::vector<double>{0.25, 0.25, 0.5, 2.75, 30});
}

TEST_CASE("a step with columns changes these alone") {
  const Prepared prepared =
      prepare_csv(colours, TargetKind::values, ", preprocess: [{type: MinMaxScaler, columns: [b, colour]}]");
  REQUIRE(prepared.parts);
  const auto& features = prepared.parts->train.features;
  CHECK(std::vector<double>(features.begin(), features.begin() + 5) == std::vector<double>{0, 0, 1, 1, 0});
  CHECK(fitted(prepared.fitted.steps[1].arrays, "scale").size() == 4);
}

TEST_CASE("a step is told of a column that is not there") {
  CHECK(prepare_csv(colours, TargetKind::values, ", preprocess: [{type: MinMaxScaler, columns: [a, color]}]")
            .messages ==
        "[color] data.preprocess.0.columns.1: there is no feature 'color'; did you mean 'colour'?\n");
}

TEST_CASE("steps as they were fitted give the same bits") {
  const std::string yaml =
      "{type: csv, path: t.csv, split: {validation: 2, shuffle: false}, preprocess: "
      "[{type: StandardScaler, columns: [a]}, MinMaxScaler]}";
  const Prepared prepared = prepare_files(yaml, {{"t.csv", colours}});
  REQUIRE(prepared.parts);
  const FittedData kept = parse_fitted_data(fitted_data_text(prepared.fitted));
  CHECK(kept == prepared.fitted);
  Dataset row;
  row.rows = 1;
  row.columns = kept.columns;
  row.sample_shape = {3};
  row.features = {2, 3, 60};  // the third row of the file; red is the third category
  REQUIRE(prepared.config);
  FittedSteps(*prepared.config, kept).apply(row);
  const auto& validation = prepared.parts->validation;
  CHECK(row.columns == validation.columns);
  CHECK(row.features == std::vector<double>(validation.features.begin(), validation.features.begin() + 5));
}

TEST_CASE("what was fitted to another configuration is an exception") {
  const Prepared scaled = prepare_csv(colours, TargetKind::values, ", preprocess: [StandardScaler]");
  const Prepared plain = prepare_csv(colours);
  REQUIRE(scaled.config);
  CHECK_THROWS_WITH(FittedSteps(*scaled.config, plain.fitted), "its steps are others");
}

}  // namespace runner
