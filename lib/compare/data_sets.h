#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/pairs.h"
#include "statistics/bootstrap.h"
#include "statistics/many_data_sets.h"

namespace runner {

/// Algorithms on several data sets, by the means of their last values.
struct DataSets {
  struct Algorithm {
    std::string name;
    double mean_rank = 0;  ///< 1 is best
    double iqm = 0;        ///< the interquartile mean over all data sets and repetitions
    Bootstrap iqm_interval = {};
    double profile_score = 0;          ///< NaN where means are not all above 0
    std::vector<double> profile = {};  ///< per limit of `profile_limits`
    std::vector<double> means = {};    ///< per data set
  };
  struct Pairing {
    std::string a, b;
    std::size_t wins = 0, ties = 0, losses = 0;  ///< of a
    double p = 0, p_holm = 0;                    ///< Wilcoxon's signed rank test over the data sets
  };
  Column metric;
  std::vector<std::string> names;     ///< of the data sets
  std::vector<Algorithm> algorithms;  ///< the best mean rank first
  std::vector<Pairing> pairs;         ///< of all, in this order
  FriedmanTest friedman;
  double critical_difference = 0;                        ///< Nemenyi's, at 0.05
  std::vector<std::vector<std::string>> not_told_apart;  ///< by that
  std::vector<double> profile_limits;
  std::vector<std::string> notes;
};

/// Nothing where there are not two data sets that two algorithms have values on.
std::optional<DataSets> compare_over_data_sets(const std::vector<Contender>& contenders,
                                               const Column& metric);

}  // namespace runner
