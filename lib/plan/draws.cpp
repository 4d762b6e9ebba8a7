#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>

#include "base/files.h"
#include "base/random.h"
#include "base/text.h"
#include "plan/axes.h"

namespace runner {

namespace {

/// To nine digits: a table shows them whole, and the last bits of a machine's logarithm play no part.
double rounded(double value, const std::array<double, 2>& ends) {
  const double nine = *parse_number(fmt::format("{:.8e}", value));
  return std::clamp(nine, ends[0], ends[1]);
}

double draw_uniform(Generator& generator, double low, double high) {
  std::array<double, 1> value{};
  generator.uniform(std::span<double>(value), low, high);
  return value[0];
}

std::uint64_t draw_below(Generator& generator, std::uint64_t count) {
  return generator.random64() % count;
}

Node draw_one(const DistributionConfig& distribution, Generator& generator, const Place& place) {
  if (distribution.choice) {
    const auto& values = distribution.choice->values;
    return values[draw_below(generator, values.size())];
  }
  if (distribution.integer) {
    const auto [low, high] = *distribution.integer;
    const auto offset = draw_below(generator, static_cast<std::uint64_t>(high - low) + 1);
    return Node::scalar(std::to_string(low + static_cast<std::int64_t>(offset)), place);
  }
  if (distribution.uniform) {
    const auto& ends = *distribution.uniform;
    return Node::scalar(number_text(rounded(draw_uniform(generator, ends[0], ends[1]), ends)), place);
  }
  const auto& ends = *distribution.loguniform;
  const double value = std::exp(draw_uniform(generator, std::log(ends[0]), std::log(ends[1])));
  return Node::scalar(number_text(rounded(value, ends)), place);
}

}  // namespace

std::vector<Node> draw(const DistributionConfig& distribution, const std::string& key, std::int64_t seed,
                       std::size_t n, const Place& place) {
  // Each key has a stream of its own, so that neither their order nor another key changes its draws.
  constexpr std::size_t digits = 8;
  const std::string hash = hash_text(fmt::format("{} {}", seed, key)).substr(0, digits);
  std::uint64_t stream = 0;
  std::from_chars(hash.data(), hash.data() + hash.size(), stream, 16);
  Generator generator(stream);
  std::vector<Node> values;
  values.reserve(n);
  for (std::size_t i = 0; i < n; ++i) values.push_back(draw_one(distribution, generator, place));
  return values;
}

}  // namespace runner
