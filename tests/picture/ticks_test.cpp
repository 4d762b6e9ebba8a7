#include "picture/ticks.h"

#include <doctest/doctest.h>

#include <limits>

#include "picture/labels.h"
#include "picture/numbers.h"
#include "picture/svg.h"
#include "picture/thin.h"

using namespace runner::picture;

namespace {

std::string labels(const Axis& axis, double low, double high, std::size_t most) {
  std::string all;
  for (const Tick& tick : ticks(axis, low, high, most)) {
    if (!tick.label.empty()) (all += all.empty() ? "" : " | ") += tick.label;
  }
  return all;
}

}  // namespace

TEST_CASE("ticks are those that a person would choose") {
  struct Case {
    Axis axis;
    double low, high;
    std::size_t most;
    const char* expected;
  };
  const Axis linear, log{.scale = ScaleKind::log}, time{.scale = ScaleKind::seconds}, whole{.whole = true};
  const Axis names{.scale = ScaleKind::category, .categories = {"a", "b", "c"}};
  const Case cases[] = {
      {linear, 0, 1, 5, "0.0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0"},
      {linear, 0, 1, 12, "0.0 | 0.1 | 0.2 | 0.3 | 0.4 | 0.5 | 0.6 | 0.7 | 0.8 | 0.9 | 1.0"},
      {linear, -0.3, 0.3, 4, "−0.2 | 0.0 | 0.2"},
      {linear, -1e-17, 3, 4, "0 | 1 | 2 | 3"},
      {linear, 0.99991, 0.99998, 4, "0.99992 | 0.99994 | 0.99996 | 0.99998"},
      {linear, 0, 3e6, 4, "0 | 1×10⁶ | 2×10⁶ | 3×10⁶"},
      {linear, 0, 2.5e-6, 3, "0 | 1×10⁻⁶ | 2×10⁻⁶"},
      {linear, 0, 60000, 4, "0 | 20000 | 40000 | 60000"},
      {linear, 1e-300, 2e-300, 2, "1×10⁻³⁰⁰ | 1.5×10⁻³⁰⁰ | 2×10⁻³⁰⁰"},
      {whole, 0, 3, 10, "0 | 1 | 2 | 3"},
      {whole, 0, 100, 4, "0 | 50 | 100"},
      {log, 1e-4, 1, 5, "0.0001 | 0.001 | 0.01 | 0.1 | 1"},
      {log, 1e-5, 1, 6, "10⁻⁵ | 10⁻⁴ | 10⁻³ | 10⁻² | 10⁻¹ | 10⁰"},
      {log, 0.1, 10, 8, "0.1 | 0.2 | 0.5 | 1 | 2 | 5 | 10"},
      {log, 1e-12, 1, 5, "10⁻¹² | 10⁻⁹ | 10⁻⁶ | 10⁻³ | 10⁰"},
      {log, 0.91, 0.95, 4, "0.91 | 0.92 | 0.93 | 0.94 | 0.95"},
      {log, 0.03, 0.3, 5, "0.05 | 0.1 | 0.2"},
      {time, 0, 10, 5, "0 | 2 s | 4 s | 6 s | 8 s | 10 s"},
      {time, 0, 95, 4, "0 | 30 s | 1 min | 1 min 30 s"},
      {time, 0, 7200, 4, "0 | 30 min | 1 h | 1 h 30 min | 2 h"},
      {time, 0, 0.02, 2, "0 | 10 ms | 20 ms"},
      {time, 0, 4 * 86400.0, 4, "0 | 1 d | 2 d | 3 d | 4 d"},
      {names, -0.5, 2.5, 0, "a | b | c"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.low);
    CAPTURE(one.high);
    CHECK_EQ(labels(one.axis, one.low, one.high, one.most), one.expected);
  }
}

TEST_CASE("numbers are written as a person writes them") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_EQ(readable(0.1 + 0.2), "0.3");
  CHECK_EQ(readable(-0.0), "0");
  CHECK_EQ(readable(-1.5), "−1.5");
  CHECK_EQ(readable(123456), "123456");
  CHECK_EQ(readable(1.25e-5), "1.25×10⁻⁵");
  CHECK_EQ(readable(999999.9), "1×10⁶");
  CHECK_EQ(readable(0.00012345, 3), "0.000123");
  CHECK_EQ(readable(-infinity), "−∞");
  CHECK_EQ(readable(std::numeric_limits<double>::quiet_NaN()), "NaN");
  CHECK_EQ(readable_seconds(0.35), "350 ms");
  CHECK_EQ(readable_seconds(59.99), "60 s");
  CHECK_EQ(readable_seconds(200), "3 min 20 s");
  CHECK_EQ(readable_seconds(3599.9), "1 h");
  CHECK_EQ(readable_seconds(3900), "1 h 5 min");
  CHECK_EQ(readable_seconds(90000), "1 d 1 h");
  CHECK_EQ(tenth(-0.04), "0");
  CHECK_EQ(tenth(12.34), "12.3");
  CHECK_EQ(four_digits(0.000123456), "0.0001235");
  CHECK_EQ(four_digits(-infinity), "-inf");
}

TEST_CASE("a line keeps the first, lowest, highest and last point of each pixel column, and the best") {
  const std::vector<double> x = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.5};
  const std::vector<double> y = {5, 4, 1, 9, 6, 7, 3};
  CHECK_EQ(thinned(x, y, {}), std::vector<std::size_t>{0, 2, 3, 5, 6});
  CHECK_EQ(thinned(x, y, std::size_t{4}), std::vector<std::size_t>{0, 2, 3, 4, 5, 6});
  CHECK_EQ(thinned({}, {}, {}), std::vector<std::size_t>{});
}

TEST_CASE("labels are cut by characters and told apart from marks of a text") {
  CHECK_EQ(fitted("learning rate", 10, 1000), "learning rate");
  CHECK_EQ(fitted("ααααα", 10, 32), "ααα…");
  CHECK_EQ(wrapped("one two three", 10, 45, 3), std::vector<std::string>{"one two", "three"});
  CHECK_EQ(escaped("<a & \"b\">\x1b\u202e"), "&lt;a &amp; &quot;b&quot;&gt;\\x1b\\u202e");
}
