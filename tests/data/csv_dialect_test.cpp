#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <random>

#include "base/text.h"
#include "data/sources/csv_numbers.h"
#include "data/sources/csv_text.h"
#include "data/sources/dates.h"
#include "data/sources/text_look.h"
#include "support.h"

using namespace runner;

namespace {

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

/// Gives so many bytes at a time.
class Dripping final : public ByteStream {
 public:
  Dripping(std::string content, std::size_t drip) : content_(std::move(content)), drip_(drip) {}
  std::size_t read(char* to, std::size_t most) override {
    const std::size_t count = content_.copy(to, std::min(most, drip_), at_);
    at_ += count;
    return count;
  }

 private:
  std::string content_;
  std::size_t drip_, at_ = 0;
};

struct Decoded {
  std::string text, trouble;
  Encoding encoding;
};

Decoded decode(const std::string& bytes, Encoding encoding, std::size_t drip) {
  CsvText text(std::make_unique<Dripping>(bytes, drip), encoding);
  Decoded decoded;
  while (text.extend()) {
    decoded.text += text.text();
    text.drop(text.text().size());
  }
  return {decoded.text, text.trouble(), text.encoding()};
}

Dataset read_dialect(const std::string& content, TargetKind wanted = TargetKind::values,
                     const std::string& options = "") {
  const Prepared prepared = prepare_csv(content, wanted, options);
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  return prepared.parts->train;
}

std::string bits(double value) {
  return fmt::format("{:016x}", std::bit_cast<std::uint64_t>(value));
}

}  // namespace

TEST_CASE("numbers have the bits that parse_number gives them") {
  std::mt19937_64 random(1);
  std::vector<std::string> texts = {"0",
                                    "-0",
                                    "+1",
                                    ".5",
                                    "5.",
                                    ".",
                                    "",
                                    "-",
                                    "1e5",
                                    "1E-3",
                                    "inf",
                                    "-nan",
                                    "1..2",
                                    "1e400",
                                    "1e-400",
                                    "0x10",
                                    "1 2",
                                    "00012",
                                    "9007199254740993",
                                    "9007199254740992",
                                    "123456789012345678",
                                    "1234567890123456789",
                                    "0.1234567890123456789",
                                    "0.0000000000000000000000012",
                                    "12345678.12345678"};
  for (int i = 0; i < 20000; ++i) {
    const double value = std::bit_cast<double>(random());
    texts.push_back(fmt::format("{}", value));
    texts.push_back(fmt::format("{:.{}f}", static_cast<double>(random() % 2000000) / 1e6 - 1, i % 20));
    texts.push_back(fmt::format("{}.{}", random() % 100000, random() % 1000000000));
  }
  for (const std::string& text : texts) {
    CAPTURE(text);
    const auto expected = parse_number(text), found = read_number(text, {});
    CHECK(expected.has_value() == found.has_value());
    if (expected && found && !std::isnan(*expected)) CHECK(bits(*expected) == bits(*found));
    std::string comma = text;
    std::ranges::replace(comma, '.', ',');
    const auto with_comma = read_number(comma, {',', ""});
    CHECK(expected.has_value() == with_comma.has_value());
    if (expected && with_comma && !std::isnan(*expected)) CHECK(bits(*expected) == bits(*with_comma));
  }
}

TEST_CASE("separators of thousands stand between groups of three") {
  struct Case {
    std::string text;
    NumberStyle style;
    std::optional<double> value;
  };
  const std::vector<Case> cases = {
      {"1,234,567.5", {'.', ","}, 1234567.5},
      {"-1.234,5", {',', "."}, -1234.5},
      {"12", {'.', ","}, 12.0},
      {"1,23", {'.', ","}, {}},
      {"1,2345", {'.', ","}, {}},
      {"1234,567", {'.', ","}, {}},
      {",123", {'.', ","}, {}},
      {"1'000", {'.', "'"}, 1000.0},
      {"1 000,5", {',', " "}, 1000.5},
      {"1.5", {',', ""}, {}},
      {"1,5", {'.', ""}, {}},
      {"1,234e2", {'.', ","}, 123400.0},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(read_number(one.text, one.style) == one.value);
  }
}

