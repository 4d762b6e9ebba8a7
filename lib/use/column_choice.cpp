#include "use/column_choice.h"

#include <algorithm>
#include <string>

namespace runner {

namespace {

bool is_named(const FeatureColumn& column, const std::string& name) {
  return column.name == name || column.name.starts_with(name + "=");
}

}  // namespace

std::vector<std::size_t> chosen_columns(const PreprocessorConfig& config, const FeatureColumns& columns) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool named = !config.columns || std::ranges::any_of(*config.columns, [&](const std::string& name) {
      return is_named(columns[i], name);
    });
    if (named) chosen.push_back(i);
  }
  return chosen;
}

Tape::Value put_in_place(Tape& tape, Tape::Value x, Tape::Value made, std::size_t width,
                         const std::vector<std::size_t>& chosen, std::size_t count) {
  std::vector<std::size_t> from;
  for (std::size_t i = 0, next = 0; i < width; ++i) {
    if (next == chosen.size() || chosen[next] != i) {
      from.push_back(i);
      continue;
    }
    if (count == chosen.size()) {
      from.push_back(width + next);
    } else if (next == 0) {
      for (std::size_t k = 0; k < count; ++k) from.push_back(width + k);
    }
    ++next;
  }
  return tape.columns(tape.concat({x, made}), from);
}

}  // namespace runner
