#include "nn/class_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace runner {

namespace {

/// Numbers are compared as numbers: 1.0 names the class 1.
bool names_class(const std::string& name, const std::string& class_name) {
  if (name == class_name) return true;
  const auto a = parse_number(name), b = parse_number(class_name);
  return a && b && *a == *b;
}

std::optional<std::size_t> class_of(const std::string& name, const TargetInfo& target) {
  const auto found = std::ranges::find_if(
      target.class_names, [&](const std::string& class_name) { return names_class(name, class_name); });
  if (found == target.class_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - target.class_names.begin());
}

}  // namespace

std::vector<double> balanced_class_weights(const std::vector<Index>& class_rows) {
  const auto rows = static_cast<double>(std::accumulate(class_rows.begin(), class_rows.end(), Index{0}));
  const auto classes =
      static_cast<double>(std::ranges::count_if(class_rows, [](Index count) { return count > 0; }));
  std::vector<double> weights;
  for (const Index count : class_rows)
    weights.push_back(count == 0 ? 1 : rows / (classes * static_cast<double>(count)));
  return weights;
}

std::vector<double> named_class_weights(const NamedWeights& weights, const TargetInfo& target) {
  std::vector<double> all(target.class_names.size(), 1.0);
  for (const auto& [name, weight] : weights)
    if (const auto index = class_of(name, target)) all[*index] = weight;
  return all;
}

std::vector<double> balanced_positive_weights(const TargetInfo& target) {
  std::vector<double> weights;
  for (const double positives : target.positive_rows) {
    const double negatives = static_cast<double>(target.training_rows) - positives;
    weights.push_back(positives > 0 && negatives > 0 ? negatives / positives : 1);
  }
  return weights;
}

void check_class_names(std::string_view parameter, const NamedWeights& weights, const TargetInfo& target,
                       ErrorSink& sink) {
  for (const auto& [name, weight] : weights) {
    if (class_of(name, target)) continue;
    sink.error(fmt::format("{}.{}", parameter, name),
               fmt::format("the target has no class '{}'{}", name, suggestion(name, target.class_names)));
  }
}

std::string weights_text(const std::vector<double>& weights, const std::vector<std::string>& class_names) {
  constexpr std::size_t most_shown = 20;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(weights.size(), most_shown); ++i) {
    const std::string name = i < class_names.size() ? class_names[i] + "=" : "";
    parts.push_back(fmt::format("{}{:.6g}", name, weights[i]));
  }
  return join(parts, ", ") + (weights.size() > most_shown ? ", …" : "");
}

}  // namespace runner
