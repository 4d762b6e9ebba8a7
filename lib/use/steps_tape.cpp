#include "use/steps_tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "use/column_choice.h"
#include "use/layer_options.h"
#include "use/refused.h"
#include "use/step_order.h"

// What a step does is read from what it has learnt (model.json) and its options: this file says it in
// operations as the step's own `transform` says it in C++.

namespace runner {

namespace {

using Value = Tape::Value;

/// A step at hand with the columns that it is for.
struct StepAt {
  const FittedStep& fitted;
  Node options;  // resolved; a map without entries for a step that is implied
  FeatureColumns columns;

  const std::vector<double>& numbers(std::string_view name) const {
    return runner::fitted(fitted.arrays, name);
  }
};

class StepWriter {
 public:
  explicit StepWriter(Tape& tape) : tape_(tape) {}

  bool can_write(const std::string& type) const { return makers().contains(type); }
  Value write(Value x, const StepAt& at) { return (this->*makers().at(at.fitted.type))(x, at); }

  bool can_invert(const std::string& type) const { return inverses().contains(type); }
  Value invert(Value x, const StepAt& at) { return (this->*inverses().at(at.fitted.type))(x, at); }

 private:
  using Make = Value (StepWriter::*)(Value, const StepAt&);
  static const std::map<std::string, Make>& makers() {
    static const std::map<std::string, Make> known = {
        {"StandardScaler", &StepWriter::standard},
        {"MinMaxScaler", &StepWriter::min_max},
        {"RobustScaler", &StepWriter::robust},
        {"MaxAbsScaler", &StepWriter::max_abs},
        {"Normalizer", &StepWriter::normalizer},
        {"Normalize", &StepWriter::normalize_channels},
        {"PowerTransformer", &StepWriter::power},
        {"PolynomialFeatures", &StepWriter::powers},
        {"log1p", &StepWriter::log1p},
        {"PCA", &StepWriter::pca},
        {"OneHotEncoder", &StepWriter::one_hot},
        {"OrdinalEncoder", &StepWriter::ordinal},
        {"SimpleImputer", &StepWriter::imputer},
        {"KBinsDiscretizer", &StepWriter::k_bins},
        {"QuantileTransformer", &StepWriter::quantiles},
    };
    return known;
  }
  static const std::map<std::string, Make>& inverses() {
    static const std::map<std::string, Make> known = {
        {"StandardScaler", &StepWriter::from_standard},
        {"MinMaxScaler", &StepWriter::from_min_max},
        {"RobustScaler", &StepWriter::from_robust},
        {"MaxAbsScaler", &StepWriter::from_max_abs},
        {"log1p", &StepWriter::from_log1p},
    };
    return known;
  }

  Value row(Value x, const std::vector<double>& numbers) { return tape_.row(x, numbers); }
  static bool has(const StepAt& at, const char* option) { return flag_option(at.options, option, true); }

  Value standard(Value x, const StepAt& at) {
    if (has(at, "with_mean")) x = tape_.sub(x, row(x, at.numbers("mean")));
    return has(at, "with_std") ? tape_.div(x, row(x, at.numbers("scale"))) : x;
  }
  Value from_standard(Value x, const StepAt& at) {
    if (has(at, "with_std")) x = tape_.mul(x, row(x, at.numbers("scale")));
    return has(at, "with_mean") ? tape_.add(x, row(x, at.numbers("mean"))) : x;
  }
  Value min_max(Value x, const StepAt& at) {
    x = tape_.add(tape_.mul(x, row(x, at.numbers("scale"))), row(x, at.numbers("min")));
    if (!flag_option(at.options, "clip", false)) return x;
    std::vector<double> range = {0, 1};
    if (const Node* written = at.options.find("feature_range"); written && written->items().size() == 2) {
      for (std::size_t i = 0; i < 2; ++i)
        range[i] = parse_number(written->items()[i].text()).value_or(range[i]);
    }
    return tape_.min(tape_.max(x, tape_.number(x, range[0])), tape_.number(x, range[1]));
  }
  Value from_min_max(Value x, const StepAt& at) {
    return tape_.div(tape_.sub(x, row(x, at.numbers("min"))), row(x, at.numbers("scale")));
  }
  Value robust(Value x, const StepAt& at) {
    if (has(at, "with_centering")) x = tape_.sub(x, row(x, at.numbers("center")));
    return has(at, "with_scaling") ? tape_.div(x, row(x, at.numbers("scale"))) : x;
  }
  Value from_robust(Value x, const StepAt& at) {
    if (has(at, "with_scaling")) x = tape_.mul(x, row(x, at.numbers("scale")));
    return has(at, "with_centering") ? tape_.add(x, row(x, at.numbers("center"))) : x;
  }
  Value max_abs(Value x, const StepAt& at) { return tape_.div(x, row(x, at.numbers("scale"))); }
  Value from_max_abs(Value x, const StepAt& at) { return tape_.mul(x, row(x, at.numbers("scale"))); }
  Value log1p(Value x, const StepAt& /*at*/) { return tape_.map("Log", tape_.add(x, tape_.number(x, 1))); }
  Value from_log1p(Value x, const StepAt& /*at*/) {
    return tape_.sub(tape_.map("Exp", x), tape_.number(x, 1));
  }

