#pragma once

#include <string>
#include <vector>

#include "config/node.h"

namespace runner {

/// How the swept values of all configurations show in tables: the columns, and a row of cells per
/// configuration.
struct SweptTable {
  std::vector<std::string> columns;             ///< "optimizer", "optimizer.lr", "training.batch_size"
  std::vector<std::vector<std::string>> cells;  ///< per configuration one per column; empty where it has none
  std::vector<std::string> labels;              ///< per configuration, unique: "Adam lr=0.01 batch_size=16"
};

/// `keys`: the dotted keys that are swept; `trees`: per configuration the tree as written; `resolved`: with
/// every default filled in. A swept component shows as its type, and with the parameters that are written
/// down in some tree and differ between configurations. Without keys the one label is `name`.
SweptTable swept_table(const std::vector<std::string>& keys, const std::vector<Node>& trees,
                       const std::vector<Node>& resolved, const std::string& name);

}  // namespace runner
