#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// The part of the data that a number is measured on. `none`: on no data, or it is not measured at all.
enum class Part { none, train, val, test };
constexpr auto choice_names(Part) {
  return std::array<std::string_view, 4>{"none", "train", "val", "test"};
}

/// What the cells of a column are.
enum class Role {
  key,        ///< which row it is: run, label, seed, what is swept
  text,       ///< words about it: status, message
  counter,    ///< whole numbers: how many, how far, which place
  rate,       ///< a learning rate
  loss,       ///< what is trained for
  metric,     ///< what is measured beside the loss, and moving averages of any column
  parameter,  ///< a trained value
  time        ///< depends on a clock: blank where results must not
};
constexpr auto choice_names(Role) {
  return std::array<std::string_view, 8>{"key",  "text",   "counter",   "rate",
                                         "loss", "metric", "parameter", "time"};
}

/// Which way is better. `none`: neither is.
enum class Direction { none, lower, higher };
constexpr auto choice_names(Direction) {
  return std::array<std::string_view, 3>{"none", "lower", "higher"};
}

/// All that is known about a column before there is a row: what recognises it is asked of these, never of its
/// name.
struct Column {
  std::string name;  ///< its heading: "val_accuracy"
  Part part = Part::none;
  Role role = Role::metric;
  std::string_view unit = {};  ///< "s"; empty for counts, shares and whatever has the target's own
  Direction better = Direction::none;

  bool operator==(const Column&) const = default;
};

/// "val_loss": what training makes small, on a part.
Column loss_column(Part part);

/// "val_accuracy", without a part "distance_to_minimum".
Column metric_column(Part part, std::string_view metric, Direction better);

/// A moving average of `column`, on the same part and better in the same direction.
Column average_column(const Column& column, std::string name);

/// The same quantity in a column of another name: "final_val_loss".
Column renamed(Column column, std::string name);

/// A column of the three above, from the two things that run.json keeps of it.
Column recorded_column(std::string_view name, bool higher_is_better);

/// Its place among `columns`; nothing where it is not among them.
std::optional<std::size_t> find_column(const std::vector<Column>& columns, std::string_view name);
/// The first one on `part` in `role`.
std::optional<std::size_t> find_column(const std::vector<Column>& columns, Part part, Role role);

/// Whether `value` is better than `other` by more than `margin`. Where neither way is better, lower is.
bool is_better(Direction better, double value, double other, double margin = 0);

/// What to sort by so that the best comes first: `value` or its negative.
double cost(Direction better, double value);

}  // namespace runner
