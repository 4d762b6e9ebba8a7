#include <zlib.h>

#include "support.h"

using namespace runner;

namespace {

constexpr TargetKind as_values = TargetKind::values;
constexpr TargetKind classes = TargetKind::classes;
constexpr TargetKind binary = TargetKind::binary;

using Numbers = std::vector<double>;
using Classes = std::vector<std::int32_t>;
using Names = std::vector<std::string>;

/// A file that is read without a message.
Dataset read(const std::string& content, TargetKind wanted = as_values, const std::string& options = "") {
  const Prepared prepared = prepare_csv(content, wanted, options);
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  return prepared.parts->train;
}

struct CsvCase {
  std::string content;
  TargetKind wanted;
  std::string options;
  std::string messages;
};

void check_csv_refused(const std::vector<CsvCase>& cases) {
  for (const CsvCase& one : cases) {
    CAPTURE(one.content);
    CAPTURE(one.options);
    const Prepared prepared = prepare_csv(one.content, one.wanted, one.options);
    CHECK(prepared.messages == one.messages);
    CHECK(!prepared.parts);
  }
}

}  // namespace

TEST_CASE("a csv file is read by RFC 4180") {
  const std::vector<std::string> spellings = {
      "a,b,y\n1,2,3\n4,5,6\n",
      "a,b,y\n1,2,3\n4,5,6",
      "a,b,y\r\n1,2,3\r\n4,5,6\r\n",
      "\xEF\xBB\xBF"
      "a,b,y\n1,2,3\n4,5,6\n",
      "\"a\", \"b\" ,\"y\"\n\"1\",2,\"3\"\n4,\"5\",6\n",
      "\n\na , b,\ty\n1, 2 ,3\n\r\n\n +4.0,5e0,.6E1\n\n",
  };
  for (const std::string& content : spellings) {
    CAPTURE(content);
    const Dataset data = read(content);
    CHECK(data.rows == 2);
    CHECK(data.sample_shape == Shape{2});
    CHECK(names_of(data.columns) == Names{"a", "b"});
    CHECK(data.features == Numbers{1, 2, 4, 5});
    CHECK(data.target_columns == 1);
    CHECK(data.targets == Numbers{3, 6});
  }
}

TEST_CASE("quoted cells hold delimiters, line ends and quotes") {
  const Dataset data = read("\"a,1\",y\n1,\"say \"\"hi\"\"\"\n2,\"two\nlines\"\n3,\"x,y\"\n", classes);
  CHECK(names_of(data.columns) == Names{"a,1"});
  CHECK(data.class_names == Names{"say \"hi\"", "two\nlines", "x,y"});
  CHECK(data.classes == Classes{0, 1, 2});
}

TEST_CASE("a gzip file is unpacked") {
  const TestFolder folder;
  const std::string path = (folder.path() / "t.csv.gz").string();
  const std::string content = "a,y\n1,2\n3,4\n";
  gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, content.data(), static_cast<unsigned>(content.size())) > 0);
  gzclose(file);
  const Prepared prepared = prepare("{type: csv, path: t.csv.gz}", as_values, folder.path());
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.targets == Numbers{2, 4});
}

TEST_CASE("columns are chosen by name, in the order named") {
  const std::string content = "a,b,c,d\n1,2,3,4\n5,6,7,8\n";
  CHECK(read(content).features == Numbers{1, 2, 3, 5, 6, 7});
  CHECK(read(content, as_values, ", target: b").features == Numbers{1, 3, 4, 5, 7, 8});
  CHECK(read(content, as_values, ", target: b").targets == Numbers{2, 6});
  CHECK(read(content, as_values, ", features: [c, a]").features == Numbers{3, 1, 7, 5});
  CHECK(names_of(read(content, as_values, ", features: [c, a]").columns) == Names{"c", "a"});
  const Dataset two = read(content, as_values, ", target: [d, a], features: [b]");
  CHECK(two.target_columns == 2);
  CHECK(two.targets == Numbers{4, 1, 8, 5});
}

TEST_CASE("a delimiter can be chosen") {
  CHECK(read("a;y\n1;2\n", as_values, ", delimiter: ';'").targets == Numbers{2});
  CHECK(read("a\ty\n1\t2\n", as_values, ", delimiter: \"\\t\"").targets == Numbers{2});
}

