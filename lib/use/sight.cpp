#include "use/sight.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/parallel.h"
#include "base/stable_sort.h"
#include "base/text.h"
#include "data/pipeline.h"
#include "data/source.h"
#include "train/training_data.h"
#include "use/decision.h"
#include "use/outputs.h"
#include "use/refused.h"

namespace runner {

namespace {

constexpr double even_odds = 0.5;

/// As the first layer that is more than a name for the shape has it.
PictureSize size_of_samples(const TrainedModel& model, const Shape& source) {
  const Shape shape = model.input_shape();
  if (const auto size = picture_size(shape)) return *size;
  // A network of dense layers takes pictures as rows of their pixels.
  const auto own = picture_size(source);
  if (own && own->values() == size_of(shape)) return *own;
  Diagnostics unheard;  // it was trained
  const auto summary = summarize(model.config.network, shape, unheard);
  for (std::size_t i = 0; summary && i < summary->layers.size() && model.config.network[i]->passes_on(); ++i)
    if (const auto size = picture_size(summary->layers[i].output)) return *size;
  throw Refused(fmt::format(
      "'{}' takes no pictures: a sample has the shape {}, not [C, H, W]. Without -o `runner show` "
      "prints the run; its curves and its confusion matrix are in the report.html of its results "
      "folder",
      model.folder.string(), shape_text(shape)));
}

Dataset prepared(const TrainedModel& model, Dataset samples) {
  try {
    FittedSteps(*model.config.data.config, model.data).apply(samples);
  } catch (const std::runtime_error& error) {
    throw Refused(fmt::format("'{}' can't be used on these rows: {}", model.folder.string(), error.what()));
  }
  return samples;
}

std::int64_t row_number(const Dataset& rows, Index i) {
  return 1 + (rows.source_rows.empty() ? i : rows.source_rows[static_cast<std::size_t>(i)]);
}

/// The class of a row; nothing where it has none, or one that no loss counts.
std::optional<std::size_t> class_of(const Dataset& rows, Index i) {
  const auto at = static_cast<std::size_t>(i);
  if (!rows.classes.empty())
    return rows.classes[at] < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(rows.classes[at]));
  const bool is_binary = rows.target_columns == 1 && rows.targets.size() > at;
  return is_binary ? std::optional<std::size_t>(rows.targets[at] > 0 ? 1 : 0) : std::nullopt;
}

/// Rows as they are looked at: as their source has them where these are pictures, else as the network takes
/// them.
struct Drawable {
  PictureSize size;
  Dataset rows;
};

Drawable drawable(const TrainedModel& model, Dataset rows, PictureSize seen) {
  const auto own = picture_size(rows.sample_shape);
  if (!own && size_of(rows.sample_shape) != seen.values()) rows = prepared(model, std::move(rows));
  rows.settle();
  return {own.value_or(seen), std::move(rows)};
}

SeenSample sample_at(const Drawable& drawn, Part part, Index i) {
  const auto width = static_cast<std::ptrdiff_t>(drawn.size.values());
  const auto first = drawn.rows.features.begin() + static_cast<std::ptrdiff_t>(i) * width;
  return {row_number(drawn.rows, i), part, {first, first + width}, "", ""};
}

/// What a model says of samples, row by row.
class Judge {
 public:
  Judge(const TrainedModel& model, const SightOptions& options, const Dataset& rows)
      : outputs_(run_network(model, options.weights, prepared(model, rows), options.threads)),
        decision_(*model.config.loss.config, model.data, outputs_.columns) {}

  bool has_classes() const {
    return decision_.answer() == Answer::one_class || decision_.answer() == Answer::two_classes;
  }
  std::size_t chosen(Index i) const { return decision_.chosen(outputs_.row(i), even_odds); }

  void tell(const Dataset& rows, Index i, SeenSample& sample) const {
    if (!has_classes()) return;
    const std::size_t said = chosen(i);
    sample.prediction = decision_.names()[said];
    if (const auto own = class_of(rows, i); own && *own < decision_.names().size())
      sample.target = decision_.names()[*own];
    if (decision_.has_probabilities()) sample.probability = decision_.probabilities(outputs_.row(i))[said];
  }
  /// How sure the model is: by probabilities, else by the output itself.
  double certainty(Index i) const {
    const std::size_t said = chosen(i);
    return decision_.has_probabilities() ? decision_.probabilities(outputs_.row(i))[said]
                                         : outputs_.row(i)[said];
  }

