#include "golden_pictures.h"

#include <cmath>
#include <limits>
#include <string>

using namespace runner::picture;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A number from 0 to 1 that looks drawn, the same everywhere.
double scattered(std::size_t k) {
  return static_cast<double>((k * 2654435761U + 12345U) % 100003U) / 100003.0;
}

Picture curves() {
  Picture picture{.name = "curves",
                  .title = "Validation loss over the epochs",
                  .description = "Adam ends lowest at 0.02; SGD's third run diverged at epoch 14.",
                  .series = {{.key = "adam", .label = "adam"},
                             {.key = "sgd", .label = "sgd, momentum 0.9"},
                             {.key = "rmsprop", .label = "rmsprop"}}};
  Panel panel{.x = {.title = "epoch", .whole = true},
              .y = {.title = "validation loss", .scale = ScaleKind::log}};
  for (std::size_t series = 0; series < 3; ++series) {
    Line mean{.series = series, .best = 38, .what = "mean"};
    Band band{.series = series, .what = "std"};
    for (std::size_t run = 0; run < 3; ++run) {
      Line line{.series = series, .run = "run-" + std::to_string(3 * series + run), .faint = true};
      for (std::size_t epoch = 0; epoch <= 40; ++epoch) {
        const double noise = 1 + 0.25 * (scattered(series * 1000 + run * 100 + epoch) - 0.5);
        const double value = noise * (0.02 * static_cast<double>(series + 1) + 2 * std::pow(0.85, epoch));
        line.x.push_back(static_cast<double>(epoch));
        line.y.push_back(series == 1 && run == 2 && epoch > 14 ? kNaN : value);
      }
      panel.marks.emplace_back(line);
    }
    for (std::size_t epoch = 0; epoch <= 40; ++epoch) {
      const double value = 0.02 * static_cast<double>(series + 1) + 2 * std::pow(0.85, epoch);
      mean.x.push_back(static_cast<double>(epoch));
      mean.y.push_back(value);
      band.x.push_back(static_cast<double>(epoch));
      band.low.push_back(0.9 * value);
      band.high.push_back(1.1 * value);
    }
    panel.marks.emplace_back(mean);
    panel.marks.emplace_back(band);
  }
  panel.marks.emplace_back(Rule{.at = 0.1, .label = "target 0.1"});
  picture.panels = {panel};
  return picture;
}

Picture facets() {
  Picture picture{
      .name = "facets",
      .title = "Loss by batch size: twelve configurations keep their colour, dash and marker in every panel",
      .description = "Twelve lines in each of four panels.",
      .same_x = true,
      .same_y = true,
      .note = "Mean of 3 seeds."};
  for (std::size_t k = 0; k < 12; ++k) {
    picture.series.push_back({.key = std::to_string(k), .label = "optimizer " + std::to_string(k + 1)});
  }
  for (std::size_t p = 0; p < 4; ++p) {
    Panel panel{.title = "batch_size " + std::to_string(16 << p),
                .x = {.title = "epoch", .whole = true},
                .y = {.title = "loss", .from_zero = true}};
    for (std::size_t k = 0; k < 12; ++k) {
      Line line{.series = k};
      for (std::size_t x = 1; x <= 30; ++x) {
        line.x.push_back(static_cast<double>(x));
        line.y.push_back(0.1 * static_cast<double>(k + 1) + 2.0 / static_cast<double>(x + p));
      }
      panel.marks.emplace_back(line);
    }
    picture.panels.push_back(panel);
  }
  return picture;
}