TEST_CASE("classes are numbered in sorted order: numbers by value, texts by code point") {
  struct Order {
    std::string cells;
    Names names;
    Classes classes;
  };
  const std::vector<Order> orders = {
      {"10,9,-2,9", {"-2", "9", "10"}, {2, 1, 0, 1}},
      {"1.0,1,2e0,2", {"1", "2"}, {0, 0, 1, 1}},
      {"b,a,B,é", {"B", "a", "b", "é"}, {2, 1, 0, 3}},
      {"10,9,x,9", {"10", "9", "x"}, {0, 1, 2, 1}},
      {"7,7,7,7", {"7"}, {0, 0, 0, 0}},
  };
  for (const Order& order : orders) {
    CAPTURE(order.cells);
    std::string content = "a,y\n1,";
    for (const char c : order.cells) content += c == ',' ? "\n1," : std::string(1, c);
    const Dataset data = read(content, classes);
    CHECK(data.class_names == order.names);
    CHECK(data.classes == order.classes);
    CHECK(data.targets.empty());
    const TargetInfo info = data.target_info();
    CHECK(info.is_class);
    CHECK(info.class_count == static_cast<Index>(order.names.size()));
    CHECK(info.highest == static_cast<double>(order.names.size() - 1));
  }
}

TEST_CASE("two classes are 0 and 1 for a binary loss, and probabilities stay as they are") {
  const Dataset text = read("a,y\n1,no\n1,yes\n1,no\n", binary);
  CHECK(text.class_names == Names{"no", "yes"});
  CHECK(text.targets == Numbers{0, 1, 0});
  CHECK(text.target_columns == 1);
  CHECK(text.classes.empty());
  CHECK(!text.target_info().is_class);
  CHECK(read("a,y\n1,5\n1,-3\n", binary).targets == Numbers{1, 0});
  const Dataset soft = read("a,y\n1,0.2\n1,0.7\n", binary);
  CHECK(soft.class_names.empty());
  CHECK(soft.targets == Numbers{0.2, 0.7});
  CHECK(read("a,y\n1,1\n1,1\n", binary).targets == Numbers{1, 1});
}

TEST_CASE("several numeric target columns are values even where classes are wanted") {
  const Dataset data = read("a,p,q\n1,0.2,0.8\n1,1,0\n", classes, ", target: [p, q]");
  CHECK(data.class_names.empty());
  CHECK(data.target_columns == 2);
  CHECK(data.targets == Numbers{0.2, 0.8, 1, 0});
}

TEST_CASE("a feature of texts becomes a column of 0 and 1 per category") {
  const Dataset data = read("size,a,y\nS,1,0\nL,2,0\nS,3,0\n");
  CHECK(names_of(data.columns) == Names{"size=L", "size=S", "a"});
  CHECK(data.features == Numbers{0, 1, 1, /**/ 1, 0, 2, /**/ 0, 1, 3});
}

TEST_CASE("a feature of numbers becomes categories on request, in order of value") {
  const Dataset data = read("a,zone,y\n1,10,0\n2,9,0\n3,10,0\n", as_values, ", categorical: [zone]");
  CHECK(names_of(data.columns) == Names{"a", "zone=9", "zone=10"});
  CHECK(data.features == Numbers{1, 0, 1, /**/ 2, 1, 0, /**/ 3, 0, 1});
  CHECK(names_of(read("a,y\nS,0\n38,0\n", as_values, ", categorical: [a]").columns) == Names{"a=38", "a=S"});
}

TEST_CASE("rows with a missing value are dropped on request") {
  const std::string content =
      "a,unused,c,y\n1,,u,1\n,2,u,2\nNA,3,u,3\n?,4,u,4\nnan,5,u,5\nNaN,6,u,6\n7,7,?,7\n8,8,v,\n9,?,v,9\n";
  const Dataset data = read(content, as_values, ", features: [a, c], missing: drop");
  CHECK(data.targets == Numbers{1, 9});
  CHECK(names_of(data.columns) == Names{"a", "c=u", "c=v"});
}

TEST_CASE("missing values are an error at their cell by default") {
  check_csv_refused({
      {"a,y\n1,2\n,3\n4,NA\n", as_values, "",
       "t.csv:3:1: no value in column 'a' in 1 of 3 rows; write missing: {columns: {a: median}}, which fills "
       "it "
       "in, or drop to leave such rows out\n"
       "t.csv:4:3: no value in column 'y'; 'missing: drop' would leave such rows out\n"},
      {"a,y\nu,2\n,3\nv,4\n,1\n", as_values, "",
       "t.csv:3:1: no value in column 'a' in 2 of 4 rows; write missing: {columns: {a: category}}, which "
       "makes "
       "it a category of its own, most_frequent to fill it in, or drop to leave such rows out\n"},
      {"a,y\n1,?\n", as_values, ", missing: drop",
       "[t.csv] data.path: every row has a missing value and is dropped: 'y' in 1 of 1 rows\n"},
  });
}