  /// Channels are stretches of the columns, of one length.
  Value normalize_channels(Value x, const StepAt& at) {
    const auto of_columns = [&](const std::vector<double>& of_channels) {
      std::vector<double> all;
      for (const double value : of_channels)
        all.insert(all.end(), at.columns.size() / of_channels.size(), value);
      return all;
    };
    return tape_.div(tape_.sub(x, row(x, of_columns(at.numbers("mean")))),
                     row(x, of_columns(at.numbers("std"))));
  }

  Value normalizer(Value x, const StepAt& at) {
    const std::string norm = text_option(at.options, "norm");
    Value size = tape_.map("Abs", x);
    if (norm == "l1") {
      size = tape_.reduce_sum(size, 1);
    } else if (norm == "max") {
      size = tape_.reduce("ReduceMax", size, {1});
    } else {
      size = tape_.map("Sqrt", tape_.reduce_sum(tape_.mul(x, x), 1));
    }
    const Value zero = tape_.number(size, 0);
    return tape_.div(x, tape_.where(tape_.equal(size, zero), tape_.number(size, 1), size));
  }

  /// (base^λ - 1) / λ, or log(base) for the λ that are 0.
  Value box_cox(Value base, const std::vector<double>& lambdas) {
    std::vector<double> safe = lambdas, is_log;
    for (double& lambda : safe) {
      is_log.push_back(lambda == 0 ? 1 : 0);
      if (lambda == 0) lambda = 1;
    }
    const Value raised =
        tape_.div(tape_.sub(tape_.pow(base, row(base, safe)), tape_.number(base, 1)), row(base, safe));
    if (std::ranges::count(is_log, 1.0) == 0) return raised;
    return tape_.where(tape_.equal(row(base, is_log), tape_.number(base, 1)), tape_.map("Log", base), raised);
  }
  Value power(Value x, const StepAt& at) {
    const std::vector<double>& lambdas = at.numbers("lambdas");
    if (text_option(at.options, "method") == "box-cox" || text_option(at.options, "method") == "box_cox") {
      x = box_cox(x, lambdas);
    } else {
      std::vector<double> others;
      for (const double lambda : lambdas) others.push_back(2 - lambda);
      const Value zero = tape_.number(x, 0), one = tape_.number(x, 1);
      const Value above = box_cox(tape_.add(tape_.max(x, zero), one), lambdas);
      const Value below = box_cox(tape_.sub(one, tape_.min(x, zero)), others);
      x = tape_.where(tape_.less(x, zero), tape_.map("Neg", below), above);
    }
    return tape_.div(tape_.sub(x, row(x, at.numbers("mean"))), row(x, at.numbers("scale")));
  }

  Value powers(Value x, const StepAt& at) {
    const auto inputs = static_cast<Index>(at.columns.size());
    const std::vector<double>& factors = at.numbers("factors");  // outputs × most factors; -1: no more
    const std::size_t most = at.fitted.arrays.front().columns;
    const auto outputs = static_cast<Index>(factors.size() / most);
    std::vector<double> exponents(static_cast<std::size_t>(outputs * inputs));
    for (std::size_t i = 0; i < factors.size(); ++i) {
      if (factors[i] < 0) continue;
      const std::size_t output = i / most;
      ++exponents[output * static_cast<std::size_t>(inputs) + static_cast<std::size_t>(factors[i])];
    }
    const Value wide = tape_.reshape(x, {-1, 1, inputs});
    const Value each = tape_.constant(tape_.type(x), {1, outputs, inputs}, exponents);
    return tape_.reshape(tape_.reduce("ReduceProd", tape_.pow(wide, each), {2}), {-1, outputs});
  }