Picture rates() {
  Picture picture{.name = "rates",
                  .title = "Final loss against the learning rate",
                  .description = "Adam's good region is two decades wide, SGD's one.",
                  .series = {{.key = "adam", .label = "adam"}, {.key = "sgd", .label = "sgd"}}};
  Panel panel{.x = {.title = "learning rate", .scale = ScaleKind::log},
              .y = {.title = "final training loss", .scale = ScaleKind::log, .high = 10.0}};
  for (std::size_t series = 0; series < 2; ++series) {
    Line line{.series = series, .markers = true};
    Intervals intervals{.series = series};
    Points points{.series = series, .faint = true};
    for (int k = 0; k <= 10; ++k) {
      const double rate = std::pow(10.0, -5 + 0.5 * k), best = series == 0 ? -2.5 : -1.0;
      const double value = 0.01 * (1 + std::pow(std::log10(rate) - best, 4)) * (series == 0 ? 1 : 1.5);
      line.x.push_back(rate);
      line.y.push_back(k == 10 && series == 0 ? 300 : value);
      intervals.at.push_back(rate);
      intervals.middle.push_back(line.y.back());
      intervals.low.push_back(value * 0.8);
      intervals.high.push_back(value * 1.3);
      for (std::size_t run = 0; run < 3; ++run) {
        points.x.push_back(rate);
        points.y.push_back(line.y.back() * (0.7 + 0.6 * scattered(run + 10 * static_cast<std::size_t>(k))));
        points.runs.push_back("run" + std::to_string(run));
        points.texts.push_back("seed " + std::to_string(run));
      }
    }
    line.best = series == 0 ? 5 : 8;
    panel.marks.insert(panel.marks.end(), {line, intervals, points});
  }
  panel.marks.emplace_back(Shade{.from = 0.5, .to = 10, .label = "diverged: adam", .hatched = true});
  panel.marks.emplace_back(Shade{.from = 1e-3, .to = 1e-2, .label = "within 5 % of the best"});
  picture.panels = {panel};
  return picture;
}

Picture bars() {
  Picture picture{
      .name = "bars",
      .title = "Importance of the keys",
      .description = "The learning rate explains 71 % of the variance.",
      .series = {{.key = "importance", .label = "alone"}, {.key = "pairs", .label = "with others"}}};
  Panel panel{.x = {.title = "share of the variance", .from_zero = true},
              .y = {.scale = ScaleKind::category,
                    .categories = {"optimizer.lr", "training.batch_size",
                                   "network.layers.0.a_very_long_name_of_an_option_that_has_no_end_at_all",
                                   "(seeds)"},
                    .descending = true}};
  panel.marks.emplace_back(Bars{.series = 0,
                                .at = {0, 1, 2, 3},
                                .from = {0, 0, 0, 0},
                                .to = {0.71, 0.113, 0.02, 0},
                                .horizontal = true,
                                .labels = {"", "", "2 %", "0 %"}});
  panel.marks.emplace_back(Bars{.series = 1,
                                .at = {0, 1},
                                .from = {0.71, 0.113},
                                .to = {0.8, 0.2},
                                .horizontal = true,
                                .labels = {"80 %", "20 %"}});
  Panel upright{.x = {.scale = ScaleKind::category, .categories = {"a", "b", "c"}},
                .y = {.title = "difference to the baseline"}};
  upright.marks.emplace_back(Bars{.series = 0,
                                  .at = {0, 1, 2},
                                  .from = {0, 0, 0},
                                  .to = {-0.3, 0.5, 0.1},
                                  .labels = {"−0.3", "0.5", "0.1"}});
  picture.panels = {panel, upright};
  picture.columns = 1;
  return picture;
}

