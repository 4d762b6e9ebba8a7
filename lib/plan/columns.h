#pragma once

#include <string>
#include <vector>

#include "config/node.h"

namespace runner {

/// What a configuration has at a swept key.
struct SweptValue {
  Node written;   ///< null where nothing is written down
  Node resolved;  ///< with every default filled in; null where the configuration has no such key
};

/// Of what `tree` binds to, and `resolved` is with its defaults.
SweptValue swept_value(const Node& tree, const Node& resolved, const std::string& key);

/// How the swept values of all configurations show in tables: the columns, and a row of cells per
/// configuration.
struct SweptTable {
  std::vector<std::string> columns;             ///< "optimizer", "optimizer.lr", "training.batch_size"
  std::vector<std::vector<std::string>> cells;  ///< per configuration one per column; empty where it has none
  std::vector<std::string> labels;              ///< per configuration, unique: "Adam lr=0.01 batch_size=16"
};

/// What beside the values decides columns and labels.
struct SweptNames {
  struct Parameter {
    std::size_t key = 0;
    std::string name;
    bool operator==(const Parameter&) const = default;
  };
  std::vector<Parameter> shown;         ///< of swept components, whether or not they differ
  std::vector<std::string> case_names;  ///< per configuration; empty where it has none
  std::vector<bool> only_in_cases;      ///< per key: a case's name stands for it in a label
  /// Per configuration, per key the name that its list gives the value; empty where it gives none.
  std::vector<std::vector<std::string>> value_names;

  /// For so many configurations and keys, none of which has a name.
  static SweptNames none(std::size_t configurations, std::size_t keys) {
    return {{},
            std::vector<std::string>(configurations),
            std::vector<bool>(keys),
            {configurations, std::vector<std::string>(keys)}};
  }
};

/// `keys`: the dotted keys that are swept; `rows`: per configuration a value for each. A swept component
/// shows as its type, and with the parameters that are written down in some configuration and differ between
/// them, nothing being another value where a component of one type has the parameter elsewhere; a list of
/// components in one cell, with the parameters that differ: "Linear(16)-ReLU", "Dropout(p=0.5)". Where
/// nothing tells a configuration apart its label is `name`.
SweptTable swept_table(const std::vector<std::string>& keys, const std::vector<std::vector<SweptValue>>& rows,
                       const std::string& name, const SweptNames& names);

}  // namespace runner