TEST_CASE("texts are known by what they look like") {
  const std::vector<std::pair<TextLook, Names>> looks = {
      {TextLook::number, {"1", "-12", "1.234", "12.345", "1e5", "1e400", "inf"}},
      {TextLook::point_number, {"1.5", "0.123", "1234.567", ".5", "-1.25e3"}},
      {TextLook::comma_number, {"1,5", "-10,37", "0,123", "1234,567", ",5"}},
      {TextLook::comma_group, {"1,234", "-12,345"}},
      {TextLook::thousands, {"1,234,567", "1,234.5", "1.234,5", "1.234.567", "1 234", "1'234.5"}},
      {TextLook::percent, {"32%", "1,5 %", "-3%"}},
      {TextLook::currency, {"$37", "37 EUR", "€1.234,50", "-$5", "US$ 3"}},
      {TextLook::unit, {"35 kg", "1.5m", "3 doors", "20°C", "5 ft. 1"}},
      {TextLook::date,
       {"2020-01-31", "31.01.2020", "1/2/20", "2020-01-31 10:00", "2020-01-31T10:00:00Z", "10:30", "18.00.00",
        "12 Mar 2020", "Mar 12, 2020"}},
      {TextLook::text,
       {"", "red", "Room 5", "A/5 6382", "<=50K", "10-20", "n/a", "x1", "1.2.3.4", "192.168.0.1", "%"}},
  };
  for (const auto& [look, texts] : looks) {
    for (const std::string& text : texts) {
      CAPTURE(text);
      CHECK(look_of(text) == look);
    }
  }
  CHECK(without_unit("-$5") == "-5");
  CHECK(unit_of("35 kg") == "kg");
  CHECK(read_date("1970-01-02 12:00", "") == 1.5);
  CHECK(read_date("31.12.1969", "%d.%m.%Y") == -1);
  CHECK(!read_date("31.12.1969", ""));
}

TEST_CASE("an encoding is known by its bytes, wherever a piece ends") {
  const std::string text = "größe;y\n1,5 €;2\n";
  struct Case {
    std::string bytes;
    Encoding given, found;
  };
  const std::string windows =
                        "gr\xF6\xDF"
                        "e;y\n1,5 \x80;2\n",
                    latin =
                        "gr\xF6\xDF"
                        "e;y\n";
  std::string utf_16 = "\xFF\xFE";
  for (const char16_t c : std::u16string(u"größe;y\n1,5 €;2\n")) {
    utf_16 += static_cast<char>(c & 0xFF);
    utf_16 += static_cast<char>(c >> 8);
  }
  for (const std::size_t drip : {1U, 2U, 3U, 5U, 1000U}) {
    CAPTURE(drip);
    for (const Case& one : std::vector<Case>{{text, Encoding::automatic, Encoding::utf_8},
                                             {"\xEF\xBB\xBF" + text, Encoding::automatic, Encoding::utf_8},
                                             {windows, Encoding::automatic, Encoding::windows_1252},
                                             {utf_16, Encoding::automatic, Encoding::utf_16},
                                             {utf_16, Encoding::utf_16, Encoding::utf_16},
                                             {windows, Encoding::windows_1252, Encoding::windows_1252}}) {
      const Decoded decoded = decode(one.bytes, one.given, drip);
      CHECK(decoded.text == text);
      CHECK(decoded.trouble == "");
      CHECK(decoded.encoding == one.found);
    }
    CHECK(decode(latin, Encoding::latin_1, drip).text == "größe;y\n");
    CHECK(decode("a\n", Encoding::automatic, drip).encoding == Encoding::automatic);
    CHECK(decode("a\rb\r", Encoding::automatic, 1000).text == "a\nb\n");
    CHECK(decode("é\xFF", Encoding::automatic, drip).trouble ==
          "this byte is not UTF-8; save the file as UTF-8, or name its 'encoding'");
    CHECK(decode("ab\xC3", Encoding::utf_8, drip).text == "ab");
    CHECK(decode("\xFF\xFE"
                 "a",
                 Encoding::automatic, drip)
              .trouble == "what follows here is not utf-16; name the file's 'encoding'");
    CHECK(decode(std::string("ab\0c", 4), Encoding::automatic, drip).trouble ==
          "a NUL byte: this is not a text file");
  }
}