TEST_CASE("a mistake in the header is told at its cell") {
  check_csv_refused({
      {"", as_values, "", "[t.csv] data.path: the file is empty\n"},
      {"\n\n", as_values, "", "[t.csv] data.path: the file is empty\n"},
      {",,\n,,\n", as_values, "", "[t.csv] data.path: the file is empty\n"},
      {"a,y\n", as_values, "", "[t.csv] data.path: the file has a header but no rows\n"},
      {"a,b,a,y\n1,2,3,4\n", as_values, "", "t.csv:1:5: there are two columns 'a'\n"},
      {"a,a,b,y\n1,2,3,4\n", as_values, ", features: [a, b]", "t.csv:1:3: there are two columns 'a'\n"},
      {"5,6\n", as_values, ", header: [a]", "[[] data.header: 1 names, but the file has 2 columns\n"},
      {"a\n1\n", as_values, "",
       "t.csv:1:1: the file has one column only, whether ',', ';', tab, '|' or blanks stand between cells; "
       "it "
       "needs a feature and a target\n"},
      {"a;y\n1;2\n", as_values, ", delimiter: \"|\"",
       "t.csv:1:1: with '|' between cells the file has one column only, and it needs a feature and a "
       "target\n"},
  });
  CHECK(names_of(read("0,1,2\n5,6,7\n").columns) == Names{"0", "1"});
}

TEST_CASE("a name that no column has is told where it is written") {
  const std::string content = "age,income,price\n1,2,3\n";
  check_csv_refused({
      {content, as_values, ", target: prize",
       "[prize] data.target: the file has no column 'prize'; did you mean 'price'?\n"},
      {content, as_values, ", target: [price, zzz]",
       "[zzz] data.target.1: the file has no column 'zzz'; known: age, income, price\n"},
      {content, as_values, ", features: [age, incom]",
       "[incom] data.features.1: the file has no column 'incom'; did you mean 'income'?\n"},
      {content, as_values, ", features: [age, price]",
       "[price] data.features.1: column 'price' is the target\n"},
      {content, as_values, ", features: [age, age]", "[age] data.features.1: column 'age' is named twice\n"},
      {content, as_values, ", features: [age], categorical: [income]",
       "[income] data.categorical.0: column 'income' is not one of the features\n"},
      {content, as_values, ", target: [age, income, price]",
       "[[] data.target: every column is a target; none is left as a feature\n"},
      {content, as_values, ", features: []", "[[] data.features: expected at least one column\n"},
      {content, as_values, ", target: []", "[[] data.target: expected at least one column\n"},
      {content, as_values, ", delimiter: ab",
       "[ab] data.delimiter: expected auto, tab, whitespace or a single character, no quote or line end\n"},
      {content, as_values, ", exclude: [ag, 'x*']",
       "[ag] data.exclude.0: the file has no column 'ag'; did you mean 'age'?\n"
       "['x*'] data.exclude.1: the file has no column 'x*'; known: age, income, price\n"},
      {content, as_values, ", exclude: ['*e']",
       "[[] data.exclude: every column but the target is excluded; none is left as a feature\n"},
      {content, as_values, ", parse: {age: percnt}",
       "[percnt] data.parse.age: there is no way 'percnt'; did you mean 'percent'?; or a date's format such "
       "as "
       "\"%d.%m.%Y\"\n"},
  });
}

TEST_CASE("a file that is not there is told at its path") {
  const Prepared prepared = prepare("{type: csv, path: none.csv}", as_values, "/nowhere");
  CHECK(prepared.messages ==
        "[none.csv] data.path: cannot read '/nowhere/none.csv': No such file or directory\n");
}

TEST_CASE("cells that don't fit are told at their place") {
  check_csv_refused({
      {"a,b,y\n1,2,3\n1,2\n1,2,3,4\n", as_values, "",
       "t.csv:3:3: 2 cells in this row, but the header names 3 columns\n"
       "t.csv:4:7: 4 cells in this row, but the header names 3 columns\n"},
      {"a,y\n1,2\nx,3\n", as_values, "",
       "t.csv:3:1: 'x' is no number, unlike what stands above it; if it stands for no value, write missing: "
       "{markers: [\"x\"]}; if column 'a' holds categories, name it in 'categorical'\n"},
      {"a,y\nx,2\n1,3\n", as_values, "",
       "t.csv:3:1: '1' is a number, unlike what stands above it; if column 'a' holds categories, name it in "
       "'categorical'\n"},
      {"a,y\n1,2\ninf,-inf\n", as_values, "",
       "t.csv:3:1: 'inf' is no finite number\nt.csv:3:5: '-inf' is no finite number\n"},
      {"a,y\n1,inf\n1,inf\n", classes, "",
       "t.csv:2:3: 'inf' is no finite number\nt.csv:3:3: 'inf' is no finite number\n"},
  });
}

