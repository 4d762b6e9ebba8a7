// Parts that a table or its files give.

#include "support.h"

using namespace runner;

namespace {

using Numbers = std::vector<double>;
using RowNumbers = std::vector<std::int64_t>;
using ColumnNames = std::vector<std::string>;

struct PartFiles {
  std::map<std::string, std::string> files;
  Prepared prepare(const std::string& options, TargetKind wanted = TargetKind::values) const {
    return prepare_files("{type: csv, path: a.csv, " + options + "}", files, wanted);
  }
};

}  // namespace

TEST_CASE("a column says of each row in which part it is, in any case, and is no feature") {
  const PartFiles files{{{"a.csv", "x,y,set\n1,1,train\n2,2,Test\n3,3,VAL\n4,4,train\n5,5,validation\n"}}};
  const Prepared prepared = files.prepare("split: {column: set}");
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(names_of(prepared.parts->train.columns) == ColumnNames{"x"});
  CHECK(prepared.parts->train.features == Numbers{1, 4});
  CHECK(prepared.parts->validation.features == Numbers{3, 5});
  CHECK(prepared.parts->test.features == Numbers{2});
  CHECK(prepared.parts->test.source_rows == RowNumbers{1});
}

TEST_CASE("a column that divides the rows is a feature where it is named as one") {
  const PartFiles files{{{"a.csv", "set,x,y\ntrain,1,1\ntest,2,2\n"}}};
  const Prepared prepared = files.prepare("features: [x, set], split: {column: set}");
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(names_of(prepared.parts->train.columns) == ColumnNames{"x", "set=test", "set=train"});
}

TEST_CASE("a random validation part is taken of the rows for training, beside a given test part") {
  const PartFiles files{{{"a.csv", "x,y,set\n1,1,train\n2,2,test\n3,3,train\n4,4,train\n5,5,test\n"}}};
  const Prepared prepared = files.prepare("split: {column: set, validation: 1, shuffle: false}");
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.features == Numbers{1, 3});
  CHECK(prepared.parts->validation.features == Numbers{4});
  CHECK(prepared.parts->test.features == Numbers{2, 5});
}

TEST_CASE("files are parts; their columns are found by name, classes and categories are those of all") {
  const PartFiles files{{{"a.csv", "x,colour,y\n1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n"},
                         {"v.csv", "y,other,colour,x\nc,9,green,5\n"},
                         {"t.csv", "colour,y,x\nred,a,6\nblue,c,7\n"}}};
  const Prepared prepared =
      files.prepare("target: y, validation_path: v.csv, test_path: t.csv", TargetKind::classes);
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  const auto& [train, validation, test] = *prepared.parts;
  CHECK(names_of(train.columns) == ColumnNames{"x", "colour=blue", "colour=green", "colour=red"});
  CHECK(train.class_names == ColumnNames{"a", "b", "c"});
  CHECK(train.rows == 4);
  CHECK(validation.features == Numbers{5, 0, 1, 0});
  CHECK(validation.classes == std::vector<std::int32_t>{2});
  CHECK(test.features == Numbers{6, 0, 0, 1, 7, 1, 0, 0});
  CHECK(test.source_rows == RowNumbers{0, 1});
}

TEST_CASE("fractions are of the file that is divided, and folds too") {
  const PartFiles files{
      {{"a.csv", "x,y\n1,1\n2,2\n3,3\n4,4\n"}, {"t.csv", "x,y\n5,5\n6,6\n7,7\n8,8\n9,9\n"}}};
  const Prepared fraction = files.prepare("test_path: t.csv, split: {validation: 0.5, shuffle: false}");
  REQUIRE(fraction.parts);
  CHECK(fraction.parts->train.features == Numbers{1, 2});
  CHECK(fraction.parts->validation.features == Numbers{3, 4});
  CHECK(fraction.parts->test.rows == 5);
  const Prepared fold =
      files.prepare("test_path: t.csv, split: {method: kfold, n_splits: 4, shuffle: false, fold: 1}");
  REQUIRE(fold.parts);
  CHECK(fold.parts->train.features == Numbers{1, 3, 4});
  CHECK(fold.parts->validation.features == Numbers{2});
  CHECK(fold.parts->test.rows == 5);
}

TEST_CASE("groups of a column stay together, numbers by their value") {
  // scikit-learn: GroupKFold(2).split(X, groups=[10, 9, 10.0, 1, 9]) without shuffling.
  const PartFiles files{{{"a.csv", "g,x,y\n10,1,1\n9,2,2\n10.0,3,3\n1,4,4\n9,5,5\n"}}};
  const Prepared prepared =
      files.prepare("split: {method: group_kfold, group: g, n_splits: 2, shuffle: false, fold: 0}");
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.features == Numbers{2, 5});
  CHECK(prepared.parts->validation.features == Numbers{1, 3, 4});
}

TEST_CASE("parts that can't be given so are refused") {
  struct Case {
    std::string options, messages;
  };
  const PartFiles files{{{"a.csv", "x,y,set\n1,1,train\n2,2,holdout\n3,3,\n"},
                         {"t.csv", "x,z,set\n1,1,train\n"},
                         {"b.csv", "x,y,set\n1,1,train\n2,2,test\n"},
                         {"e.csv", "x,y\n"}}};
  const Case cases[] = {
      {"split: {column: set}",
       "a.csv:3:5: 'holdout' is no part of the data; expected train, validation (or val) or test\n"
       "a.csv:4:5: no value in column 'set'; 'missing: drop' would leave such rows out\n"},
      {"split: {column: sett}",
       "[sett] data.split.column: the file has no column 'sett'; did you mean 'set'?\n"},
      {"target: y, split: {column: y}", "[y] data.split.column: column 'y' is the target\n"},
      {"target: y, features: [x], test_path: t.csv",
       "[t.csv] data.test_path: the file has no column 'y', which is read of 'path'; "},
      {"target: y, features: [x], test_path: none.csv", "[none.csv] data.test_path: cannot read "},
      {"target: y, features: [x], test_path: e.csv",
       "[e.csv] data.test_path: the file has a header but no rows\n"},
      {"target: y, features: [x], test_path: b.csv, split: {test: 1}",
       "[1] data.split.test: there is a test part already; leave one of both out\n"},
      {"target: y, features: [x], validation_path: b.csv, split: {validation: 1}",
       "[1] data.split.validation: there is a validation part already; leave one of both out\n"},
      {"target: y, features: [x], validation_path: b.csv, split: {method: kfold, n_splits: 2}",
       "[kfold] data.split.method: there is a validation part already: of folds each is it in its turn\n"},
      {"test_path: b.csv, split: {column: set}",
       "[{] data.split: the parts are given by files or by 'split.column', not by both\n"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.options);
    const Prepared prepared = files.prepare(one.options);
    CHECK(prepared.messages.substr(0, one.messages.size()) == one.messages);
    CHECK(!prepared.parts);
  }
  CHECK(prepare("{type: make_moons, split: {column: a}}", TargetKind::classes).messages ==
        "[a] data.split.column: this source has no columns that could be named; csv has\n");
}
