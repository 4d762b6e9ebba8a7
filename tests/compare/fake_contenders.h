#pragma once

#include <string>
#include <vector>

#include "compare/pairs.h"
#include "metric/column.h"

/// A contender with values of the seeds 0, 1, …
inline runner::Contender contender_of(const std::string& name, const std::vector<double>& values,
                                      const std::string& data_set = "") {
  runner::Contender contender;
  contender.name = data_set.empty() ? name : data_set + ":" + name;
  contender.algorithm = name;
  contender.measured_on = contender.data_set = data_set;
  for (std::size_t seed = 0; seed < values.size(); ++seed)
    contender.final.values[{static_cast<std::int64_t>(seed), -1, {}}] = values[seed];
  return contender;
}

inline const runner::Column accuracy = runner::recorded_column("val_accuracy", true);
inline const std::vector<double> seeds_of_a = {.912, .905, .918, .901, .915, .909, .913, .907, .911, .904};
inline const std::vector<double> seeds_of_b = {.908, .903, .910, .902, .907, .906, .905, .906, .904, .903};
