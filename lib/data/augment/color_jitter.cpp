#include "data/augment/color_jitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <variant>

#include "spec/registration.h"

namespace runner {

namespace {

using Pair = std::array<double, 2>;

bool is_ordered(const NumberOrPair& value) {
  const auto* pair = std::get_if<Pair>(&value);
  return !pair || (*pair)[0] <= (*pair)[1];
}

ColorJitterConfig::FactorRange color_range(const NumberOrPair& value, double center) {
  Pair range;
  if (const auto* number = std::get_if<double>(&value)) {
    range = {center - *number, center + *number};
    if (center == 1) range[0] = std::max(range[0], 0.0);
  } else {
    range = std::get<Pair>(value);
  }
  if (range[0] == center && range[1] == center) return std::nullopt;
  return range;
}

/// torchvision's _blend of a pixel.
template <class T>
T blended(T pixel, T other, T share, T rest) {
  return std::clamp(share * pixel + rest * other, T(0), T(1));
}

struct ColorTriple {
  float first, second, third;
};

/// torchvision's _rgb2hsv, in float32 whatever the picture's type.
ColorTriple to_hsv(const ColorTriple& rgb) {
  const auto [r, g, b] = rgb;
  const float most = std::max({r, g, b}), least = std::min({r, g, b});
  const float spread = most - least, divisor = most == least ? 1 : spread;
  const float saturation = spread / (most == least ? 1 : most);
  const float rc = (most - r) / divisor, gc = (most - g) / divisor, bc = (most - b) / divisor;
  float hue = 0;
  if (most == r) {
    hue = bc - gc;
  } else if (most == g) {
    hue = 2.0F + rc - bc;
  } else {
    hue = 4.0F + gc - rc;
  }
  return {std::fmod(hue / 6.0F + 1.0F, 1.0F), saturation, most};
}

/// torchvision's _hsv2rgb.
ColorTriple to_rgb(const ColorTriple& hsv) {
  const auto [h, s, v] = hsv;
  const float sector = std::floor(h * 6.0F), f = h * 6.0F - sector;
  const auto limited = [](float value) { return std::clamp(value, 0.0F, 1.0F); };
  const float p = limited(v * (1.0F - s));
  const float q = limited(v * (1.0F - s * f));
  const float t = limited(v * (1.0F - s * (1.0F - f)));
  switch (static_cast<int>(sector) % 6) {
    case 0:
      return {v, t, p};
    case 1:
      return {q, v, p};
    case 2:
      return {p, v, t};
    case 3:
      return {p, q, v};
    case 4:
      return {t, p, v};
    default:
      return {v, p, q};
  }
}

}  // namespace

Spec<ColorJitterConfig> ColorJitterConfig::spec() {
  using C = ColorJitterConfig;
  constexpr std::string_view ordered = "expected [low, high] with low <= high";
  return Spec<C>("ColorJitter",
                 "Brightness, contrast, saturation and hue change by random factors, in random order; pixels "
                 "are in [0, 1] before and after it.")
      .source("torchvision.transforms.ColorJitter")
      .formula(
          "x' = f·x + (1 - f)·o, limited to [0, 1]; o is 0 (brightness), the mean of the gray picture "
          "(contrast), the gray picture (saturation)\n"
          "gray = 0.2989·R + 0.587·G + 0.114·B; hue' = (hue + f) mod 1; pictures of one channel have neither "
          "saturation nor hue")
      .field("brightness", &C::brightness,
             "The factors, [low, high]; a number b means [max(0, 1 - b), 1 + b].", closed(0, 1e6))
      .field("contrast", &C::contrast, "The same for the contrast.", closed(0, 1e6))
      .field("saturation", &C::saturation, "The same for the saturation.", closed(0, 1e6))
      .field("hue", &C::hue, "What is added to the hue, [low, high]; a number h means [-h, h].",
             closed(-0.5, 0.5))
      .check("brightness", ordered, [](const C& c) { return is_ordered(c.brightness); })
      .check("contrast", ordered, [](const C& c) { return is_ordered(c.contrast); })
      .check("saturation", ordered, [](const C& c) { return is_ordered(c.saturation); })
      .check("hue", ordered, [](const C& c) { return is_ordered(c.hue); })
      .check("hue", "a single number must be at least 0: it means from -hue to hue", [](const C& c) {
        const auto* number = std::get_if<double>(&c.hue);
        return !number || *number >= 0;
      });
}

void ColorJitterConfig::check(const Shape& sample, ErrorSink& sink) const {
  if (!check_picture("ColorJitter", sample, sink) || sample[0] == 1 || sample[0] == 3) return;
  sink.error("", fmt::format("ColorJitter takes pictures of 1 channel (gray) or 3 (red, green, blue), but a "
                             "sample has the shape {}",
                             shape_text(sample)));
}

std::array<ColorJitterConfig::FactorRange, 4> ColorJitterConfig::ranges() const {
  return {color_range(brightness, 1), color_range(contrast, 1), color_range(saturation, 1),
          color_range(hue, 0)};
}

template <class T>
void ColorJitter<T>::change(T* sample, Generator& generator) {
  std::array<std::int64_t, 4> order;
  generator.permutation(order);
  std::array<double, 4> factors;
  for (std::size_t i = 0; i < factors.size(); ++i)
    if (ranges_[i]) factors[i] = draw_uniform<T>(generator, (*ranges_[i])[0], (*ranges_[i])[1]);
  for (const std::int64_t which : order) {
    const auto i = static_cast<std::size_t>(which);
    if (!ranges_[i]) continue;
    if (i == 0) {
      adjust_brightness(sample, factors[i]);
    } else if (i == 1) {
      adjust_contrast(sample, factors[i]);
    } else if (picture_.channels == 3) {
      i == 2 ? adjust_saturation(sample, factors[i]) : adjust_hue(sample, factors[i]);
    }
  }
}

/// Of a picture of three channels, and of one itself.
template <class T>
T ColorJitter<T>::gray(const T* pixel) const {
  if (picture_.channels == 1) return *pixel;
  const Index next = picture_.pixels();
  return static_cast<T>(0.2989) * pixel[0] + static_cast<T>(0.587) * pixel[next] +
         static_cast<T>(0.114) * pixel[2 * next];
}

template <class T>
void ColorJitter<T>::adjust_brightness(T* sample, double factor) const {
  const T share = static_cast<T>(factor), rest = static_cast<T>(1 - factor);
  for (Index k = 0; k < picture_.size(); ++k) sample[k] = blended(sample[k], T(0), share, rest);
}

template <class T>
void ColorJitter<T>::adjust_contrast(T* sample, double factor) const {
  const T share = static_cast<T>(factor), rest = static_cast<T>(1 - factor);
  double sum = 0;
  for (Index k = 0; k < picture_.pixels(); ++k) sum += static_cast<double>(gray(sample + k));
  const T mean = static_cast<T>(sum / static_cast<double>(picture_.pixels()));
  for (Index k = 0; k < picture_.size(); ++k) sample[k] = blended(sample[k], mean, share, rest);
}

template <class T>
void ColorJitter<T>::adjust_saturation(T* sample, double factor) const {
  const T share = static_cast<T>(factor), rest = static_cast<T>(1 - factor);
  for (Index k = 0; k < picture_.pixels(); ++k) {
    const T other = gray(sample + k);
    for (T *at = sample + k, *end = sample + picture_.size(); at < end; at += picture_.pixels())
      *at = blended(*at, other, share, rest);
  }
}

template <class T>
void ColorJitter<T>::adjust_hue(T* sample, double factor) const {
  const auto added = static_cast<float>(factor);
  T* green = sample + picture_.pixels();
  T* blue = green + picture_.pixels();
  for (Index k = 0; k < picture_.pixels(); ++k) {
    ColorTriple hsv =
        to_hsv({static_cast<float>(sample[k]), static_cast<float>(green[k]), static_cast<float>(blue[k])});
    hsv.first = std::fmod(hsv.first + added, 1.0F);
    if (hsv.first < 0) hsv.first += 1.0F;
    const ColorTriple rgb = to_rgb(hsv);
    sample[k] = static_cast<T>(rgb.first);
    green[k] = static_cast<T>(rgb.second);
    blue[k] = static_cast<T>(rgb.third);
  }
}

template class ColorJitter<float>;
template class ColorJitter<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, ColorJitterConfig>();

}  // namespace runner
