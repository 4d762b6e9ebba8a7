#include "use/prediction.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/stop.h"
#include "base/text.h"
#include "record/table.h"
#include "use/refused.h"

namespace runner {

namespace {

constexpr double half = 0.5;

/// All that is known of a row.
struct AnsweredRow {
  std::size_t number;                 // from 0
  std::span<const double> outputs;    // of the network
  std::vector<double> probabilities;  // where they are asked for
  std::vector<std::size_t> order;     // of the classes, the most probable first, where it is asked for
};
using Columns = TableColumns<AnsweredRow>;

Column text(std::string name) {
  return {.name = std::move(name), .role = Role::text};
}

bool is_of_classes(const Decision& decision) {
  return decision.answer() == Answer::one_class || decision.answer() == Answer::two_classes;
}

Columns kept_columns(const InputTable& cells, const PredictionOptions& options) {
  std::vector<std::size_t> kept(cells.header().size());
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  if (options.keep) {
    kept.clear();
    for (const std::string& name : *options.keep) {
      const auto found = std::ranges::find(cells.header(), name);
      if (found == cells.header().end())
        throw Refused(
            fmt::format("--keep: the file has no column '{}'{}", name, suggestion(name, cells.header())));
      kept.push_back(static_cast<std::size_t>(found - cells.header().begin()));
    }
  }
  Columns columns;
  for (const std::size_t i : kept) {
    columns.push_back({text(cells.header()[i]),
                       [&cells, i](const AnsweredRow& row) { return Cell(cells.cell(row.number, i)); }});
  }
  return columns;
}

/// What is answered: a class, or one column per name.
Columns answer_columns(const Decision& decision, double threshold) {
  if (is_of_classes(decision)) {
    return {{text("prediction"), [&decision, threshold](const AnsweredRow& row) {
               return Cell(decision.names()[decision.chosen(row.outputs, threshold)]);
             }}};
  }
  Columns columns;
  for (std::size_t i = 0; i < decision.names().size(); ++i) {
    const std::string& name = decision.names()[i];
    Column heading = text(decision.names().size() == 1 ? "prediction" : "prediction_" + name);
    if (decision.answer() == Answer::outputs) heading = text(name);
    if (decision.answer() == Answer::yes_or_no) {
      columns.push_back({std::move(heading), [&decision, i, threshold](const AnsweredRow& row) {
                           return Cell(decision.says_yes(row.outputs[i], threshold) ? 1 : 0);
                         }});
    } else {
      columns.push_back({std::move(heading), [i](const AnsweredRow& row) { return Cell(row.outputs[i]); }});
    }
  }
  return columns;
}

Columns probability_columns(const Decision& decision) {
  Columns columns;
  for (std::size_t i = 0; i < decision.names().size(); ++i) {
    columns.push_back({text("p_" + decision.names()[i]),
                       [i](const AnsweredRow& row) { return Cell(row.probabilities[i]); }});
  }
  return columns;
}

Columns top_columns(const Decision& decision, std::size_t count) {
  Columns columns;
  for (std::size_t k = 0; k < count; ++k) {
    columns.push_back({text(fmt::format("top{}", k + 1)), [&decision, k](const AnsweredRow& row) {
                         return Cell(decision.names()[row.order[k]]);
                       }});
    columns.push_back({text(fmt::format("p_top{}", k + 1)),
                       [k](const AnsweredRow& row) { return Cell(row.probabilities[row.order[k]]); }});
  }
  return columns;
}

void append_new(Columns& columns, Columns more) {
  for (auto& column : more) {
    const bool is_there = std::ranges::any_of(
        columns, [&](const auto& other) { return other.column.name == column.column.name; });
    if (is_there) {
      throw Refused(
          fmt::format("the file has a column '{}' of its own; say by --keep which of its columns to keep",
                      column.column.name));
    }
    columns.push_back(std::move(column));
  }
}

}  // namespace

void check_options(const PredictionOptions& options, const Decision& decision) {
  const bool can_threshold =
      decision.answer() == Answer::two_classes || decision.answer() == Answer::yes_or_no;
  if (options.probabilities && !decision.has_probabilities())
    throw Refused("--probabilities: with this run's loss there are none");
  if (options.top > 0 && !(is_of_classes(decision) && decision.has_probabilities()))
    throw Refused("--top: this run's answers are no classes with probabilities");
  if (options.top > decision.names().size())
    throw Refused(fmt::format("--top: there are {} classes only", decision.names().size()));
  if (options.threshold && !can_threshold)
    throw Refused("--threshold is for two classes, of which one output decides");
}

std::string prediction_table(const InputTable& table, const Outputs& outputs, const Decision& decision,
                             const PredictionOptions& options, const std::vector<double>& errors) {
  Columns columns = kept_columns(table, options);
  append_new(columns, answer_columns(decision, options.threshold.value_or(half)));
  if (options.probabilities) append_new(columns, probability_columns(decision));
  if (options.top > 0) append_new(columns, top_columns(decision, options.top));
  if (!errors.empty())
    append_new(columns, {{text("error"), [&](const AnsweredRow& row) { return Cell(errors[row.number]); }}});
  CsvWriter csv;
  add_heading(csv, columns);
  csv.end_row();
  AnsweredRow row{};
  for (Index i = 0; i < outputs.rows(); ++i) {
    look_at_stop();
    row.number = static_cast<std::size_t>(i);
    row.outputs = outputs.row(i);
    if (options.probabilities || options.top > 0) row.probabilities = decision.probabilities(row.outputs);
    if (options.top > 0) {
      row.order.resize(row.probabilities.size());
      std::iota(row.order.begin(), row.order.end(), std::size_t{0});
      std::ranges::sort(row.order, {}, [&](std::size_t k) { return std::pair(-row.probabilities[k], k); });
    }
    add_row(csv, columns, row);
    csv.end_row();
  }
  return csv.content();
}

}  // namespace runner