Picture boxes() {
  Picture picture{.name = "boxes",
                  .title = "Final accuracy by seed",
                  .description = "Boxes and strips of 30 seeds of five configurations.",
                  .legend = Legend::none};
  Panel panel{.x = {.scale = ScaleKind::category}, .y = {.title = "validation accuracy", .low = 0.7}};
  for (std::size_t k = 0; k < 5; ++k) {
    const std::string label =
        "adam, lr 0." + std::string(k + 1, '0') + "1, weight decay, long name " + std::to_string(k);
    picture.series.push_back({.key = label, .label = label});
    panel.x.categories.push_back(label);
    const double middle = 0.75 + 0.04 * static_cast<double>(k);
    panel.marks.emplace_back(Boxes{.series = k,
                                   .boxes = {{static_cast<double>(k), middle - 0.1, middle - 0.03, middle,
                                              middle + 0.02, middle + 0.05}}});
    Strip strip{.series = k, .at = static_cast<double>(k)};
    for (std::size_t run = 0; run < 30; ++run) {
      strip.values.push_back(middle + 0.1 * (scattered(100 * k + run) - 0.6));
      strip.runs.push_back(std::to_string(run));
    }
    panel.marks.emplace_back(strip);
  }
  picture.panels = {panel};
  return picture;
}

Picture intervals() {
  Picture picture{.name = "intervals",
                  .title = "Difference to the baseline with 95 % intervals",
                  .description = "Only adam's interval is clear of zero.",
                  .series = {{.key = "a", .label = "a"}, {.key = "b", .label = "b"}},
                  .width = 420,
                  .legend = Legend::none};
  Panel panel{.x = {.title = "difference of val_accuracy"},
              .y = {.scale = ScaleKind::category, .categories = {"adam", "rmsprop"}, .descending = true}};
  panel.marks.emplace_back(
      Intervals{.series = 0, .at = {0}, .low = {0.01}, .middle = {0.03}, .high = {0.05}, .horizontal = true});
  panel.marks.emplace_back(
      Strip{.series = 0, .at = 0.3, .values = {0.012, 0.03, 0.031, 0.049}, .horizontal = true});
  panel.marks.emplace_back(
      Intervals{.series = 1, .at = {1}, .low = {-0.02}, .middle = {0.0}, .high = {0.02}, .horizontal = true});
  panel.marks.emplace_back(Rule{.vertical = true, .at = 0, .label = "no difference"});
  picture.panels = {panel};
  return picture;
}

Picture cells() {
  Picture picture{.name = "cells",
                  .title = "Mean validation loss over learning rate and batch size",
                  .description = "The best cell is lr 0.01 with 32; lr 1 diverged with 16."};
  Panel panel{.x = {.title = "learning rate",
                    .scale = ScaleKind::category,
                    .categories = {"0.001", "0.01", "0.1", "1"}},
              .y = {.title = "batch size",
                    .scale = ScaleKind::category,
                    .categories = {"16", "32", "64"},
                    .descending = true}};
  Cells cells{.x = {0, 1, 2, 3},
              .y = {0, 1, 2},
              .color = {.palette = Palette::viridis_reversed, .title = "mean val_loss", .log = true}};
  for (std::size_t k = 0; k < 12; ++k) {
    const double value = k == 3 ? kNaN : 0.1 * std::pow(1.4, std::abs(static_cast<double>(k) - 5));
    cells.values.push_back(value);
    cells.texts.push_back(k == 3 ? "diverged" : std::to_string(value).substr(0, 5) + "\n± 0.01");
  }
  cells.best = 5;
  panel.marks.emplace_back(cells);
  Panel numbers{.title = "numeric places",
                .x = {.title = "learning rate", .scale = ScaleKind::log},
                .y = {.title = "momentum"}};
  numbers.marks.emplace_back(Cells{.x = {0.001, 0.01, 0.1},
                                   .y = {0, 0.5, 0.9},
                                   .values = {1, 2, 3, -1, 0, 1, -3, -2, -1},
                                   .color = {.palette = Palette::diverging, .title = "difference"}});
  picture.panels = {panel, numbers};
  return picture;
}