 private:
  Outputs outputs_;
  Decision decision_;
};

Mistakes mistakes_of(const TrainedModel& model, const Judge& judge, const SightRows& part, PictureSize seen,
                     std::size_t most) {
  Mistakes mistakes{part.part, 0, 0, {}};
  struct Wrong {
    double certainty;
    Index i;
  };
  std::vector<Wrong> wrong;
  for (Index i = 0; i < part.rows.rows; ++i) {
    const auto own = class_of(part.rows, i);
    if (!own) continue;
    ++mistakes.rows;
    if (judge.chosen(i) != *own) wrong.push_back({judge.certainty(i), i});
  }
  mistakes.count = static_cast<Index>(wrong.size());
  sort_stably(wrong, [](const Wrong& a, const Wrong& b) { return a.certainty > b.certainty; });
  wrong.resize(std::min(wrong.size(), most));
  std::vector<std::int64_t> chosen;
  for (const Wrong& one : wrong) chosen.push_back(one.i);
  const Drawable drawn = drawable(model, part.rows.select(chosen), seen);
  for (std::size_t k = 0; k < wrong.size(); ++k) {
    mistakes.worst.push_back(sample_at(drawn, part.part, static_cast<Index>(k)));
    judge.tell(part.rows, wrong[k].i, mistakes.worst.back());
    mistakes.worst.back().row = row_number(part.rows, wrong[k].i);
  }
  return mistakes;
}

template <class T>
Network<T> network_of(const TrainedModel& model, Weights weights, std::size_t layers) {
  const auto& all = model.config.network;
  Network<T> network(LayerComponents(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(layers)),
                     model.input_shape(), 1, model.config.rounds_to_bfloat16());
  put_weights(model, weights, network);
  return network;
}

/// The type of the layer, at whatever depth, that a tensor's name leads to.
std::string layer_type(const LayerComponents& layers, std::string_view name) {
  const std::size_t dot = name.find('.');
  const auto number = parse_integer(name.substr(0, dot));
  if (!number || *number < 0 || *number >= static_cast<long long>(layers.size())) return "";
  const auto& layer = layers[static_cast<std::size_t>(*number)];
  const std::string_view rest = name.substr(dot + 1);
  for (const LayerBranch& branch : layer->inside()) {
    if (!rest.starts_with(branch.prefix)) continue;
    if (std::string found = layer_type(*branch.layers, rest.substr(branch.prefix.size())); !found.empty())
      return found;
  }
  return layer.type;
}

/// Of a convolution its kernels; of a dense layer that sees each pixel its rows.
template <class T>
std::optional<FirstFilters> filters_of(const TrainedModel& model, Weights weights, PictureSize picture) {
  Network<T> network = network_of<T>(model, weights, model.config.network.size());
  const auto is_matrix = [](const ParameterView& view) { return view.shape.size() >= 2; };
  const auto found = std::ranges::find_if(network.layout(), is_matrix);
  if (found == network.layout().end()) return std::nullopt;
  const Shape& shape = found->shape;
  FirstFilters filters;
  filters.tensor = found->name;
  filters.layer = layer_type(model.config.network, found->name);
  filters.count = shape[0];
  filters.is_dense = shape.size() == 2 && shape[1] == picture.values();
  if (!filters.is_dense && shape.size() != 4) return std::nullopt;
  filters.size = filters.is_dense ? picture : PictureSize{shape[1], shape[2], shape[3]};
  const auto values = network.parameters().subspan(static_cast<std::size_t>(found->offset),
                                                   static_cast<std::size_t>(found->size));
  filters.values.assign(values.begin(), values.end());
  return filters;
}

/// Each layer is the end of a network of its own, since a chain makes no buffer for what it need not keep.
template <class T>
std::vector<FeatureMaps> maps_of(const TrainedModel& model, const SightOptions& options, const Dataset& row) {
  std::vector<FeatureMaps> maps;
  Diagnostics unheard;  // it was trained
  const auto summary = summarize(model.config.network, model.input_shape(), unheard);
  const Samples<T> samples(row);
  Buffer<T> picture(samples.width());
  const Matrix<const T> in = samples.finished(0, 1, picture.data());
  std::vector<double> before(in.span().begin(), in.span().end());
  for (std::size_t i = 0; summary && i < summary->layers.size(); ++i) {
    const LayerSummary& layer = summary->layers[i];
    const auto size = picture_size(layer.output);
    if (!size) continue;
    Network<T> network = network_of<T>(model, options.weights, i + 1);
    const Matrix<const T> given = network.forward(in, {.training = false, .threads = options.threads});
    std::vector<double> values(given.span().begin(), given.span().end());
    if (values == before) continue;  // Dropout and the like, and what only names the shape
    before = values;
    maps.push_back({i, layer.type, *size, std::move(values)});
  }
  return maps;
}

/// The part and the place in it of the row that is asked for.
std::pair<std::size_t, Index> find_row(const std::vector<SightRows>& parts, const SightOptions& options) {
  std::int64_t last = 0;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const Dataset& rows = parts[part].rows;
    for (Index i = 0; i < rows.rows; ++i) {
      if (!options.row || row_number(rows, i) == *options.row) return {part, i};
      last = std::max(last, row_number(rows, i));
    }
  }
  if (options.row)
    throw Refused(
        fmt::format("--sample {}: there is no such row; rows are counted from 1 as in "
                    "predictions.csv, the last is {}",
                    *options.row, last));
  throw Refused("there is no row to look at");
}

}  // namespace

