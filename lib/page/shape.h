#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace runner::page {

struct ExperimentData;

/// What is compared with what: it decides which pictures a page begins with.
enum class Kind {
  single_run,    ///< A
  seeds,         ///< B: one configuration, several repetitions
  alternatives,  ///< C: one key: optimizers, schedules, losses
  rate,          ///< D: a numeric key with at least four values, alone or for each value of one other key
  two_keys,      ///< E
  many_keys,     ///< F: three keys and more, or a search
  problems       ///< G: several problems or data sets, each with the same alternatives
};
constexpr auto choice_names(Kind) {
  return std::array<std::string_view, 7>{"single_run", "seeds",     "alternatives", "rate",
                                         "two_keys",   "many_keys", "problems"};
}

/// Beside the kind, what further pictures there is something for.
struct Shape {
  Kind kind = Kind::single_run;
  std::optional<std::size_t> rate;     ///< D: the factor on the x axis
  std::optional<std::size_t> problem;  ///< G: the factor that names the problem
  /// H: parameters of the test function whose steps are recorded, 1 or 2; 0 for none.
  std::size_t trajectory = 0;
  bool averages = false;   ///< a measured column is the moving average of another one
  bool search = false;     ///< not every configuration was trained to its end
  bool comparable = true;  ///< false: the primary column means different things (problems, data, losses) in
                           ///< different configurations, which are then never ranked against each other
};

Shape shape_of(const ExperimentData& data);

}  // namespace runner::page
