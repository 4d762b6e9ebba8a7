#include "data/pipeline.h"

#include <fmt/format.h>

#include <cmath>

#include "support.h"

namespace runner {

namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

/// Rows of a file as predictions read them: what a source gives, and no more.
Dataset as_read(const FittedData& fitted, Numbers features) {
  Dataset data;
  data.columns = fitted.columns;
  data.sample_shape = fitted.sample_shape;
  data.rows = static_cast<Index>(features.size() / fitted.columns.size());
  data.features = std::move(features);
  return data;
}

/// What was fitted, written down and read back, does to `features` what it did to the validation part.
void check_same_bits(const std::string& options, const std::string& content, const Numbers& features) {
  CAPTURE(options);
  const Prepared prepared =
      prepare_csv(content, TargetKind::values, ", split: {validation: 3, shuffle: false}" + options);
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  const FittedData kept = parse_fitted_data(fitted_data_text(prepared.fitted));
  CHECK(kept == prepared.fitted);
  Dataset rows = as_read(kept, features);
  FittedSteps(*prepared.config, kept).apply(rows);
  const Dataset& validation = prepared.parts->validation;
  CHECK(rows.columns == validation.columns);
  CHECK(rows.sample_shape == validation.sample_shape);
  CHECK(rows.features == validation.features);
  CHECK(rows.columns == kept.features);
}

// The last three rows are the validation part.
constexpr const char* mixed =
    "a,size,b,y\n1,S,0.5,3\n2.5,L,0.25,5\n3,M,7,9\n4,S,4,2\n5,L,2,8\n1.5,S,3,1\n6,M,1,1\n2,L,9,4\n8,S,0.125,"
    "6\n";
const Numbers mixed_rows = {6, 1, 1, /**/ 2, 0, 9, /**/ 8, 2, 0.125};

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

TEST_CASE("every preprocessor gives the same bits when what it learnt is read back") {
  const Names of_pictures = {"Resize", "CenterCrop", "Grayscale", "ToTensor", "Normalize"};
  for (const std::string& name : data_registries().of<PreprocessorConfig>().names()) {
    if (std::ranges::find(of_pictures, name) != of_pictures.end()) continue;
    check_same_bits(", preprocess: [" + name + "]", mixed, mixed_rows);
    if (name != "Outliers" && name != "OrdinalEncoder")
      check_same_bits(", preprocess: [{type: " + name + ", columns: [b]}]", mixed, mixed_rows);
  }
  for (const char* options : {"{type: RobustScaler, unit_variance: true}", "{type: Normalizer, norm: l1}",
                              "{type: PowerTransformer, method: box-cox, columns: [a, b]}",
                              "{type: QuantileTransformer, output_distribution: normal}",
                              "{type: PolynomialFeatures, degree: [2, 3], interaction_only: true}",
                              "{type: KBinsDiscretizer, n_bins: 3, encode: ordinal, columns: [a, b]}",
                              "{type: PCA, n_components: 0.9, whiten: true}",
                              "{type: OrdinalEncoder, columns: [size], categories: [[S, M, L]]}"}) {
    check_same_bits(fmt::format(", preprocess: [{}]", options), mixed, mixed_rows);
  }
}

TEST_CASE("steps follow one another, each with columns of its own") {
  check_same_bits(
      ", preprocess: [{type: OrdinalEncoder, columns: [size]}, {type: log1p, columns: [b]}, {type: "
      "PolynomialFeatures, columns: [a, b], include_bias: false}, {type: KBinsDiscretizer, n_bins: 2, "
      "columns: "
      "[a]}, StandardScaler]",
      mixed, mixed_rows);
}

TEST_CASE("new features stand where the first of those stood that they are made of") {
  const Prepared prepared = prepare_csv(mixed, TargetKind::values,
                                        ", preprocess: [{type: OrdinalEncoder, categories: [[S, M, L]]}, "
                                        "{type: PolynomialFeatures, columns: [a, b]}]");
  REQUIRE(prepared.parts);
  CHECK(names_of(prepared.parts->train.columns) == Names{"1", "a", "b", "a^2", "a b", "b^2", "size"});
  const auto& features = prepared.parts->train.features;
  CHECK(Numbers(features.begin() + 7, features.begin() + 14) ==
        Numbers{1, 2.5, 0.25, 6.25, 0.625, 0.0625, 2});
}

TEST_CASE("a step says what it can't take and where that is") {
  struct Case {
    std::string preprocess, message;
  };
  const std::vector<Case> cases = {
      {"{type: PowerTransformer, method: box-cox, columns: [a]}",
       "[{] data.preprocess.0: PowerTransformer takes numbers above 0 for box-cox, but 'a' is 0 in row 3\n"},
      {"{type: log1p, columns: [b]}",
       "[{] data.preprocess.0: log1p takes numbers above -1, but 'b' is -4 in row 2\n"},
      {"{type: PowerTransformer, method: box-cox, columns: [c]}",
       "[{] data.preprocess.0: feature 'c' has one value only, to which no power can be fitted; leave it out "
       "of "
       "'columns'\n"},
      {"{type: PCA, n_components: 5}",
       "[5] data.preprocess.0.n_components: 4 features of 3 training rows have 3 directions at most\n"},
      {"{type: PolynomialFeatures, degree: 100}",
       "[100] data.preprocess.0.degree: this would make 4.6e+06 features of 4; name fewer in 'columns', or "
       "take a "
       "smaller degree\n"},
      {"{type: PolynomialFeatures, degree: [5, 6], interaction_only: true, include_bias: false}",
       "[[] data.preprocess.0.degree: nothing would be left: 4 features have no products of 5 different "
       "ones\n"},
      {"{type: KBinsDiscretizer, n_bins: [2, 3]}",
       "[[] data.preprocess.0.n_bins: there are 4 features, but 2 numbers of bins\n"},
      {"{type: KBinsDiscretizer, n_bins: 4, strategy: kmeans}",
       "[4] data.preprocess.0.n_bins: there are 3 rows for 4 bins of k-means\n"},
      {"{type: KBinsDiscretizer, n_bins: 1}", "[1] data.preprocess.0.n_bins: expected at least 2 bins\n"},
      {"{type: OrdinalEncoder, columns: [d, a]}",
       "[a] data.preprocess.0.columns.1: feature 'a' holds numbers; if they stand for categories, name it in "
       "'data.categorical' too\n"},
      {"StandardScaler, {type: OrdinalEncoder, columns: [d]}",
       "[[] data.preprocess.1.columns: feature 'd=u' is 0 or 1 already: an earlier step wanted numbers, and "
       "OrdinalEncoder has to stand before it\n"},
      {"{type: OrdinalEncoder, categories: [[u], [v]]}",
       "[[] data.preprocess.0.categories: expected a list for each of the 1 columns with categories, not "
       "2\n"},
      {"{type: OrdinalEncoder, categories: [[u, w]]}",
       "[[] data.preprocess.0.categories.0: column 'd' has the category 'v', which is not here\n"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.preprocess);
    const bool texts = one.preprocess.find("Ordinal") != std::string::npos;
    const std::string content =
        texts ? "a,d,y\n1,u,1\n2,v,2\n3,u,3\n" : "a,b,c,e,y\n1,2,5,1,1\n2,-4,5,2,2\n0,3,5,9,3\n";
    CHECK(prepare_csv(content, TargetKind::values, ", preprocess: [" + one.preprocess + "]").messages ==
          one.message);
  }
}

TEST_CASE("samples that a step can't take are an exception that names their row") {
  const Prepared prepared =
      prepare_csv(mixed, TargetKind::values, ", preprocess: [{type: log1p, columns: [a, b]}]");
  REQUIRE(prepared.config);
  const FittedSteps steps(*prepared.config, prepared.fitted);
  Dataset rows = as_read(prepared.fitted, {1, 0, 1, /**/ 2, 0, -1});
  CHECK_THROWS_WITH(steps.apply(rows), "log1p takes numbers above -1, but 'b' is -1 in row 2");
}

TEST_CASE("missing cells are filled in from the training part") {
  const std::string gaps =
      "age,port,y\n,S,1\n10,,2\n20,C,3\n60,S,4\n,,5\n30,Q,6\n";  // the last two rows are held back
  const std::string held_back = ", split: {validation: 2, shuffle: false}, missing: ";
  const Prepared prepared =
      prepare_csv(gaps, TargetKind::values, held_back + "{strategy: mean, columns: {port: most_frequent}}");
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.features == Numbers{30, 0, 0, 1, 10, 0, 0, 1, 20, 1, 0, 0, 60, 0, 0, 1});
  CHECK(prepared.parts->validation.features == Numbers{30, 0, 0, 1, 30, 0, 1, 0});

