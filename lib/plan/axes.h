#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/sweep_config.h"

namespace runner {

/// A key that the sweep sets, at one place of the file (each case has its own).
struct SweptKey {
  std::string name;  ///< dotted: "optimizer.lr"
  std::string path;  ///< of the place: "sweep.grid.optimizer.lr", "sweep.cases.1.optimizer.lr"
  Place place;       ///< of the key there
  std::optional<std::size_t> condition;  ///< index into `Axes::conditions`
  std::size_t rank = 0;   ///< keys are set by rank: what leads into another key comes after that key
  bool repeated = false;  ///< its values do not make another configuration
};

/// A key and the value that it gets.
struct Setting {
  std::size_t key = 0;  ///< index into `Axes::keys`
  Node value;
  std::string name = {};  ///< that its list gives the value; empty where it gives none
};

/// What is set together: one value of a list, a row of paired lists, a case, a sample.
using Point = std::vector<Setting>;

/// The points of which every run takes one.
using Axis = std::vector<Point>;

/// When a key is swept at all.
struct SweptWhen {
  std::string name;
  KeyValues condition;
};

/// The names that a sweep gives its cases.
struct CaseNames {
  std::size_t axis = 0;            ///< index into `Axes::axes`
  std::vector<std::string> names;  ///< per point of it; empty where a case has none
};

/// A sweep in the one form that expansion knows: the product of its axes, the first one slowest.
struct Axes {
  std::vector<SweptKey> keys;
  std::vector<Axis> axes;             ///< those of repetitions last
  std::size_t repetitions = 1;        ///< so many combinations after each other are of one configuration
  bool has_seeds = false;             ///< the repetitions set the seed, too
  std::vector<SweptWhen> conditions;  ///< in the order in which they are decided
  CaseNames cases;                    ///< without names where there are no cases

  std::size_t combinations() const;
};

/// The key of the fold that is held out: folds are repetitions.
inline constexpr std::string_view fold_key = "data.split.fold";

/// Works the axes out and draws the samples. `root`: the file, with dotted keys. Nothing after an error.
std::optional<Axes> read_axes(const SweepConfig& sweep, const Node& root, const Registries& registries,
                              Diagnostics& diagnostics);

/// The draws of a key: the same for a seed and a key, whatever other keys there are; `n` of them begin with
/// the draws of any smaller `n`.
std::vector<Node> draw(const DistributionConfig& distribution, const std::string& key, std::int64_t seed,
                       std::size_t n, const Place& place);

}  // namespace runner
