#include "nn/losses/fit_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

// A loss that does not fit its target is the most frequent mistake in an experiment, so it is found before
// training, from shapes and ranges alone, and each message names a loss or layer that would fit.

namespace runner {
namespace {

/// "1 class", "3 classes", "2 outputs"
std::string counted(Index count, std::string_view thing) {
  if (count == 1) return fmt::format("1 {}", thing);
  return fmt::format("{} {}{}", count, thing, thing.ends_with('s') ? "es" : "s");
}

}  // namespace

std::optional<Index> check_outputs(const Fit& fit, ErrorSink& sink) {
  if (fit.output.size() == 1) return fit.output[0];
  sink.error("", fmt::format("the network gives {}, but a loss needs one row of outputs per sample; "
                             "put a Flatten at its end",
                             batch_text(fit.output)));
  return std::nullopt;
}

std::string outputs_against(Index outputs, Index count, std::string_view thing) {
  return fmt::format("the network gives {}, but the target has {}", counted(outputs, "output"),
                     counted(count, thing));
}

std::string range_text(const TargetInfo& target) {
  return fmt::format("they go from {} to {}", number_text(target.lowest), number_text(target.highest));
}

void check_columns(std::string_view loss, const Fit& fit, ErrorSink& sink) {
  if (fit.target.is_class) {
    sink.error("", fmt::format("{} takes numbers as targets, but the target is a class; use CrossEntropyLoss",
                               loss));
    return;
  }
  const std::optional<Index> outputs = check_outputs(fit, sink);
  if (!outputs || *outputs == fit.target.columns) return;
  sink.error("", outputs_against(*outputs, fit.target.columns, "column"));
}

void check_binary(std::string_view loss, const Fit& fit, ErrorSink& sink) {
  const TargetInfo& target = fit.target;
  if (target.is_class && target.class_count != 2) {
    sink.error("", fmt::format("{} tells two classes apart, but the target has {}; use CrossEntropyLoss",
                               loss, target.class_count));
    return;
  }
  if (!target.is_class && (target.lowest < 0 || target.highest > 1)) {
    sink.error("", fmt::format("{} takes targets in [0, 1], but {}", loss, range_text(target)));
  }
  const std::optional<Index> outputs = check_outputs(fit, sink);
  const Index columns = target.is_class ? 1 : target.columns;
  if (!outputs || *outputs == columns) return;
  std::string message = outputs_against(*outputs, columns, "column");
  if (columns == 1)
    message += fmt::format("; {} wants one output, CrossEntropyLoss one for every class", loss);
  sink.error("", std::move(message));
}

void check_signs(std::string_view loss, const Fit& fit, ErrorSink& sink) {
  check_columns(loss, fit, sink);
  const TargetInfo& target = fit.target;
  const bool has_signs = target.lowest == -1 || target.highest == 1;
  if (target.is_class || (has_signs && target.lowest != 0 && target.lowest >= -1 && target.highest <= 1))
    return;
  sink.error("", fmt::format("{} takes -1 and 1 as targets, but {}", loss, range_text(target)));
}

void check_classes(std::string_view loss, std::optional<std::int64_t> ignore_index, const Fit& fit,
                   ErrorSink& sink) {
  if (!fit.target.is_class) {
    sink.error("", fmt::format("{} takes classes as targets, but the target is {}", loss,
                               counted(fit.target.columns, "column") + " of numbers"));
    return;
  }
  const std::optional<Index> outputs = check_outputs(fit, sink);
  if (!outputs) return;
  const Index classes = fit.target.class_count;
  const bool last_ignored = ignore_index == classes - 1;
  std::string message = outputs_against(*outputs, classes, "class");
  if (*outputs < classes - (last_ignored ? 1 : 0)) {
    if (*outputs == 1) message += "; with one output, two classes go with BCEWithLogitsLoss";
    sink.error("", std::move(message));
  } else if (*outputs > classes) {
    sink.warning("", message + ": the outputs beyond are never right");
  } else if (*outputs == 1) {
    sink.error("", fmt::format("{} over a single output is always 0", loss));
  }
  const auto wrong =
      std::ranges::find_if(fit.target.below_zero, [&](Index index) { return index != ignore_index; });
  if (wrong != fit.target.below_zero.end())
    sink.error("", fmt::format("class index {} is out of range; classes count from 0", *wrong));
  const bool applies = ignore_index && *ignore_index >= 0 && *ignore_index < classes;
  if (!ignore_index || applies || ignore_index == ignores_nothing) return;
  sink.warning("ignore_index",
               fmt::format("ignore_index is {}, but the classes go from 0 to {}: nothing is ignored",
                           *ignore_index, classes - 1));
}

void check_weights(std::string_view parameter, const LossWeights& weights, const Fit& fit, ErrorSink& sink) {
  const Index outputs = size_of(fit.output);
  if (!weights || static_cast<Index>(weights->size()) == outputs) return;
  sink.error(parameter,
             fmt::format("{} has {}, but the network gives {}", parameter,
                         counted(static_cast<Index>(weights->size()), "value"), counted(outputs, "output")));
}

namespace {

template <class Form, class... Forms>
const Form* form_of(const std::optional<std::variant<Forms...>>& weights) {
  return weights ? std::get_if<Form>(&*weights) : nullptr;
}

}  // namespace

void check_weights(std::string_view parameter, const ClassWeights& weights, const Fit& fit, ErrorSink& sink) {
  if (const auto* list = form_of<std::vector<double>>(weights))
    return check_weights(parameter, LossWeights(*list), fit, sink);
  if (!weights) return;
  if (fit.target.class_names.empty()) {
    sink.error(parameter, "weights of classes need a class as target, but the target is numbers");
  } else if (const auto* named = form_of<NamedWeights>(weights)) {
    check_class_names(parameter, *named, fit.target, sink);
  }
}

void check_weights(std::string_view parameter, const BalancedWeights& weights, const Fit& fit,
                   ErrorSink& sink) {
  if (const auto* list = form_of<std::vector<double>>(weights))
    check_weights(parameter, LossWeights(*list), fit, sink);
}

Fit without_ignored(Fit fit, std::int64_t ignore_index) {
  std::vector<Index>& rows = fit.target.class_rows;
  if (ignore_index >= 0 && ignore_index < static_cast<std::int64_t>(rows.size()))
    rows[static_cast<std::size_t>(ignore_index)] = 0;
  return fit;
}

ClassWeights as_list(std::string_view parameter, const ClassWeights& weights, const Fit& fit,
                     std::string& words) {
  if (!weights || form_of<std::vector<double>>(weights)) return weights;
  const auto* named = form_of<NamedWeights>(weights);
  std::vector<double> list =
      named ? named_class_weights(*named, fit.target) : balanced_class_weights(fit.target.class_rows);
  words = fmt::format("{} is {}", parameter, weights_text(list, fit.target.class_names));
  // Outputs beyond the classes are never right; a class beyond the outputs is ignored.
  list.resize(static_cast<std::size_t>(size_of(fit.output)), 1.0);
  return list;
}

BalancedWeights as_list(std::string_view parameter, const BalancedWeights& weights, const Fit& fit,
                        std::string& words) {
  if (!weights || form_of<std::vector<double>>(weights)) return weights;
  std::vector<double> list = balanced_positive_weights(fit.target);
  words = fmt::format("{} is {}", parameter, weights_text(list, {}));
  return list;
}

}  // namespace runner
