#include "compare/data_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/stable_sort.h"
#include "base/text.h"
#include "statistics/multiplicity.h"
#include "statistics/statistics.h"

namespace runner {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

std::vector<double> values_of(const Contender& contender) {
  std::vector<double> values;
  for (const auto& [repetition, value] : contender.final.values) values.push_back(value);
  return values;
}

/// Per algorithm, in the order of appearance, its contender on each data set.
struct Grid {
  std::vector<std::string> data_sets;  // names
  std::vector<std::pair<std::string, std::vector<const Contender*>>> rows;
};

Grid grid_of(const std::vector<Contender>& contenders) {
  Grid grid;
  std::map<std::string, std::size_t> data_sets, algorithms;
  for (const Contender& contender : contenders) {
    const auto [place, is_new] = data_sets.try_emplace(contender.measured_on, data_sets.size());
    if (is_new) grid.data_sets.push_back(contender.data_set);
    const auto [row, is_first] = algorithms.try_emplace(contender.algorithm, algorithms.size());
    if (is_first) grid.rows.emplace_back(contender.algorithm, std::vector<const Contender*>());
    auto& cells = grid.rows[row->second].second;
    cells.resize(std::max(cells.size(), place->second + 1), nullptr);
    if (!cells[place->second] && !contender.final.values.empty()) cells[place->second] = &contender;
  }
  for (auto& [name, cells] : grid.rows) cells.resize(grid.data_sets.size(), nullptr);
  return grid;
}

/// Leaves algorithms out that have no value on some data set, and says so.
void complete(Grid& grid, std::vector<std::string>& notes) {
  std::vector<std::string> left_out;
  std::erase_if(grid.rows, [&](const auto& row) {
    const bool lacks = std::ranges::find(row.second, nullptr) != row.second.end();
    if (lacks) left_out.push_back(row.first);
    return lacks;
  });
  if (!left_out.empty())
    notes.push_back(
        fmt::format("without a value on every data set and so left out: {}", join(left_out, ", ")));
}

DataSets::Algorithm algorithm_of(const std::string& name, const std::vector<const Contender*>& cells) {
  DataSets::Algorithm algorithm{name};
  SampleLists samples;
  for (const Contender* contender : cells) {
    samples.push_back(values_of(*contender));
    algorithm.means.push_back(statistics(samples.back()).mean);
  }
  const auto iqm = [](const SampleLists& all) {
    std::vector<double> values;
    for (const auto& sample : all) values.insert(values.end(), sample.begin(), sample.end());
    return interquartile_mean(std::move(values));
  };
  algorithm.iqm = iqm(samples);
  algorithm.iqm_interval = bootstrap(samples, iqm);
  return algorithm;
}

/// Lower is better; means that differ by rounding alone are equal.
CostTable costs_of(const DataSets& compared) {
  CostTable costs(compared.names.size());
  for (std::size_t i = 0; i < costs.size(); ++i) {
    for (const auto& algorithm : compared.algorithms) {
      double value = cost(compared.metric.better, algorithm.means[i]);
      const auto same =
          std::ranges::find_if(costs[i], [&](double other) { return differ_by_rounding(value, other); });
      costs[i].push_back(same == costs[i].end() ? value : *same);
    }
  }
  return costs;
}

void add_profiles(DataSets& compared) {
  compared.profile_limits = {1, 1.1, 1.25, 1.5, 2, 4};
  CostTable ratios(compared.names.size());
  bool positive = true;
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    for (const auto& algorithm : compared.algorithms) {
      const double mean = algorithm.means[i];
      positive = positive && mean > 0;
      ratios[i].push_back(compared.metric.better == Direction::higher ? 1 / mean : mean);
    }
  }
  if (!positive) {
    compared.notes.push_back("no performance profile: it divides by the best, and not all means are above 0");
    for (auto& algorithm : compared.algorithms) algorithm.profile_score = no_number;
    return;
  }
  const auto profiles = performance_profile(ratios, compared.profile_limits);
  const auto scores = profile_scores(ratios);
  for (std::size_t i = 0; i < compared.algorithms.size(); ++i) {
    compared.algorithms[i].profile = profiles[i];
    compared.algorithms[i].profile_score = scores[i];
  }
}

void add_pairs(DataSets& compared, const CostTable& costs) {
  std::vector<double> p;
  for (std::size_t i = 0; i < compared.algorithms.size(); ++i) {
    for (std::size_t k = i + 1; k < compared.algorithms.size(); ++k) {
      DataSets::Pairing pair{compared.algorithms[i].name, compared.algorithms[k].name};
      std::vector<double> a, b;
      for (const auto& row : costs) {
        ++(row[i] < row[k] ? pair.wins : row[i] > row[k] ? pair.losses : pair.ties);
        a.push_back(row[i]);
        b.push_back(row[k]);
      }
      pair.p = wilcoxon_signed_rank(differences(a, b), Zeros::split).p;
      p.push_back(pair.p);
      compared.pairs.push_back(std::move(pair));
    }
  }
  p = holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) compared.pairs[i].p_holm = p[i];
}

}  // namespace

std::optional<DataSets> compare_over_data_sets(const std::vector<Contender>& contenders,
                                               const Column& metric) {
  Grid grid = grid_of(contenders);
  DataSets compared;
  compared.metric = metric;
  if (grid.data_sets.size() < 2) return std::nullopt;
  complete(grid, compared.notes);
  if (grid.rows.size() < 2) return std::nullopt;
  compared.names = grid.data_sets;
  for (const auto& [name, cells] : grid.rows) compared.algorithms.push_back(algorithm_of(name, cells));
  const std::vector<double> ranks = mean_ranks_of(costs_of(compared));
  for (std::size_t i = 0; i < ranks.size(); ++i) compared.algorithms[i].mean_rank = ranks[i];
  sort_stably(compared.algorithms, {}, &DataSets::Algorithm::mean_rank);
  const CostTable costs = costs_of(compared);
  compared.friedman = friedman(costs);
  compared.critical_difference = critical_difference(ranks.size(), costs.size());
  std::vector<double> rising;
  for (const auto& algorithm : compared.algorithms) rising.push_back(algorithm.mean_rank);
  for (const auto& [first, last] : not_told_apart(rising, compared.critical_difference)) {
    auto& group = compared.not_told_apart.emplace_back();
    for (std::size_t i = first; i <= last; ++i) group.push_back(compared.algorithms[i].name);
  }
  add_pairs(compared, costs);
  add_profiles(compared);
  return compared;
}

}  // namespace runner
