#include "model/feature_column.h"

#include <fmt/format.h>

namespace runner {

FeatureColumns numbered_columns(std::size_t count) {
  FeatureColumns columns;
  for (std::size_t i = 0; i < count; ++i) columns.push_back({fmt::format("x{}", i)});
  return columns;
}

}  // namespace runner
