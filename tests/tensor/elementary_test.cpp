#include "tensor/elementary.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

namespace runner {

namespace {

struct Function {
  std::string name;
  float (*ours)(float);
  double (*exact)(double);
  float least, most;  // what it is asked for
};

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float smallest_normal = std::numeric_limits<float>::min();

const Function functions[] = {
    {"exp", elementary::exp, std::exp, -infinity, infinity},
    {"expm1", elementary::expm1, std::expm1, -infinity, infinity},
    {"tanh", elementary::tanh, std::tanh, -infinity, infinity},
    {"erf", elementary::erf, std::erf, -infinity, infinity},
    {"log", elementary::log, std::log, smallest_normal, infinity},
    {"log1p", elementary::log1p, std::log1p, 0, infinity},
};

/// Numbers of every size and sign.
std::vector<float> arguments(const Function& function) {
  std::vector<float> found;
  for (std::uint32_t bits = 0; bits < 0xffff0000U; bits += 104729) {
    const auto x = std::bit_cast<float>(bits);
    if (x >= function.least && x <= function.most) found.push_back(x);
  }
  for (const float x : {0.0F, -0.0F, 1.0F, -1.0F, smallest_normal, infinity, -infinity})
    if (x >= function.least && x <= function.most) found.push_back(x);
  return found;
}

std::int64_t places_apart(float a, float b) {
  const auto place = [](float x) {
    const auto bits = std::int64_t{std::bit_cast<std::int32_t>(x)};
    return bits < 0 ? std::int64_t{std::numeric_limits<std::int32_t>::min()} - bits : bits;
  };
  return std::abs(place(a) - place(b));
}

}  // namespace

TEST_CASE("elementary functions in float32 are the nearest number, or seldom its neighbour") {
  for (const Function& function : functions) {
    CAPTURE(function.name);
    std::int64_t neighbours = 0, worse = 0, wrong_signs = 0, count = 0;
    for (const float x : arguments(function)) {
      const auto exact = static_cast<float>(function.exact(static_cast<double>(x)));
      const std::int64_t apart = places_apart(function.ours(x), exact);
      neighbours += apart == 1 ? 1 : 0;
      worse += apart > 1 ? 1 : 0;
      wrong_signs += std::signbit(function.ours(x)) != std::signbit(exact) ? 1 : 0;
      ++count;
    }
    CHECK(count > 9000);
    CHECK(neighbours * 500 < count);
    CHECK(worse == 0);
    CHECK(wrong_signs == 0);
    CHECK(std::isnan(function.ours(std::numeric_limits<float>::quiet_NaN())));
  }
}

TEST_CASE("an elementary function has the same bits in a loop as alone") {
  for (const Function& function : functions) {
    CAPTURE(function.name);
    const std::vector<float> x = arguments(function);
    std::vector<float> together(x.size());
    // Written out for each, so that the compiler sees what it can vectorise.
    const auto all = [&](auto f) {
      for (std::size_t i = 0; i < x.size(); ++i) together[i] = f(x[i]);
    };
    if (function.name == "exp") all([](float v) { return elementary::exp(v); });
    if (function.name == "expm1") all([](float v) { return elementary::expm1(v); });
    if (function.name == "tanh") all([](float v) { return elementary::tanh(v); });
    if (function.name == "erf") all([](float v) { return elementary::erf(v); });
    if (function.name == "log") all([](float v) { return elementary::log(v); });
    if (function.name == "log1p") all([](float v) { return elementary::log1p(v); });
    std::size_t different = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      volatile float alone = x[i];
      different +=
          std::bit_cast<std::uint32_t>(function.ours(alone)) == std::bit_cast<std::uint32_t>(together[i])
              ? 0U
              : 1U;
    }
    CHECK(different == 0);
  }
}

}  // namespace runner