  const FittedData kept = parse_fitted_data(fitted_data_text(prepared.fitted));
  const FittedSteps steps(*prepared.config, kept);
  CHECK(steps.may_be_missing(0));
  CHECK(steps.may_be_missing(1));
  Dataset row = as_read(kept, {std::nan(""), std::nan("")});
  steps.apply(row);
  CHECK(row.features == Numbers{30, 0, 0, 1});
}

TEST_CASE("missing texts become a category of their own, the last") {
  struct Case {
    std::string missing;
    Names columns;
    Numbers second;
  };
  const std::vector<Case> cases = {
      {"{strategy: category, columns: {age: median}}",
       {"age", "port=C", "port=Q", "port=S", "port=missing"},
       {10, 0, 0, 0, 1}},
      {"{strategy: constant, fill_value: zzz, columns: {age: {strategy: constant, fill_value: -1}}}",
       {"age", "port=C", "port=Q", "port=S", "port=zzz"},
       {10, 0, 0, 0, 1}},
      {"constant", {"age", "port=C", "port=Q", "port=S", "port=missing_value"}, {10, 0, 0, 0, 1}},
      {"{strategy: constant, fill_value: Q, columns: {age: drop}}", {"age", "port=C", "port=Q"}, {20, 1, 0}},
      {"{strategy: drop, columns: {port: category}, markers: [Q]}",
       {"age", "port=C", "port=missing"},
       {20, 1, 0}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.missing);
    const Prepared prepared = prepare_csv("age,port,y\n,S,1\n10,,2\n20,C,3\n60,Q,4\n", TargetKind::values,
                                          ", missing: " + one.missing);
    CHECK(prepared.messages == "");
    REQUIRE(prepared.parts);
    const Dataset& train = prepared.parts->train;
    CHECK(names_of(train.columns) == one.columns);
    const auto first = train.features.begin() + static_cast<std::ptrdiff_t>(one.columns.size());
    CHECK(Numbers(first, first + static_cast<std::ptrdiff_t>(one.columns.size())) == one.second);
  }
}

