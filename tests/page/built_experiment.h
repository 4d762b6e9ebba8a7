#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "page/experiment_data.h"

/// The results of a grid without a file: `value` says what the run of this combination (the index of each
/// key's value) and seed came to at its last epoch; not finite where it diverged. The column is val_loss; an
/// epoch before it is twice as bad.
inline runner::page::ExperimentData built_experiment(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& keys, std::int64_t seeds,
    const std::function<double(const std::vector<std::size_t>&, std::int64_t)>& value) {
  using namespace runner;
  page::ExperimentData data;
  data.plan.name = "built";
  data.overview.columns = {loss_column(Part::val)};
  data.overview.primary = 0;
  data.columns = data.overview.columns;
  Column lr;
  lr.name = "lr";
  lr.role = Role::rate;
  data.columns.push_back(lr);
  for (const auto& [name, values] : keys) {
    data.plan.swept_keys.push_back(name);
    data.plan.swept_columns.push_back(name);
  }
  std::vector<std::size_t> at(keys.size(), 0);
  while (true) {
    std::string label;
    std::vector<std::string> cells;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      cells.push_back(keys[k].second[at[k]]);
      label += (k > 0 ? " " : "") + keys[k].first + "=" + cells.back();
    }
    for (std::int64_t seed = 0; seed < seeds; ++seed) {
      PlannedRun run;
      run.id = label + "/" + std::to_string(seed);
      run.label = label;
      run.cells = cells;
      run.seed = seed;
      run.configuration = data.plan.labels.size();
      const double last = value(at, seed);
      RunRow row;
      row.run = data.plan.runs.size();
      row.result.emplace();
      row.result->status = std::isfinite(last) ? Status::finished : Status::diverged;
      row.result->seconds = 1;
      row.finals = {last};
      row.bests = {last};
      row.at_best = {NAN};
      data.overview.runs.push_back(row);
      data.curves.push_back({{1, 2}, {{2 * last, last}, {0.1, 0.1}}});
      data.plan.runs.push_back(run);
    }
    data.plan.labels.push_back(label);
    std::size_t k = keys.size();
    while (k > 0 && ++at[k - 1] == keys[k - 1].second.size()) at[--k] = 0;
    if (k == 0) break;
  }
  data.summary = summarize(data.plan, data.overview);
  data.complete();
  return data;
}
