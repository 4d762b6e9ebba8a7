#include "problem/any_dimension.h"

#include <fmt/format.h>

namespace runner {

void check_start(const NumberOrList& start, std::int64_t dimension, ErrorSink& sink) {
  const auto* list = std::get_if<std::vector<double>>(&start);
  if (!list || static_cast<std::int64_t>(list->size()) == dimension) return;
  sink.error("start", fmt::format("start has length {}, but dimension is {}", list->size(), dimension));
}

std::vector<double> expanded(const NumberOrList& start, std::int64_t dimension) {
  const auto* list = std::get_if<std::vector<double>>(&start);
  return list ? *list : std::vector<double>(static_cast<std::size_t>(dimension), std::get<double>(start));
}

}  // namespace runner