  Value pca(Value x, const StepAt& at) {
    const auto inputs = at.columns.size();
    const std::vector<double>& components = at.numbers("components");
    const std::size_t outputs = components.size() / inputs;
    std::vector<double> transposed(components.size());
    for (std::size_t i = 0; i < outputs; ++i) {
      for (std::size_t j = 0; j < inputs; ++j) transposed[j * outputs + i] = components[i * inputs + j];
    }
    const Value matrix = tape_.constant(
        tape_.type(x), {static_cast<Index>(inputs), static_cast<Index>(outputs)}, std::move(transposed));
    x = tape_.matmul(tape_.sub(x, row(x, at.numbers("mean"))), matrix);
    return tape_.div(x, row(x, at.numbers("scale")));
  }

  Value one_hot(Value x, const StepAt& at) {
    std::vector<Value> parts;
    for (std::size_t j = 0; j < at.columns.size(); ++j) {
      const Value column = tape_.columns(x, {j});
      const std::size_t count = at.columns[j].categories.size();
      if (count == 0) {
        parts.push_back(column);
        continue;
      }
      std::vector<double> numbers;
      for (std::size_t k = 0; k < count; ++k) numbers.push_back(static_cast<double>(k));
      parts.push_back(tape_.cast(tape_.equal(column, row(column, numbers)), tape_.type(x)));
    }
    return tape_.concat(std::move(parts));
  }

  /// Each category's number becomes its code: the sum of the codes, all but one times 0.
  Value ordinal(Value x, const StepAt& at) {
    const std::vector<double>& codes = at.numbers("codes");
    std::vector<Value> parts;
    std::size_t next = 0;
    for (std::size_t j = 0; j < at.columns.size(); ++j) {
      Value column = tape_.columns(x, {j});
      const std::size_t count = at.columns[j].categories.size();
      if (count > 0) {
        std::vector<double> numbers, own;
        for (std::size_t k = 0; k < count; ++k) {
          numbers.push_back(static_cast<double>(k));
          own.push_back(codes.at(next++));
        }
        const Value is_it = tape_.cast(tape_.equal(column, row(column, numbers)), tape_.type(x));
        column = tape_.reduce_sum(tape_.mul(is_it, row(column, own)), 1);
      }
      parts.push_back(column);
    }
    return tape_.concat(std::move(parts));
  }

  Value k_bins(Value x, const StepAt& at) {
    const bool is_ordinal = text_option(at.options, "encode") == "ordinal";
    const std::vector<double>& edges = at.numbers("bin_edges");
    std::vector<Value> parts;
    std::size_t first = 0;
    for (std::size_t j = 0; j < at.columns.size(); ++j) {
      const auto bins = static_cast<std::size_t>(at.numbers("n_bins")[j]);
      const Value column = tape_.columns(x, {j});
      std::vector<double> inner, numbers;
      for (std::size_t k = 1; k < bins; ++k) inner.push_back(edges.at(first + k));
      for (std::size_t k = 0; k < bins; ++k) numbers.push_back(static_cast<double>(k));
      first += bins + 1;
      // The number of the bin: how many inner edges are not above.
      inner.push_back(std::numeric_limits<double>::infinity());  // a row may not be empty
      const Value above = tape_.cast(tape_.less(column, row(column, inner)), tape_.type(x));
      const Value bin = tape_.sub(tape_.number(x, static_cast<double>(bins)), tape_.reduce_sum(above, 1));
      parts.push_back(is_ordinal ? bin : tape_.cast(tape_.equal(bin, row(column, numbers)), tape_.type(x)));
    }
    return tape_.concat(std::move(parts));
  }

