#include <algorithm>
#include <cassert>
#include <cmath>
#include <sstream>

#include "base/text.h"
#include "picture/labels.h"
#include "picture/panel.h"

// Pixels are an embedded PNG: a rectangle for each would make a page of them a hundred times as large.

namespace runner::picture {

namespace {

constexpr double kTileGap = 6, kTextLine = 12.5, kTextSize = 10;

std::vector<std::string> tile_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Where tiles stand in a panel of some width.
struct TileGrid {
  double width = 0, height = 0;  // of a picture
  double across = 0, down = 0;   // from one to the next
  std::size_t in_a_row = 1, rows = 0;

  TileGrid(const Tiles& tiles, double room) {
    const auto longer = static_cast<double>(std::max(tiles.width, tiles.height));
    const double pixel = tiles.size >= longer ? std::floor(tiles.size / longer) : tiles.size / longer;
    width = std::min(pixel * static_cast<double>(tiles.width), room);
    height = pixel * static_cast<double>(tiles.height);
    std::size_t lines = 0;
    for (const Tiles::Tile& tile : tiles.tiles) lines = std::max(lines, tile_lines(tile.text).size());
    across = std::max(width, std::min(tiles.place, room)) + kTileGap;
    down = height + kTileGap + kTextLine * static_cast<double>(lines) + (lines > 0 ? 3 : 0);
    in_a_row = static_cast<std::size_t>(std::max(1.0, std::floor((room + kTileGap) / across)));
    rows = (tiles.tiles.size() + in_a_row - 1) / in_a_row;
  }
};

/// The colours of one tile's pixels. Values of three channels lie on one scale.
std::vector<Pixel> pixels_of(const Tiles& tiles, const Tiles::Tile& tile, const Colors& colors) {
  const std::size_t count = tiles.height * tiles.width;
  constexpr Pixel no_number = {255, 0, 255};
  std::vector<Pixel> pixels(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (tiles.channels == 1) {
      pixels[i] = std::isfinite(tile.values[i]) ? colors.pixel(tile.values[i]) : no_number;
      continue;
    }
    for (std::size_t c = 0; c < pixels[i].size(); ++c) {
      const double value = tile.values[c * count + i];
      pixels[i][c] =
          std::isfinite(value)
              ? static_cast<std::uint8_t>(std::lround(255 * std::clamp(colors.part(value), 0.0, 1.0)))
              : no_number[c];
    }
  }
  return pixels;
}

std::vector<double> values_of(const Tiles& tiles) {
  std::vector<double> values;
  for (const Tiles::Tile& tile : tiles.tiles)
    values.insert(values.end(), tile.values.begin(), tile.values.end());
  return values;
}

}  // namespace

double tiles_height(const Panel& panel, double room) {
  double height = 0;
  for (const Mark& mark : panel.marks) {
    const auto* tiles = std::get_if<Tiles>(&mark);
    if (!tiles) continue;
    const TileGrid grid(*tiles, room);
    height = std::max(height, grid.down * static_cast<double>(std::max<std::size_t>(grid.rows, 1)));
  }
  return height;
}

void draw(Elements& out, const Frame& frame, const Tiles& tiles) {
  assert(tiles.channels == 1 || tiles.channels == 3);
  const TileGrid grid(tiles, frame.width);
  const Colors colors(tiles.color, values_of(tiles));
  out.open("g").with_plain("class", "mark tiles").inside();
  for (std::size_t k = 0; k < tiles.tiles.size(); ++k) {
    const Tiles::Tile& tile = tiles.tiles[k];
    const double left = frame.left + grid.across * static_cast<double>(k % grid.in_a_row);
    const double top = frame.top + grid.down * static_cast<double>(k / grid.in_a_row);
    const auto box = [&](std::string_view tag, std::string_view look) -> Elements& {
      out.open(tag).with_plain("class", look).with("x", left).with("y", top);
      return out.with("width", grid.width).with("height", grid.height);
    };
    box("image", "datum tile").with_plain("data-tile", std::to_string(k));
    out.with_plain("preserveAspectRatio", "none").with_plain("image-rendering", "pixelated");
    out.with_plain("href", "data:image/png;base64," +
                               base64(png(tiles.width, tiles.height, pixels_of(tiles, tile, colors))));
    out.inside();
    out.element("title", tile.tip.empty() ? tile.text : tile.tip);
    out.close();
    box("rect", "grid").end();
    double y = top + grid.height + 1;
    const double room = grid.across - kTileGap;
    for (const std::string& line : tile_lines(tile.text)) {
      y += kTextLine;
      out.text({.x = left, .y = y - 1, .look = "t small", .tip = line}, fitted(line, kTextSize, room));
    }
  }
  out.close();
}

}  // namespace runner::picture
