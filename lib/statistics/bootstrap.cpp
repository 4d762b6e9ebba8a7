#include "statistics/bootstrap.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/random.h"
#include "base/stop.h"
#include "statistics/quantiles.h"

namespace runner {
namespace {

constexpr std::size_t most_exact = 46'656, drawn = 10'000;

/// n^n over the samples; more than `most_exact` for whatever is more.
std::size_t count_of_resamples(const SampleLists& samples) {
  std::size_t count = 1;
  for (const auto& sample : samples) {
    for (std::size_t i = 0; i < sample.size(); ++i) {
      count *= sample.size();
      if (count > most_exact) return count;
    }
  }
  return count;
}

std::uint64_t seed_of(const SampleLists& samples) {
  Hasher hasher;
  const auto add = [&](const auto& value) {
    hasher.add({reinterpret_cast<const char*>(&value), sizeof value});  // its bytes
  };
  for (const auto& sample : samples) {
    add(static_cast<std::uint64_t>(sample.size()));
    for (const double value : sample) add(value);
  }
  const std::string digits = hasher.digits();
  std::uint64_t seed = 0;
  constexpr std::size_t of_seed = 16;
  std::from_chars(digits.data(), digits.data() + of_seed, seed, 16);
  return seed;
}

/// Every resample once: counts the places up as the digits of a number.
template <class Visit>
void each_resample(const SampleLists& samples, Visit visit) {
  std::vector<std::pair<std::size_t, std::size_t>> where;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t k = 0; k < samples[i].size(); ++k) where.emplace_back(i, k);
  }
  std::vector<std::size_t> digits(where.size(), 0);
  SampleLists resample = samples;
  for (std::size_t place = 0; place < where.size(); ++place)
    resample[where[place].first][where[place].second] = samples[where[place].first].front();
  while (true) {
    visit(resample);
    std::size_t place = 0;
    for (; place < digits.size(); ++place) {
      const auto [sample, at] = where[place];
      const bool carries = ++digits[place] == samples[sample].size();
      if (carries) digits[place] = 0;
      resample[sample][at] = samples[sample][digits[place]];
      if (!carries) break;
    }
    if (place == digits.size()) return;
  }
}

template <class Visit>
void drawn_resamples(const SampleLists& samples, Visit visit) {
  Generator generator(seed_of(samples));
  SampleLists resample = samples;
  for (std::size_t i = 0; i < drawn; ++i) {
    for (std::size_t k = 0; k < samples.size(); ++k) {
      for (double& value : resample[k]) value = samples[k][generator.random64() % samples[k].size()];
    }
    visit(resample);
  }
}

}  // namespace

Bootstrap bootstrap(const SampleLists& samples, const std::function<double(const SampleLists&)>& statistic) {
  std::vector<double> values;
  const auto visit = [&](const SampleLists& resample) {
    constexpr std::size_t looks_each = 256;
    if (values.size() % looks_each == 0) look_at_stop();
    values.push_back(statistic(resample));
  };
  Bootstrap result;
  result.exact = count_of_resamples(samples) <= most_exact;
  if (result.exact) {
    each_resample(samples, visit);
  } else {
    drawn_resamples(samples, visit);
  }
  result.resamples = values.size();
  std::sort(values.begin(), values.end());
  result.ci95 = {quantile(values, 0.025, QuantileMethod::linear),
                 quantile(values, 0.975, QuantileMethod::linear)};
  return result;
}

Bootstrap bootstrap_of_mean(std::span<const double> values) {
  return bootstrap({{values.begin(), values.end()}}, [](const SampleLists& samples) {
    const auto& sample = samples.front();
    return std::accumulate(sample.begin(), sample.end(), 0.0) / static_cast<double>(sample.size());
  });
}

}  // namespace runner