TEST_CASE("a column that is empty throughout is left out, as SimpleImputer does") {
  for (const char* missing : {"{strategy: category}", "mean", "most_frequent"}) {
    CAPTURE(missing);
    const Prepared prepared =
        prepare_csv("a,pool,y\n1,NA,1\n2,,2\n", TargetKind::values, std::string(", missing: ") + missing);
    REQUIRE(prepared.parts);
    CHECK(names_of(prepared.parts->train.columns) == Names{"a"});
  }
}

TEST_CASE("what can't be filled in so is told with what to write") {
  struct Case {
    std::string missing, message;
  };
  const std::vector<Case> cases = {
      {"mean",
       "[mean] data.missing.strategy: column 'port' holds texts, which have no mean; write 'columns: {port: "
       "most_frequent}', or category, constant or drop\n"},
      {"{strategy: drop, columns: {port: median}}",
       "[median] data.missing.columns.port: column 'port' holds texts, which have no median; write 'columns: "
       "{port: "
       "most_frequent}', or category, constant or drop\n"},
      {"category",
       "[category] data.missing.strategy: column 'age' holds numbers: a missing one is no category; write "
       "'columns: "
       "{age: median}' or another strategy, or name it in 'categorical'\n"},
      {"{strategy: constant, fill_value: none}",
       "[constant] data.missing.strategy: column 'age' holds numbers: 'none' is none; write 'columns: {age: "
       "median}' "
       "or another strategy, or name it in 'categorical'\n"},
      {"{strategy: drop, columns: {prt: drop}}",
       "[drop] data.missing.columns.prt: there is no feature 'prt'; did you mean 'port'?\n"},
      {"{strategy: drop, columns: {y: mean}}",
       "[mean] data.missing.columns.y: column 'y' is the target, which is never filled in; expected error or "
       "drop\n"},
      {"most_frequent",
       "t.csv:5:6: no value in column 'y'; a target is never filled in, but 'missing: {columns: {y: drop}}' "
       "would "
       "leave such rows out\n"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.missing);
    const std::string last = one.missing == "most_frequent" ? "60,Q,?\n" : "60,Q,4\n";
    CHECK(prepare_csv("age,port,y\n,S,1\n10,,2\n20,C,3\n" + last, TargetKind::values,
                      ", missing: " + one.missing)
              .messages == one.message);
  }
}