Picture contours() {
  Picture picture{.name = "contours",
                  .title = "Rosenbrock's function with the ways of two optimizers",
                  .description = "Gradient descent leaves the picture; Adam reaches the valley.",
                  .series = {{.key = "sgd", .label = "sgd"},
                             {.key = "adam", .label = "adam"},
                             {.key = "bad", .label = "lbfgs"}}};
  Panel panel{.x = {.title = "x", .low = -2.0, .high = 2.0}, .y = {.title = "y", .low = -1.0, .high = 3.0}};
  Contours field{.levels = {1, 10, 100, 1000}, .color = {.title = "f(x, y)", .log = true}};
  for (std::size_t k = 0; k <= 40; ++k) {
    field.x.push_back(-2 + 0.1 * static_cast<double>(k));
    field.y.push_back(-1 + 0.1 * static_cast<double>(k));
  }
  for (const double y : field.y) {
    for (const double x : field.x) {
      field.values.push_back((1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x) + 0.05);
    }
  }
  panel.marks.emplace_back(field);
  Trajectory round{.series = 0, .run = "run-0"}, out{.series = 1, .run = "run-1"},
      bad{.series = 2, .run = "run-2"};
  for (std::size_t k = 0; k < 60; ++k) {
    const double part = static_cast<double>(k) / 59;
    round.x.push_back(-1.5 + 2.5 * part);
    round.y.push_back(round.x.back() * round.x.back() + 0.4 * std::sin(20 * part) * (1 - part));
    out.x.push_back(-1.5 + part * part);
    out.y.push_back(-0.5 + 5 * part);
    bad.x.push_back(k < 9 ? 1.8 - 0.2 * static_cast<double>(k) : kNaN);
    bad.y.push_back(2.5 - 0.25 * static_cast<double>(k));
  }
  panel.marks.insert(panel.marks.end(), {round, out, bad});
  panel.marks.emplace_back(Annotation{.x = 1, .y = 1, .text = "minimum", .marker = Marker::star});
  picture.panels = {panel};
  picture.width = 560;
  return picture;
}

Picture parallel() {
  Picture picture{
      .name = "parallel",
      .title = "200 configurations of a search",
      .description = "The best tenth has learning rates about 0.01.",
      .series = {{.key = "best", .label = "best tenth"}, {.key = "others", .label = "others", .grey = true}}};
  Parallel mark{
      .axes = {
          {.title = "optimizer.lr", .scale = ScaleKind::log},
          {.title = "optimizer.type", .scale = ScaleKind::category, .categories = {"adam", "sgd", "rmsprop"}},
          {.title = "training.batch_size", .scale = ScaleKind::log},
          {.title = "network.hidden_units of the first layer"},
          {.title = "val_loss", .scale = ScaleKind::log}}};
  for (std::size_t k = 0; k < 200; ++k) {
    const double rate = std::pow(10.0, -5 + 5 * scattered(k));
    const double loss = 0.1 + std::pow(std::log10(rate) + 2, 2) * (0.5 + scattered(k + 999));
    mark.rows.push_back({.series = loss < 0.15 ? 0U : 1U,
                         .run = std::to_string(k),
                         .values = {rate, static_cast<double>(k % 3), static_cast<double>(16 << k % 4),
                                    std::round(200 * scattered(k + 77)), k % 50 == 0 ? kNaN : loss},
                         .faint = loss >= 0.15});
  }
  picture.panels = {{.marks = {mark}}};
  return picture;
}

Picture times() {
  Picture picture{.name = "times",
                  .title = "Best loss so far against time; a line of 20,000 points",
                  .description = "",
                  .series = {{.key = "best", .label = "best so far"}, {.key = "loss", .label = "each step"}},
                  .legend = Legend::below};
  Panel so_far{.x = {.title = "time", .scale = ScaleKind::seconds}, .y = {.title = "loss"}};
  so_far.marks.emplace_back(
      Line{.series = 0, .x = {1, 60, 400, 2000, 5400}, .y = {1.0, 0.4, 0.3, 0.12, 0.1}, .steps = true});
  Points trials{.series = 0, .faint = true};
  for (std::size_t k = 0; k < 90; ++k) {
    trials.x.push_back(60.0 * static_cast<double>(k));
    trials.y.push_back(0.3 + 0.7 * scattered(k));
  }
  so_far.marks.emplace_back(trials);
  Panel steps{.x = {.title = "step", .whole = true}, .y = {.title = "loss", .high = 1.5}};
  Line line{.series = 1, .run = "run-1", .best = 12345};
  for (std::size_t k = 0; k < 20000; ++k) {
    line.x.push_back(static_cast<double>(k));
    line.y.push_back(k == 12345 ? 0.01
                     : k == 777 ? 5
                                : 0.2 + 0.6 * scattered(k) + 1 / (1 + 0.001 * static_cast<double>(k)));
  }
  steps.marks.emplace_back(line);
  picture.panels = {so_far, steps};
  return picture;
}

