#include "page/shape.h"

#include <algorithm>
#include <array>

#include "catalog/catalog.h"
#include "page/experiment_data.h"
#include "report/comparable.h"

namespace runner::page {
namespace {

constexpr std::size_t least_rates = 4, most_lines_told_apart = 8;

bool is_of(const Factor& factor, std::string_view section) {
  return factor.name == section || factor.name.starts_with(std::string(section) + ".");
}

/// What is trained on, or for: another one is another problem.
bool names_problem(const Factor& factor) {
  constexpr std::array<std::string_view, 4> whole = {"data", "data.type", "data.path", "data.target"};
  return is_of(factor, "problem") || std::ranges::find(whole, factor.name) != whole.end();
}

std::optional<std::size_t> rate_among(const std::vector<Factor>& factors) {
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (!factors[i].is_number() || factors[i].values.size() < least_rates) continue;
    const bool others_are_few = std::ranges::all_of(factors, [&](const Factor& other) {
      return &other == &factors[i] || (!other.is_number() && other.values.size() <= most_lines_told_apart);
    });
    if (others_are_few && factors.size() <= 2) return i;
  }
  return std::nullopt;
}

void find_kind(const ExperimentData& data, Shape& shape) {
  const std::vector<Factor>& factors = data.factors;
  if (data.configurations() <= 1) {
    shape.kind = data.plan.runs.size() > 1 ? Kind::seeds : Kind::single_run;
    return;
  }
  const auto problem = std::ranges::find_if(factors, names_problem);
  if (problem != factors.end() && factors.size() > 1) {
    shape.problem = static_cast<std::size_t>(problem - factors.begin());
    shape.kind = Kind::problems;
    return;
  }
  shape.rate = rate_among(factors);
  if (shape.search || factors.size() > 2) {
    shape.kind = Kind::many_keys;
  } else if (shape.rate) {
    shape.kind = Kind::rate;
  } else if (factors.size() < 2) {
    shape.kind = Kind::alternatives;
  } else {
    shape.kind = is_grid(factors, data.configurations()) ? Kind::two_keys : Kind::many_keys;
  }
}

}  // namespace

Shape shape_of(const ExperimentData& data) {
  Shape shape;
  shape.search = !data.plan.rungs.empty();
  find_kind(data, shape);
  shape.averages = !data.averages.empty();
  if (data.overview.primary)
    shape.comparable = comparable_groups(data.plan, data.columns[*data.overview.primary]).names.size() < 2;
  if (data.iterations.empty()) return shape;
  const std::size_t parameters = data.iterations.begin()->second.parameters();
  const auto config = data.configuration(data.plan.runs[data.iterations.begin()->first].configuration);
  if (config && config->problem && (parameters == 1 || parameters == 2)) shape.trajectory = parameters;
  return shape;
}

}  // namespace runner::page
