#include "base/text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace runner;

TEST_CASE("edit distance counts a swap as one and ignores case") {
  struct Case {
    const char *a, *b;
    int distance;
  };
  for (const Case& c : {Case{"", "", 0},
                        {"abc", "", 3},
                        {"momentom", "momentum", 1},
                        {"SGD", "sgd", 0},
                        {"bteas", "betas", 1},
                        {"kitten", "sitting", 3},
                        {"ca", "abc", 3}}) {
    CAPTURE(c.a);
    CHECK(edit_distance(c.a, c.b) == c.distance);
    CHECK(edit_distance(c.b, c.a) == c.distance);
  }
}

TEST_CASE("nearest finds what was meant, and nothing where nothing is near") {
  const std::vector<std::string> known = {"lr", "momentum", "weight_decay", "SGD", "p"};
  struct Case {
    std::string name, nearest;
  };
  for (const Case& c : {Case{"momentom", "momentum"},
                        {"Momentum", "momentum"},
                        {"weightdecay", "weight_decay"},
                        {"l", "lr"},
                        {"rl", "lr"},
                        {"sdg", "SGD"},
                        {"P", "p"},
                        {"x", ""},
                        {"dropout", ""},
                        {"", ""},
                        {std::string(1000, 'a'), ""}}) {
    CAPTURE(c.name);
    CHECK(nearest(c.name, known).value_or("") == c.nearest);
  }
}

TEST_CASE("a suggestion names the nearest or lists all") {
  const std::vector<std::string> known = {"lr", "momentum"};
  CHECK(suggestion("momentom", known) == "; did you mean 'momentum'?");
  CHECK(suggestion("zzz", known) == "; known: lr, momentum");
  CHECK(suggestion("zzz", {}) == "");
}

TEST_CASE("number_text is the shortest that reads back") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(0.1F) == "0.1");
  CHECK(number_text(1e-8) == "1e-08");
  CHECK(number_text(100000.0) == "100000");
  CHECK(number_text(1e22) == "1e+22");
  CHECK(number_text(-0.0) == "-0");
  CHECK(number_text(1.0 / 3) == "0.3333333333333333");
  CHECK(number_text(1.0F / 3) == "0.33333334");
  CHECK(number_text(HUGE_VAL) == "inf");
  CHECK(number_text(-HUGE_VALF) == "-inf");
  CHECK(number_text(-std::nan("")) == "nan");
  for (const double value : {5e-324, 1.7976931348623157e308, 123456789.123456789, -2.5e-7})
    CHECK(parse_number(number_text(value)) == value);
}