TEST_CASE("records may end anywhere in a piece") {
  // Longer than several pieces, with quoted line ends and one row that is longer than a piece.
  std::string content = "name,a,y\n";
  const int rows = 40'000;
  for (int i = 0; i < rows; ++i)
    content += fmt::format("\"two\r\nlines, {}\",{}.25,{}\r\n", i % 7, i,
                           i == 777 ? "1" + std::string(400'000, ' ') : "2");
  const Dataset data = read_dialect(content);
  CHECK(data.rows == rows);
  CHECK(data.columns.size() == 8);
  CHECK(data.features[8 * 39'999 + 7] == 39'999.25);
  CHECK(data.targets[777] == 1);
  CHECK(prepare_csv(content + "\"x\",1,oops\n").messages ==
        "t.csv:80002:7: 'oops' is no number, but the loss wants numbers for a target\n");
}

TEST_CASE("a delimiter is found by the rows") {
  const Numbers expected = {1, 2.5, 3, 4.25};
  for (const char* content :
       {"a,b,y\n1,2.5,0\n3,4.25,1\n", "a;b;y\n1;2.5;0\n3;4.25;1\n", "a\tb\ty\n1\t2.5\t0\n3\t4.25\t1\n",
        "a|b|y\n1|2.5|0\n3|4.25|1\n", "  a b   y\n1   2.5\t0 \n3 4.25  1\r\n", "a;b;y\n1;2,5;0\n3;4,25;1\n",
        "a,b,y\n1,\"2,5\",0\n3,\"4,25\",1\n"}) {
    CAPTURE(content);
    const Dataset data = read_dialect(content);
    CHECK(data.features == expected);
    CHECK(data.targets == Numbers{0, 1});
  }
  CHECK(read_dialect("a b,c\nx y,1\nz w,2\n").columns.front().name == "a b=x y");
}

TEST_CASE("decimals are known column by column") {
  const Dataset data = read_dialect("a;b;c;y\n1,5;1.5;1,234;1\n2,25;2.5;2,345;2\n");
  CHECK(data.features == Numbers{1.5, 1.5, 1.234, 2.25, 2.5, 2.345});
  CHECK(prepare_csv("a;y\n1,234;1\n2,345;2\n").messages ==
        "t.csv:1:1: column 'a' holds texts that look like numbers: '1,234' is a number whose comma may be "
        "either; "
        "write decimal: \",\" or thousands: \",\", or categorical: [a]\n");
  CHECK(read_dialect("a;y\n1,234;1\n", TargetKind::values, ", thousands: \",\"").features == Numbers{1234});
  CHECK(read_dialect("a;y\n1,234;1\n", TargetKind::values, ", decimal: \",\"").features == Numbers{1.234});
  CHECK(prepare_csv("a;y\n1.5;1\n", TargetKind::values, ", decimal: \",\"").messages ==
        "t.csv:1:1: column 'a' holds texts that look like numbers: '1.5' is a number with a decimal point; "
        "write "
        "decimal: \".\", or categorical: [a]\n");
}

TEST_CASE("what stands in front of a table is told with the way to leave it out") {
  const std::string table = "a,b,y\n1,2,3\n4,5,6\n";
  CHECK(prepare_csv("Report of May\n\n" + table).messages ==
        "t.csv:1:1: this line has 1 cell, the rows below have 3; 'skip_rows: 2' leaves out what stands in "
        "front of "
        "the table\n");
  CHECK(read_dialect("Report of May\n\n" + table, TargetKind::values, ", skip_rows: 2").rows == 2);
  CHECK(read_dialect(",,\n" + table).rows == 2);
  CHECK(read_dialect("# Report\n" + table + "# end\n", TargetKind::values, ", comment: \"#\"").rows == 2);
  CHECK(prepare_csv("b,y\n1,2,3\n4,5,6\n").messages ==
        "t.csv:1:1: this row has 2 cells, the rows below have 3: one column has no name; write 'skip_rows: "
        "1' and "
        "'header: [...]' with all names\n");
  CHECK(prepare_csv(table, TargetKind::values, ", skip_rows: 9").messages ==
        "[9] data.skip_rows: the file has 3 lines\n");
}

TEST_CASE("Empty lines and comments before a row are no part of it, however long they are") {
  const std::string empty_lines(65U << 20U, '\n');  // more than a row may have
  CHECK(read_dialect("a,y\n1,2\n" + empty_lines + "3,4\n").rows == 2);
  const std::string comment =
      "#" + std::string(3U << 20U, ',') + "\n";  // ends in another piece than it begins
  CHECK(read_dialect("a,y\n1,2\n" + comment + comment + "3,4\n" + comment, TargetKind::values,
                     ", comment: \"#\"")
            .rows == 2);
}

TEST_CASE("A row behind many empty lines is told by its own line") {
  std::string table = "a,y\n1,2\n";
  table.append(1U << 20U, '\n').append("3,4,5\n");
  const Prepared prepared = prepare_csv(table, TargetKind::values);
  CHECK(prepared.messages == "t.csv:1048579:5: 3 cells in this row, but the header names 2 columns\n");
}