TEST_CASE("a target that the loss can't use is refused with what was found") {
  check_csv_refused({
      {"a,y\n1,red\n1,blue\n", as_values, "",
       "t.csv:2:3: 'red' is no number, but the loss wants numbers for a target\n"},
      {"a,b\n1e400,1\n2,3\n", as_values, "", "t.csv:2:1: '1e400' is a number too large\n"},
      {"a,b\n1,-1e999\n2,3\n", as_values, "", "t.csv:2:3: '-1e999' is a number too large\n"},
      {"a,b\n1,2\n3," + std::string(100000, 'x') + "\n", as_values, "",
       "t.csv:3:3: '" + std::string(60, 'x') + "…' is no number, but the loss wants numbers for a target\n"},
      {"a,y\n1,1\n1,l\n", as_values, "",
       "t.csv:3:3: 'l' is no number, but the loss wants numbers for a target\n"},
      {"a,p,q\n1,1,x\n", classes, ", target: [p, q]",
       "t.csv:2:5: 'x' is no number, but only a single target column may hold classes\n"},
      {"a,y\n1,2\n1,2.5\n", classes, "",
       "[{] data.target: the target 'y' has numbers with decimals (2.5), but the loss wants classes\n"},
      {"a,y\n1,b\n1,a\n1,c\n", binary, "",
       "[{] data.target: the target 'y' has 3 classes (a, b, c), but the loss wants two classes\n"},
      {"a,y\n1,b\n1,b\n", binary, ", target: y",
       "[y] data.target: the target 'y' has 1 class (b), but the loss wants two classes\n"},
      {"a,y\n1,0\n1,3\n1,2\n", binary, "",
       "[{] data.target: the target 'y' has numbers from 0 to 3, but the loss wants two classes or "
       "numbers "
       "from 0 "
       "to 1\n"},
  });
}

TEST_CASE("after ten mistakes the rest is counted") {
  std::string content = "a,y\n1,1\n";
  for (int i = 0; i < 123; ++i) content += "1,x\n";
  const Prepared prepared = prepare_csv(content);
  std::string expected;
  for (int line = 3; line < 13; ++line) {
    expected += std::string("t.csv:").append(std::to_string(line)) +
                ":3: 'x' is no number, but the loss wants numbers for a target\n";
  }
  CHECK(prepared.messages == expected + "t.csv:13:3: … and 113 more mistakes from here on\n");
}

TEST_CASE("a column of many different texts is refused unless it is asked for") {
  std::string content = "name,y\n";
  for (int i = 0; i < 101; ++i) content += std::string("n").append(std::to_string(i)) + ",1\n";
  CHECK(prepare_csv(content).messages ==
        "t.csv:1:1: column 'name' has 101 different texts in 101 rows, as names and identifiers have; "
        "'exclude: "
        "[name]' leaves it out, 'categorical: [name]' makes a feature of each\n");
  CHECK(read(content, as_values, ", categorical: [name]").sample_shape == Shape{101});
}

TEST_CASE("bytes that are no CSV are refused") {
  check_csv_refused({
      {"a,y\n1,\"2\n3,4\n", as_values, "", "t.csv:2:3: the quote that opens here is never closed\n"},
      {"a,y\n\"1\"x,2\n", as_values, "", "t.csv:2:4: text after a closing quote\n"},
      {std::string("a,y\n1,\0002\n", 9), as_values, "", "t.csv:2:3: a NUL byte: this is not a text file\n"},
      {"a,\xC3\xA9\n1,\xFC\n", classes, "",
       "t.csv:2:3: this byte is not UTF-8; save the file as UTF-8, or name its 'encoding'\n"},
      {"a,y\n1,\x81\n", classes, "",
       "t.csv:2:3: what follows here is not windows-1252; name the file's 'encoding'\n"},
      {"\xFF\xFE"
       "a",
       as_values, "", "t.csv:1:1: what follows here is not utf-16; name the file's 'encoding'\n"},
      {"\"", as_values, "", "t.csv:1:1: the quote that opens here is never closed\n"},
  });
}

TEST_CASE("one huge line is read") {
  std::string names, cells;
  for (int i = 0; i < 20000; ++i) {
    names += std::string("c").append(std::to_string(i)) + ",";
    cells += "1.5,";
  }
  const Dataset data = read(names + "y\n" + cells + "2\n");
  CHECK(data.sample_shape == Shape{20000});
  CHECK(
      prepare_csv(std::string(1000000, 'x')).messages ==
      "t.csv:1:1: the file has one column only, whether ',', ';', tab, '|' or blanks stand between cells; it "
      "needs a feature and a target\n");
}
