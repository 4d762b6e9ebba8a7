// The series' colours are Okabe and Ito's ("Color Universal Design", 2008), in light with the brighter ones
// darkened and in dark with the darker ones brightened until each has a contrast of 3 or more to the ground.
// Viridis is matplotlib's, from eleven of its values.
#include "picture/colors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "picture/svg.h"

namespace runner::picture {

namespace {

constexpr std::size_t kColors = 8;
// blue, vermilion, bluish green, reddish purple, sky blue, orange, black, yellow
constexpr std::array<std::string_view, kColors> kOnLight = {"#0072b2", "#d55e00", "#00835f", "#b8568f",
                                                            "#2c8cc9", "#a86f00", "#000000", "#857a00"};
constexpr std::array<std::string_view, kColors> kOnDark = {"#4fa3e0", "#f07a2a", "#1db88c", "#de92bc",
                                                           "#8ccbf2", "#e69f00", "#e6e6e6", "#f0e442"};

struct Rgb {
  double red, green, blue;
};

constexpr std::array<Rgb, 11> kViridis = {Rgb{68, 1, 84}, {72, 36, 117},  {65, 68, 135},  {53, 95, 141},
                                          {42, 120, 142}, {33, 145, 140}, {34, 168, 132}, {68, 191, 112},
                                          {122, 209, 81}, {189, 223, 38}, {253, 231, 37}};
constexpr std::array<Rgb, 5> kDiverging = {
    Rgb{11, 79, 138}, {106, 174, 214}, {245, 245, 245}, {245, 162, 93}, {179, 71, 10}};
constexpr std::array<Rgb, 2> kGray = {Rgb{0, 0, 0}, {255, 255, 255}};

Rgb between(std::span<const Rgb> stops, double part) {
  const double place = std::clamp(part, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  const auto first = std::min(static_cast<std::size_t>(place), stops.size() - 2);
  const double rest = place - static_cast<double>(first);
  const Rgb &a = stops[first], &b = stops[first + 1];
  return {a.red + rest * (b.red - a.red), a.green + rest * (b.green - a.green),
          a.blue + rest * (b.blue - a.blue)};
}

Rgb color_at(Palette palette, double part) {
  if (palette == Palette::diverging) return between(kDiverging, part);
  if (palette == Palette::gray) return between(kGray, part);
  return between(kViridis, palette == Palette::viridis_reversed ? 1 - part : part);
}

std::string hexadecimal(const Rgb& color) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const double channel : {color.red, color.green, color.blue}) {
    const auto value = static_cast<std::size_t>(std::lround(channel));
    text += digits[value / 16];
    text += digits[value % 16];
  }
  return text;
}

struct Theme {
  std::string_view ground, ink, soft, grid, grey, faint;
  const std::array<std::string_view, kColors>& series;
};

const Theme kLight{"#ffffff", "#1c1e21", "#5b6068", "#e4e6e9", "#8a8f97", ".4", kOnLight};
const Theme kDark{"#15171c", "#e6e8eb", "#a3a9b3", "#2e323a", "#808691", ".7", kOnDark};

std::string colors_of(const Theme& theme, const std::string& before) {
  std::string css;
  const auto rule = [&](std::string_view selector, std::string_view property, std::string_view value) {
    css += before;
    ((((((css += ".pic ") += selector) += "{") += property) += ":") += value) += "}";
  };
  rule(".ground", "fill", theme.ground);
  rule(".hatch", "stroke", theme.grey);
  rule(".halo", "stroke", theme.ground);
  rule(".t", "fill", theme.ink);
  rule(".in-ink", "fill", theme.ink);
  rule(".soft", "fill", theme.soft);
  rule(".grid", "stroke", theme.grid);
  rule(".axis", "stroke", theme.soft);
  rule(".ink", "stroke", theme.ink);
  rule(".lg", "stroke", theme.grey);
  rule(".fg", "fill", theme.grey);
  rule(".faint", "opacity", theme.faint);
  for (std::size_t k = 0; k < kColors; ++k) {
    rule(".l" + std::to_string(k), "stroke", theme.series[k]);
    rule(".f" + std::to_string(k), "fill", theme.series[k]);
  }
  return css + "\n";
}

}  // namespace

