#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "base/choice.h"
#include "base/text.h"
#include "page/sight_page.h"
#include "picture/svg.h"

namespace runner::page {

namespace {

using picture::ColorScale;
using picture::Palette;
using picture::Panel;
using picture::Tiles;

constexpr std::size_t most_filters = 64, most_filters_of_channel = 32, most_channels = 8, most_maps = 16,
                      most_layers = 24;

std::size_t whole_count(Index value) {
  return static_cast<std::size_t>(value);
}

std::span<const double> slice_of(const std::vector<double>& values, std::size_t first, std::size_t count) {
  return std::span(values).subspan(first, count);
}

/// About `most` px for the longer side, and no pixel larger than it has to be to be seen.
double side_of(PictureSize size, double most) {
  constexpr double largest_pixel = 14;
  return std::min(most, largest_pixel * static_cast<double>(std::max(size.height, size.width)));
}

Tiles tiles_of(PictureSize size, std::size_t channels, double side) {
  return {.channels = channels,
          .height = whole_count(size.height),
          .width = whole_count(size.width),
          .size = side};
}

struct LowHigh {
  double low = 0, high = 0;
};
LowHigh low_high_of(std::span<const double> values) {
  LowHigh span;
  bool is_first = true;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    span.low = is_first ? value : std::min(span.low, value);
    span.high = is_first ? value : std::max(span.high, value);
    is_first = false;
  }
  return span;
}

/// On both sides of 0 as far as the farthest value; of zeros alone as far as 1.
ColorScale about_zero(std::span<const double> values, Palette palette) {
  const LowHigh span = low_high_of(values);
  double reach = std::max(std::abs(span.low), std::abs(span.high));
  if (reach == 0) reach = 1;
  return {.palette = palette, .low = -reach, .high = reach};
}

/// From the lowest to the highest value.
ColorScale from_low_to_high(std::span<const double> values, Palette palette) {
  LowHigh span = low_high_of(values);
  if (span.low == span.high) span.high = span.low + 1;
  return {.palette = palette, .low = span.low, .high = span.high};
}

std::string some_of_text(std::size_t shown, std::size_t count, const char* what) {
  return shown < count ? fmt::format("The first {} of {} {}.", shown, count, what) : "";
}

std::string range_text(std::span<const double> values) {
  const LowHigh span = low_high_of(values);
  return fmt::format("{} to {}", picture::readable(span.low), picture::readable(span.high));
}

/// Its panels stand below each other.
Figure figure_named(const char* name, std::string heading) {
  Figure figure;
  figure.name = name;
  figure.heading = std::move(heading);
  figure.picture.columns = 1;
  return figure;
}

// --- filters ---

/// One picture for each filter, of one channel or of red, green and blue.
Panel whole_filters(const FirstFilters& filters, std::size_t shown, const ColorScale& color) {
  const std::size_t each = whole_count(filters.size.values());
  Tiles tiles = tiles_of(filters.size, whole_count(filters.size.channels), side_of(filters.size, 56));
  tiles.color = color;
  for (std::size_t k = 0; k < shown; ++k) {
    const auto values = slice_of(filters.values, k * each, each);
    tiles.tiles.push_back(
        {{values.begin(), values.end()}, "", fmt::format("filter {}: {}", k, range_text(values))});
  }
  return {.marks = {std::move(tiles)}};
}

/// A panel for each channel, in which are all filters.
std::vector<Panel> filters_by_channel(const FirstFilters& filters, std::size_t shown,
                                      const ColorScale& color) {
  const std::size_t each = whole_count(filters.size.values()),
                    channel = whole_count(filters.size.height * filters.size.width);
  std::vector<Panel> panels;
  for (std::size_t c = 0; c < std::min(most_channels, whole_count(filters.size.channels)); ++c) {
    Tiles tiles = tiles_of(filters.size, 1, side_of(filters.size, 42));
    tiles.color = color;
    for (std::size_t k = 0; k < shown; ++k) {
      const auto values = slice_of(filters.values, k * each + c * channel, channel);
      tiles.tiles.push_back({{values.begin(), values.end()},
                             "",
                             fmt::format("filter {}, channel {}: {}", k, c, range_text(values))});
    }
    panels.push_back({.title = fmt::format("channel {}", c), .marks = {std::move(tiles)}});
  }
  return panels;
}

DataTable table_of_filters(const FirstFilters& filters) {
  DataTable table{{"filter", "lowest", "highest", "norm"}, {}};
  const std::size_t each = whole_count(filters.size.values());
  for (std::size_t k = 0; k < whole_count(filters.count); ++k) {
    const auto values = slice_of(filters.values, k * each, each);
    const LowHigh span = low_high_of(values);
    double squares = 0;
    for (const double value : values) squares += value * value;
    table.rows.push_back({static_cast<double>(k), span.low, span.high, std::sqrt(squares)});
  }
  return table;
}

Figure filters_figure(const FirstFilters& filters) {
  const auto count = whole_count(filters.count), channels = whole_count(filters.size.channels);
  const bool by_channel = channels != 1 && channels != 3;
  const std::size_t shown = std::min(by_channel ? most_filters_of_channel : most_filters, count);
  const ColorScale color = about_zero(filters.values, by_channel ? Palette::diverging : Palette::gray);
  Figure figure = figure_named(
      "filters", fmt::format("The {} of {} ({})", counted(count, "filter"), filters.tensor, filters.layer));
  figure.picture.panels = by_channel ? filters_by_channel(filters, shown, color)
                                     : std::vector<Panel>{whole_filters(filters, shown, color)};
  figure.picture.note = some_of_text(shown, count, "filters");
  if (by_channel && most_channels < channels) {
    if (!figure.picture.note.empty()) figure.picture.note += " ";
    figure.picture.note += some_of_text(most_channels, channels, "channels");
  }
  const std::string reach = picture::readable(*color.high);
  const std::string colours =
      by_channel ? fmt::format("Blue is below 0, orange above, to −{0} and {0}", reach)
      : channels == 3
          ? fmt::format(
                "Red, green and blue are the weights of these channels: gray is 0, black −{0}, white {0}",
                reach)
          : fmt::format("Gray is 0, black −{0}, white {0}", reach);
  const std::string where =
      filters.is_dense ? "in the whole picture"
                       : fmt::format("in a part of {} × {} pixels", filters.size.height, filters.size.width);
  figure.caption =
      fmt::format("What the first layer looks for {}. {}; all are on one scale.", where, colours);
  figure.data = table_of_filters(filters);
  return figure;
}

// --- a sample and its feature maps ---

/// As people see it: gray, or red, green and blue; of other numbers of channels their mean.
std::vector<double> as_people_see(PictureSize size, const std::vector<double>& values) {
  if (size.channels == 1 || size.channels == 3) return values;
  const std::size_t pixels = whole_count(size.height * size.width);
  std::vector<double> mean(pixels);
  for (std::size_t i = 0; i < values.size(); ++i) mean[i % pixels] += values[i];
  for (double& value : mean) value /= static_cast<double>(size.channels);
  return mean;
}

std::string percent_text(double part) {
  return picture::readable(100 * part) + " %";
}

std::string row_text(const SeenSample& sample) {
  const std::string row = fmt::format("row {}", sample.row);
  return sample.part == Part::none ? row : fmt::format("{} ({})", row, choice_name(sample.part));
}

std::string said_of(const SeenSample& sample) {
  if (sample.prediction.empty()) return "";
  std::string text = "predicted " + sample.prediction;
  if (sample.probability) text += " with " + percent_text(*sample.probability);
  return sample.target.empty() ? text : text + ", is " + sample.target;
}

/// Samples side by side, all on the scale of their lowest and highest value.
Tiles sample_tiles(PictureSize size, std::span<const SeenSample> samples, double side) {
  Tiles tiles = tiles_of(size, size.channels == 3 ? 3 : 1, side);
  std::vector<double> all;
  for (const SeenSample& sample : samples) {
    const std::string said = said_of(sample);
    tiles.tiles.push_back({as_people_see(size, sample.values), "",
                           said.empty() ? row_text(sample) : row_text(sample) + ": " + said});
    all.insert(all.end(), tiles.tiles.back().values.begin(), tiles.tiles.back().values.end());
  }
  tiles.color = from_low_to_high(all, Palette::gray);
  tiles.legend = false;
  return tiles;
}

Panel maps_panel(const FeatureMaps& maps) {
  const std::size_t channels = whole_count(maps.size.channels),
                    each = whole_count(maps.size.height * maps.size.width);
  const std::size_t shown = std::min(most_maps, channels);
  Tiles tiles = tiles_of(maps.size, 1, side_of(maps.size, 56));
  const LowHigh span = low_high_of(maps.values);
  tiles.color = span.low < 0 ? about_zero(maps.values, Palette::diverging)
                             : from_low_to_high(maps.values, Palette::viridis);
  for (std::size_t c = 0; c < shown; ++c) {
    const auto values = slice_of(maps.values, c * each, each);
    tiles.tiles.push_back(
        {{values.begin(), values.end()},
         "",
         fmt::format("{} {}, channel {}: {}", maps.layer, maps.type, c, range_text(values))});
  }
  const std::string which =
      shown < channels ? fmt::format("{} of {} channels", shown, channels) : counted(channels, "channel");
  return {.title = fmt::format("{}  {}: {}, {} × {}", maps.layer, maps.type, which, maps.size.height,
                               maps.size.width),
          .marks = {std::move(tiles)}};
}

DataTable table_of_maps(const std::vector<FeatureMaps>& maps) {
  DataTable table{{"layer", "type", "channel", "lowest", "highest", "mean"}, {}};
  for (const FeatureMaps& layer : maps) {
    const std::size_t each = whole_count(layer.size.height * layer.size.width);
    for (std::size_t c = 0; c < whole_count(layer.size.channels); ++c) {
      const auto values = slice_of(layer.values, c * each, each);
      const LowHigh span = low_high_of(values);
      double sum = 0;
      for (const double value : values) sum += value;
      table.rows.push_back({static_cast<double>(layer.layer), layer.type, static_cast<double>(c), span.low,
                            span.high, sum / static_cast<double>(each)});
    }
  }
  return table;
}

Figure maps_figure(const Sight& sight) {
  const SeenSample& sample = *sight.sample;
  const bool has_maps = !sight.maps.empty();
  Figure figure = figure_named("feature_maps",
                               (has_maps ? "What the layers make of " : "The sample in ") + row_text(sample));
  const std::string said = said_of(sample);
  figure.picture.panels.push_back(
      {.title = said.empty() ? "the sample" : said,
       .marks = {sample_tiles(sight.drawn, std::span(&sample, 1), side_of(sight.drawn, 84))}});
  const std::size_t shown = std::min(most_layers, sight.maps.size());
  for (std::size_t i = 0; i < shown; ++i) figure.picture.panels.push_back(maps_panel(sight.maps[i]));
  figure.picture.note = some_of_text(shown, sight.maps.size(), "layers that give pictures");
  figure.caption =
      has_maps
          ? "What each layer that gives pictures makes of the sample, in evaluation; a layer that changes "
            "nothing is left out. Each layer is on a scale of its own: from its lowest value to its highest, "
            "or "
            "blue below 0 and orange above. The number before a layer is its place in the network."
          : "No layer gives pictures that differ from the sample, so there are no feature maps.";
  figure.data = table_of_maps(sight.maps);
  return figure;
}

// --- mistakes ---

Figure mistakes_figure(const Mistakes& mistakes, PictureSize size) {
  Figure figure = figure_named("mistakes", "Mistakes of which the network is most certain");
  Tiles tiles = sample_tiles(size, mistakes.worst, side_of(size, 84));
  tiles.place = 104;
  figure.data.headings = {"row", "part", "target", "prediction", "probability"};
  for (std::size_t k = 0; k < tiles.tiles.size(); ++k) {
    const SeenSample& one = mistakes.worst[k];
    const std::string sure = one.probability ? " (" + percent_text(*one.probability) + ")" : "";
    tiles.tiles[k].text = fmt::format("{}{}\nis {}\nrow {}", one.prediction, sure, one.target, one.row);
    figure.data.rows.push_back({static_cast<double>(one.row), std::string(choice_name(one.part)), one.target,
                                one.prediction,
                                one.probability.value_or(std::numeric_limits<double>::quiet_NaN())});
  }
  figure.picture.panels = {{.marks = {std::move(tiles)}}};
  const double part = static_cast<double>(mistakes.count) / static_cast<double>(mistakes.rows);
  const std::string which =
      mistakes.part == Part::none ? "the file" : fmt::format("the part {}", choice_name(mistakes.part));
  figure.caption = fmt::format(
      "{} of {} samples of {} are classified wrongly, {}{}. Under each stands what was predicted and how "
      "sure the "
      "network was, then what it is; `--sample` with its row shows its feature maps.",
      mistakes.count, mistakes.rows, which, percent_text(part),
      mistakes.worst.size() < whole_count(mistakes.count)
          ? fmt::format("; here are the {} of which it is most certain", mistakes.worst.size())
          : "; all are here, the most certain first");
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_sight(const Sight& sight) {
  std::vector<Figure> figures;
  if (sight.filters) figures.push_back(filters_figure(*sight.filters));
  if (sight.sample) figures.push_back(maps_figure(sight));
  if (sight.mistakes && !sight.mistakes->worst.empty())
    figures.push_back(mistakes_figure(*sight.mistakes, sight.drawn));
  for (Figure& figure : figures) {
    figure.picture.name = figure.name;
    figure.picture.title = figure.heading;
    figure.picture.description = figure.caption;
  }
  return figures;
}

}  // namespace runner::page