  /// Linear between the quantiles: the sum over their intervals of how much of each is below. An interval
  /// without width is a step, of which a value at it gets a half.
  Value quantiles(Value x, const StepAt& at) {
    if (text_option(at.options, "output_distribution") == "normal")
      throw Refused(
          "data.preprocess: QuantileTransformer with output_distribution: normal has no form in ONNX or "
          "PyTorch");
    const std::vector<double>& points = at.numbers("quantiles");  // rows of one per feature
    const std::vector<double>& references = at.numbers("references");
    const std::size_t features = at.columns.size(), intervals = references.size() - 1;
    std::vector<double> begin, width, flat, rise;
    for (std::size_t j = 0; j < features; ++j) {
      for (std::size_t i = 0; i < intervals; ++i) {
        const double low = points[i * features + j], high = points[(i + 1) * features + j];
        begin.push_back(low);
        width.push_back(high > low ? high - low : 1);
        flat.push_back(high > low ? 0 : 1);
        rise.push_back(references[i + 1] - references[i]);
      }
    }
    const auto cube = [&](const std::vector<double>& numbers) {
      return tape_.constant(tape_.type(x), {1, static_cast<Index>(features), static_cast<Index>(intervals)},
                            numbers);
    };
    const Value one = tape_.number(x, 1), zero = tape_.number(x, 0), middle = tape_.number(x, 0.5);
    const Value from = cube(begin);
    const Value wide = tape_.reshape(x, {-1, static_cast<Index>(features), 1});
    const Value slope = tape_.min(tape_.max(tape_.div(tape_.sub(wide, from), cube(width)), zero), one);
    const Value step =
        tape_.where(tape_.less(from, wide), one, tape_.where(tape_.less(wide, from), zero, middle));
    const Value part = tape_.where(tape_.equal(cube(flat), one), step, slope);
    Value y = tape_.reduce_sum(tape_.mul(part, cube(rise)), 2);
    y = tape_.add(tape_.reshape(y, {-1, static_cast<Index>(features)}), tape_.number(x, references.front()));
    const std::vector<double> first(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(features));
    const std::vector<double> last(points.end() - static_cast<std::ptrdiff_t>(features), points.end());
    y = tape_.where(tape_.less(x, row(x, last)), y, one);
    return tape_.where(tape_.less(row(x, first), x), y, zero);
  }

  Value imputer(Value x, const StepAt& at) {
    const std::vector<double>& columns = at.numbers("columns");
    const std::vector<double>& statistics = at.numbers("statistics");
    std::vector<double> fills(at.columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
      fills.at(static_cast<std::size_t>(columns[i])) = statistics[i];
    // A value that is not itself is none.
    return tape_.where(tape_.equal(x, x), x, row(x, fills));
  }

  Tape& tape_;
};

}  // namespace

Value add_steps(Tape& tape, Value x, const TrainedModel& model) {
  StepWriter writer(tape);
  StepOrder order(model);
  FeatureColumns columns = model.data.columns;
  for (const FittedStep& step : model.data.steps) {
    const auto [config, options] = order.next(step.type);
    if (step.type == "Normalize") {  // the samples' own, which changes no column's name
      x = writer.write(x, {step, options, columns});
      continue;
    }
    const auto chosen = chosen_columns(*config, columns);
    FeatureColumns some;
    for (const std::size_t i : chosen) some.push_back(columns[i]);
    const auto transform = config->transform(step.arrays, some);
    if (!transform) continue;  // it changes the training part alone, or nothing
    if (!writer.can_write(step.type))
      throw Refused(fmt::format("data.preprocess: {} has no form in ONNX or PyTorch", step.type));
    const FeatureColumns made = transform->columns();
    const bool is_whole = chosen.size() == columns.size();
    const Value given = writer.write(is_whole ? x : tape.columns(x, chosen), {step, options, some});
    if (is_whole) {
      x = given;
      columns = made;
      continue;
    }
    x = put_in_place(tape, x, given, columns.size(), chosen, made.size());
    FeatureColumns all;
    for (std::size_t i = 0, k = 0; i < columns.size(); ++i) {
      if (k == chosen.size() || chosen[k] != i) {
        all.push_back(columns[i]);
        continue;
      }
      if (made.size() == chosen.size()) {
        all.push_back(made[k]);
      } else if (k == 0) {
        all.insert(all.end(), made.begin(), made.end());
      }
      ++k;
    }
    columns = std::move(all);
  }
  return x;
}

Value add_target_inverse(Tape& tape, Value x, const TrainedModel& model) {
  StepWriter writer(tape);
  const Link link = link_of(model.config);
  if (link != Link::identity) x = tape.map(link == Link::log ? "Exp" : "Sigmoid", x);
  const Node* written = model.config.data.resolved.find("target_preprocess");
  for (std::size_t i = model.data.target_steps.size(); i-- > 0;) {
    const FittedStep& step = model.data.target_steps[i];
    if (!writer.can_invert(step.type))
      throw Refused(fmt::format("data.target_preprocess: {} has no inverse in ONNX or PyTorch", step.type));
    const bool has_options = written && i < written->items().size();
    x = writer.invert(x, {step, has_options ? written->items()[i] : Node::map({}), {}});
  }
  return x;
}

}  // namespace runner