namespace {

std::string shapes() {
  return ".pic{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','DejaVu "
         "Sans',Arial,sans-serif;"
         "font-size:11px;max-width:100%;height:auto}\n"
         ".pic .title{font-size:15px;font-weight:600}.pic .head{font-size:12px;font-weight:600}"
         ".pic .small{font-size:10px}"
         ".pic .grid,.pic .axis{fill:none;stroke-width:1;shape-rendering:crispEdges}"
         ".pic .stroke,.pic .mid,.pic "
         ".thin{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}"
         ".pic .mid{stroke-width:1.5}.pic .thin{stroke-width:1}"
         ".pic .faint{stroke-width:.8}.pic .veil{opacity:.18}.pic .tone{opacity:.14}"
         ".pic .d1{stroke-dasharray:7 4}.pic .d2{stroke-dasharray:1 3.5}.pic .d3{stroke-dasharray:9 4 1 4}\n"
         ".pic .halo{stroke-width:3;stroke-linejoin:round}.pic path.halo{fill:none;stroke-width:4;opacity:.7}"
         ".pic .bar{opacity:.85}.pic .box{fill-opacity:.22;stroke-width:1.3}"
         ".pic .area{stroke:none}.pic .level{fill:none;stroke:#fff;stroke-opacity:.45;stroke-width:.7}"
         ".pic .level-alone{fill:none;stroke:#8a8f97;stroke-width:.8}"
         ".pic .best-under{fill:none;stroke:#fff;stroke-width:4}.pic "
         ".best-cell{fill:none;stroke:#000;stroke-width:2}"
         ".pic .on-dark{fill:#fff}.pic .on-bright{fill:#111}.pic .hatch{stroke-width:1;stroke-opacity:.6}\n";
}

}  // namespace

std::string style() {
  return shapes() + colors_of(kLight, "") + "@media screen and (prefers-color-scheme:dark){\n" +
         colors_of(kDark, ":root:not([data-theme=light]) ") + "}\n@media screen{\n" +
         colors_of(kDark, ":root[data-theme=dark] ") + "}\n";
}

std::string style_of_file() {
  return shapes() + colors_of(kLight, "") + "@media screen and (prefers-color-scheme:dark){\n" +
         colors_of(kDark, "") + "}\n";
}

Look look_of(const Picture& picture, std::size_t series) {
  constexpr std::array<Marker, 8> markers = {Marker::circle,  Marker::square, Marker::triangle,
                                             Marker::diamond, Marker::plus,   Marker::triangle_down,
                                             Marker::star,    Marker::ring};
  const Series none;
  const Series& one = series < picture.series.size() ? picture.series[series] : none;
  const std::size_t number = one.look.value_or(series), round = number / kColors;
  Look look;
  look.color = one.grey ? "g" : std::to_string(number % kColors);
  look.dash = static_cast<Dash>((number + round) % 4);
  look.marker = markers[(number + 3 * round) % markers.size()];
  if (one.grey) look.dash = Dash::solid;
  return look;
}

std::string dash_class(Dash dash) {
  return dash == Dash::solid ? std::string() : " d" + std::to_string(static_cast<int>(dash));
}

Colors::Colors(const ColorScale& scale, std::span<const double> values) : scale_(scale) {
  Extent extent;
  extent.tight = true;
  for (const double value : values) extent.hold(value, scale.log ? ScaleKind::log : ScaleKind::linear);
  Axis axis{.scale = scale.log ? ScaleKind::log : ScaleKind::linear, .low = scale.low, .high = scale.high};
  range_ = range_of(axis, extent);
  if (scale.palette == Palette::diverging && !scale.low && !scale.high) {
    const double reach = std::max(std::abs(range_.high - scale.middle), std::abs(scale.middle - range_.low));
    range_ = {scale.middle - reach, scale.middle + reach};
  }
}

double Colors::part(double value) const {
  return Scale(scale_.log ? ScaleKind::log : ScaleKind::linear, range_, 0, 1)(value);
}

std::string Colors::at(double part) const {
  return hexadecimal(color_at(scale_.palette, part));
}

std::string Colors::operator()(double value) const {
  return at(part(value));
}

Pixel Colors::pixel(double value) const {
  const Rgb color = color_at(scale_.palette, part(value));
  const auto byte = [](double channel) { return static_cast<std::uint8_t>(std::lround(channel)); };
  return {byte(color.red), byte(color.green), byte(color.blue)};
}

bool Colors::is_bright(double value) const {
  const auto linear = [](double channel) { return std::pow(channel / 255, 2.2); };
  const Rgb color = color_at(scale_.palette, part(value));
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue) > 0.18;
}

}  // namespace runner::picture