TEST_CASE("a target is scaled for the loss, and its own units are kept") {
  const std::string content = "a,y,z\n1,100,1\n2,300,3\n3,500,5\n4,900,0\n";
  const std::string options = ", target: [y, z], features: [a], split: {validation: 1, shuffle: false}";
  const Prepared prepared =
      prepare_csv(content, TargetKind::values,
                  options + ", target_preprocess: [{type: log1p, columns: [z]}, MinMaxScaler]");
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.unscaled_targets == Numbers{100, 1, 300, 3, 500, 5});
  CHECK(prepared.parts->validation.unscaled_targets == Numbers{900, 0});
  Numbers targets = prepared.parts->train.targets;
  CHECK(targets[0] == doctest::Approx(0));
  CHECK(targets[2] == doctest::Approx(0.5));
  CHECK(targets[3] == doctest::Approx(std::log(4 / 2.) / std::log(6 / 2.)));
  const FittedData kept = parse_fitted_data(fitted_data_text(prepared.fitted));
  CHECK(kept == prepared.fitted);
  REQUIRE(kept.target_steps.size() == 2);
  const FittedTarget target(*prepared.config, kept);
  CHECK(!target.is_identity());
  Numbers own = prepared.parts->validation.unscaled_targets;
  target.apply(own);
  CHECK(own == prepared.parts->validation.targets);
  target.invert(targets);
  for (std::size_t i = 0; i < targets.size(); ++i)
    CHECK(targets[i] == doctest::Approx(prepared.parts->train.unscaled_targets[i]));
}

TEST_CASE("a target that can't be scaled is told where that is asked for") {
  const std::string content = "a,y\n1,u\n2,v\n3,u\n";
  CHECK(prepare_csv(content, TargetKind::classes, ", target_preprocess: [StandardScaler]").messages ==
        "[[] data.target_preprocess: only a target of numbers can be scaled, and the loss wants classes\n");
  const std::string numbers = "a,y\n1,1\n2,-2\n3,4\n";
  const auto message = [&](const std::string& step) {
    return prepare_csv(numbers, TargetKind::values, ", target_preprocess: [" + step + "]").messages;
  };
  CHECK(message("Normalizer") ==
        "[Normalizer] data.target_preprocess.0: Normalizer can't be undone, and predictions have to be in "
        "the target's "
        "own units; StandardScaler, for one, can\n");
  CHECK(message("log1p") ==
        "[log1p] data.target_preprocess.0: log1p takes numbers above -1, but 'y' is -2 in row 2\n");
  CHECK(message("{type: StandardScaler, columns: [yy]}") ==
        "[yy] data.target_preprocess.0.columns.0: there is no feature 'yy'; did you mean 'y'?\n");
}

}  // namespace runner
