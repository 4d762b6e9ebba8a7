#include "data/missing.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/choice.h"
#include "base/text.h"
#include "spec/spec.h"

namespace runner {

namespace {

const char* const strategy_help =
    "error reports such a cell, drop leaves its row out; mean, median, most_frequent (of the training part) "
    "and "
    "constant fill it in; category makes it a category of its own, 'missing'.";
const char* const fill_value_help = "For constant; by default 0, or missing_value where texts are.";

}  // namespace

Spec<MissingColumnConfig> MissingColumnConfig::spec() {
  using C = MissingColumnConfig;
  return Spec<C>("missing", "What becomes of the missing cells of a column.")
      .required("strategy", &C::strategy, strategy_help)
      .field("fill_value", &C::fill_value, fill_value_help);
}

Spec<MissingConfig> MissingConfig::spec() {
  using C = MissingConfig;
  return Spec<C>("missing", "What becomes of missing cells.")
      .field("strategy", &C::strategy, strategy_help)
      .field("fill_value", &C::fill_value, fill_value_help)
      .field("markers", &C::markers, "Texts that mean that a value is missing, beside the usual ones.")
      .field("columns", &C::columns, "Columns with a strategy of their own, by name.");
}

MissingConfig missing_config(const MissingOption& option) {
  if (const auto* all = std::get_if<MissingConfig>(&option)) return *all;
  MissingConfig config;
  config.strategy = std::get<MissingStrategy>(option);
  return config;
}

std::optional<std::string> MissingRule::category() const {
  if (strategy == MissingStrategy::category) return "missing";
  if (strategy != MissingStrategy::constant) return std::nullopt;
  if (!fill_value) return "missing_value";
  const auto* text = std::get_if<std::string>(&*fill_value);
  return text ? *text : number_text(std::get<double>(*fill_value));
}

std::optional<double> MissingRule::number() const {
  if (!fill_value) return 0;
  const auto* value = std::get_if<double>(&*fill_value);
  return value ? std::optional(*value) : std::nullopt;
}

MissingRule missing_rule(const MissingConfig& config, std::string_view column) {
  const auto found =
      std::ranges::find_if(config.columns, [&](const auto& entry) { return entry.first == column; });
  if (found == config.columns.end()) return {config.strategy, config.fill_value};
  if (const auto* strategy = std::get_if<MissingStrategy>(&found->second))
    return {*strategy, config.fill_value};
  const auto& own = std::get<MissingColumnConfig>(found->second);
  return {own.strategy, own.fill_value ? own.fill_value : config.fill_value};
}

bool fills_any(const MissingConfig& config) {
  return fills(config.strategy) || std::ranges::any_of(config.columns, [&](const auto& entry) {
           return fills(missing_rule(config, entry.first).strategy);
         });
}

bool prepare_filling(const MissingConfig& config, bool has_numbers, FeatureColumn& column, ErrorSink& sink) {
  const MissingRule rule = missing_rule(config, column.name);
  const bool own =
      std::ranges::any_of(config.columns, [&](const auto& entry) { return entry.first == column.name; });
  const std::string place = own ? "missing.columns." + column.name : "missing.strategy";
  const std::string_view strategy = choice_name(rule.strategy);
  if (has_numbers) {
    const bool good = rule.strategy != MissingStrategy::category &&
                      (rule.strategy != MissingStrategy::constant || rule.number());
    if (good) return true;
    const std::string reason = rule.strategy == MissingStrategy::category
                                   ? "a missing one is no category"
                                   : fmt::format("'{}' is none", *rule.category());
    sink.error(place, fmt::format("column '{}' holds numbers: {}; write 'columns: {{{}: median}}' or another "
                                  "strategy, or name it in 'categorical'",
                                  column.name, reason, column.name));
    return false;
  }
  const bool is_empty = column.categories.empty();
  if (is_empty && (rule.strategy != MissingStrategy::constant || rule.number()) &&
      rule.strategy != MissingStrategy::category)
    return true;
  if (rule.strategy == MissingStrategy::mean || rule.strategy == MissingStrategy::median) {
    sink.error(place, fmt::format("column '{}' holds texts, which have no {}; write 'columns: {{{}: "
                                  "most_frequent}}', or category, constant or drop",
                                  column.name, strategy, column.name));
    return false;
  }
  const auto added = rule.category();
  if (added && std::ranges::find(column.categories, *added) == column.categories.end())
    column.categories.push_back(*added);
  return true;
}

}  // namespace runner