Picture values() {
  Picture picture{.name = "values",
                  .title = "Slice of a search; sixty categories",
                  .description = "Points coloured by trial number; labels of categories are thinned.",
                  .series = {{.key = "trial", .label = "trial"}}};
  Panel slice{.x = {.title = "optimizer.lr", .scale = ScaleKind::log}, .y = {.title = "val_loss"}};
  Points points{.series = 0, .value_title = "trial"};
  for (std::size_t k = 0; k < 80; ++k) {
    points.x.push_back(std::pow(10.0, -4 + 3 * scattered(k)));
    points.y.push_back(scattered(k + 5000));
    points.values.push_back(static_cast<double>(k));
  }
  slice.marks.emplace_back(points);
  Panel many{.x = {.title = "configuration", .scale = ScaleKind::category},
             .y = {.title = "loss", .from_zero = true}};
  Points each{.series = 0};
  for (std::size_t k = 0; k < 60; ++k) {
    many.x.categories.push_back("configuration number " + std::to_string(k));
    each.x.push_back(static_cast<double>(k));
    each.y.push_back(1e6 * scattered(k));
  }
  many.marks.emplace_back(each);
  picture.panels = {slice, many};
  return picture;
}

Picture hostile() {
  Picture picture{
      .name = "../hostile\"name",
      .title = "</title><script>alert(1)</script> & \"quotes\" 'single' \x1b[31m \u202eturned\u202c \xff",
      .description = "]]> --> \uffff",
      .series = {{.key = "\"><x", .label = "<b>bold</b>\n\u2067two\u2069 lines"},
                 {.key = "b", .label = "שלום, 日本語, Ελληνικά"}}};
  Panel panel{.title = "<g>", .x = {.title = "x & y"}, .y = {.title = "y < z"}, .note = "<!-- -->"};
  panel.marks.emplace_back(
      Line{.series = 0, .run = "a\" onload=\"x", .x = {0, 1}, .y = {1, 0.5}, .what = "<"});
  panel.marks.emplace_back(Line{.series = 1, .x = {0, 1}, .y = {1, 1.00001}});
  picture.panels = {panel};
  return picture;
}

Picture nothing() {
  Picture picture{.name = "nothing",
                  .title = "All runs diverged at once",
                  .description = "",
                  .series = {{.key = "a", .label = "a"}}};
  Panel panel{.x = {.title = "epoch"}, .y = {.title = "loss", .scale = ScaleKind::log}};
  panel.marks.emplace_back(Line{.series = 0, .run = "1", .x = {1, 2}, .y = {kNaN, kNaN}});
  panel.marks.emplace_back(Band{.series = 0});
  panel.marks.emplace_back(Strip{.series = 0, .values = {kNaN}});
  picture.panels = {panel,
                    {.x = {.title = "one value"},
                     .y = {},
                     .marks = {Line{.series = 0, .run = "2", .x = {3}, .y = {-0.0}, .markers = true}}}};
  return picture;
}

}  // namespace

std::vector<Picture> golden_pictures() {
  return {curves(),   facets(),   rates(), bars(),   boxes(),   intervals(), cells(),
          contours(), parallel(), times(), values(), hostile(), nothing()};
}
