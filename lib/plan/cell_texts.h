#pragma once

#include <string>
#include <vector>

#include "config/node.h"

namespace runner {

/// The values of one column in few words that tell them apart: a scalar as it stands, a component by its type
/// (whole where types alone would hide a difference), a list of components as
/// "Linear(16)-ReLU-Dropout(p=0.5)" with the parameters that differ. Null is empty. `types_suffice`:
/// parameters have columns of their own.
std::vector<std::string> cell_texts(const std::vector<Node>& values, bool types_suffice);

}  // namespace runner