TEST_CASE("parse_number reads what people write, whole") {
  struct Case {
    const char* text;
    double value;
  };
  for (const Case& c : {Case{"0", 0},
                        {"010", 10},
                        {"1e-3", 1e-3},
                        {"1E5", 1e5},
                        {".5", 0.5},
                        {"5.", 5},
                        {"+2", 2},
                        {"-.5e+1", -5},
                        {"inf", HUGE_VAL},
                        {"-Inf", -HUGE_VAL},
                        {".inf", HUGE_VAL},
                        {"1e-400", 0}}) {
    CAPTURE(c.text);
    CHECK(parse_number(c.text) == c.value);
  }
  CHECK(std::isnan(parse_number("NaN").value_or(0)));
  CHECK(std::isnan(parse_number(".nan").value_or(0)));
  for (const char* text :
       {"",   "-",  "+",   ".",   "e5",  "1e",    "1e400",    "-1e999999", "1_000", "1,5", "0x10",
        " 1", "1 ", "--1", "+-1", "- 1", "1.2.3", "infinity", "nan(1)",    "1f",    "٣",   "1e4932e"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("parse_integer takes whole numbers only") {
  struct Case {
    const char* text;
    long long value;
  };
  constexpr long long max = std::numeric_limits<long long>::max(),
                      min = std::numeric_limits<long long>::min();
  for (const Case& c : {Case{"7", 7},
                        {"-7", -7},
                        {"+7", 7},
                        {"010", 10},
                        {"1e3", 1000},
                        {"5.0", 5},
                        {"-0", 0},
                        {"0e99999999999999999999", 0},
                        {"120e-1", 12},
                        {"9007199254740993.0", 9007199254740993},
                        {".9223372036854775807e19", max},
                        {"9223372036854775807", max},
                        {"-9223372036854775808", min}}) {
    CAPTURE(c.text);
    CHECK(parse_integer(c.text) == c.value);
  }
  for (const char* text :
       {"", "-", "1.5", "1e-3", "inf", "nan", "9223372036854775808", "1e30", "7 ", "seven", "+-7",
        "9007199254740992.5", "2.0000000000000000001", "1e-99999999999999999999", "1e99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_integer(text).has_value());
  }
}

TEST_CASE("a number that is too large is no text") {
  for (const char* text : {"1e400", "-1e400", "+1e999999", "1e4933"}) CHECK(is_too_large(text));
  for (const char* text : {"1e300", "inf", "-.inf", "nan", "1e", "x", "", "1e400x", "1e-400"})
    CHECK_FALSE(is_too_large(text));
}

TEST_CASE("what is quoted is cut between characters") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc…");
  CHECK(shortened("äöü", 3) == "äöü");
  CHECK(shortened("äöüß", 3) == "äöü…");
  CHECK(shortened(std::string(1000, 'a'), 2) == "aa…");
}

TEST_CASE("snake_case follows PyTorch's spelling") {
  struct Case {
    const char *camel, *snake;
  };
  for (const Case& c : {Case{"CrossEntropyLoss", "cross_entropy_loss"},
                        {"StepLR", "step_lr"},
                        {"BCELoss", "bce_loss"},
                        {"BCEWithLogitsLoss", "bce_with_logits_loss"},
                        {"SGD", "sgd"},
                        {"Adam", "adam"},
                        {"ReLU", "relu"},
                        {"LeakyReLU", "leaky_relu"},
                        {"BatchNorm1d", "batch_norm1d"},
                        {"L1Loss", "l1_loss"},
                        {"make_moons", "make_moons"},
                        {"", ""}})
    CHECK(snake_case(c.camel) == c.snake);
}

TEST_CASE("lower_case and join") {
  CHECK(lower_case("AdamW_Ü") == "adamw_Ü");
  CHECK(join(std::vector<std::string>{}, ", ") == "");
  CHECK(join(std::vector<std::string>{"a", "b", "c"}, ", ") == "a, b, c");
}

TEST_CASE("characters are code points") {
  CHECK(character_count("") == 0);
  CHECK(character_count("aü€😀") == 4);
}

TEST_CASE("what would act on a terminal is made visible") {
  struct Case {
    const char* text;
    const char* shown;
  };
  for (const Case& c : {Case{"größer – “1” … 10⁻³ 😀 データ", "größer – “1” … 10⁻³ 😀 データ"},
                        {"a\tb\nc\rd", "a\\tb\\nc\\rd"},
                        {"\x1b[31m\x07\x7f", "\\x1b[31m\\x07\\x7f"},
                        {"\u0080\u0085\u009b\u00a0", "\\u0080\\u0085\\u009b\u00a0"},
                        {"\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u202f",
                         "\u200d\\u200e\\u200f\\u2028\\u2029\\u202a\\u202e\u202f"},
                        {"\u061c\u2065\u2066\u2069\u2070", "\\u061c\u2065\\u2066\\u2069\u2070"},
                        {"a\xff\xc3(\xe2\x80", "a\\xff\\xc3(\\xe2\\x80"},
                        {"C:\\new", "C:\\new"}}) {
    CHECK(visible_text(c.text) == c.shown);
    CHECK(visible_text(c.shown) == c.shown);
    CHECK(is_visible(c.text) == (std::string_view(c.text) == c.shown));
  }
  CHECK(visible_text(std::string_view("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("a text of more characters than there is room for ends in a mark") {
  CHECK(visible_text("größer", 6) == "größer");
  CHECK(visible_text("größer", 5) == "größ…");
  CHECK(visible_text("a\x1b", 5) == "a\\x1b");
  CHECK(visible_text("a\x1b", 4) == "a…");
  CHECK(visible_text("abc", 1) == "…");
  CHECK(visible_text("abc", 0) == "");
  CHECK(visible_text("", 0) == "");
}

TEST_CASE("bytes that are not UTF-8 are found") {
  CHECK_FALSE(find_invalid_utf8("eight bytes, and again eight, ü and some").has_value());
  for (std::size_t length = 0; length < 20; ++length)
    CHECK(find_invalid_utf8(std::string(length, 'a') + "\xFF" + std::string(20, 'b')) == length);
  for (const char* text : {"", "abc", "ü", "€", "😀", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"})
    CHECK_FALSE(find_invalid_utf8(text).has_value());
  for (const char* bad :
       {"\x80", "\xFF", "\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xC3(", "\xF0\x9F\x98"}) {
    CHECK(find_invalid_utf8(bad) == 0);
    CHECK(find_invalid_utf8("ab" + std::string(bad)) == 2);
  }
}