std::optional<PictureSize> picture_size(const Shape& shape) {
  if (shape.size() == 2) return PictureSize{1, shape[0], shape[1]};
  return shape.size() == 3 ? std::optional(PictureSize{shape[0], shape[1], shape[2]}) : std::nullopt;
}

std::vector<SightRows> rows_of_run(const TrainedModel& model) {
  Diagnostics diagnostics;
  DataFiles files;
  auto parts = load_parts(model.config.data, model.config.loss->target_kind(), files, diagnostics);
  if (!parts) throw Refused("the data of the run can't be read now\n" + diagnostics.text());
  if (size_of(parts->train.sample_shape) != size_of(model.data.sample_shape) ||
      parts->train.class_names != model.data.class_names)
    throw Refused("the data of the run is now another one: it has other columns or classes");
  std::vector<SightRows> found;
  found.push_back({Part::val, std::move(parts->validation)});
  found.push_back({Part::test, std::move(parts->test)});
  found.push_back({Part::train, std::move(parts->train)});
  std::erase_if(found, [](const SightRows& one) { return one.rows.rows == 0; });
  return found;
}

Sight look_at(const TrainedModel& model, const std::vector<SightRows>& parts, const SightOptions& options) {
  Sight sight;
  sight.size = size_of_samples(model, parts.front().rows.sample_shape);
  const auto [part, i] = find_row(parts, options);
  const Dataset row = parts[part].rows.select(std::vector<std::int64_t>{i});
  const bool is_float = model.config.dtype == DType::float32;
  with_threads(options.threads, [&] {
    sight.filters = is_float ? filters_of<float>(model, options.weights, sight.size)
                             : filters_of<double>(model, options.weights, sight.size);
    const Dataset ready = prepared(model, row);
    sight.maps = is_float ? maps_of<float>(model, options, ready) : maps_of<double>(model, options, ready);
  });
  const Drawable drawn = drawable(model, row, sight.size);
  sight.drawn = drawn.size;
  sight.sample = sample_at(drawn, parts[part].part, 0);
  sight.sample->row = row_number(parts[part].rows, i);
  Judge(model, options, row).tell(row, 0, *sight.sample);
  const Judge judge(model, options, parts.front().rows);
  if (!judge.has_classes()) return sight;
  Mistakes mistakes = mistakes_of(model, judge, parts.front(), sight.size, options.most_mistakes);
  if (mistakes.rows > 0) sight.mistakes = std::move(mistakes);
  return sight;
}

}  // namespace runner
