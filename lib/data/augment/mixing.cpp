#include "data/augment/mixing.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "spec/registration.h"
#include "tensor/copy.h"

namespace runner {

namespace {

double draw_wide_uniform(Generator& generator) {
  double value = 0;
  generator.uniform<double>({&value, 1}, 0, 1);
  return value;
}

double draw_wide_normal(Generator& generator) {
  double value = 0;
  generator.normal<double>({&value, 1}, 0, 1);
  return value;
}

/// Marsaglia & Tsang 2000, as ATen's sample_gamma has it with its constants in float.
double draw_gamma(Generator& generator, double alpha) {
  double scale = 1;
  if (alpha < 1) {
    scale = std::pow(1 - draw_wide_uniform(generator), 1 / alpha);
    alpha += 1;
  }
  const double d = alpha - static_cast<double>(1.0F / 3.0F);
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    double x = 0, y = 0;
    do {
      x = draw_wide_normal(generator);
      y = 1 + c * x;
    } while (y <= 0);
    const double v = y * y * y, u = 1 - draw_wide_uniform(generator), square = x * x;
    if (u < 1 - static_cast<double>(0.0331F) * square * square) return scale * d * v;
    if (std::log(u) < 0.5 * square + d * (1 - v + std::log(v))) return scale * d * v;
  }
}

/// `float(torch.distributions.Beta(α, α).sample())` of tensors of T, which is drawn as a Dirichlet.
template <class T>
double draw_share(Generator& generator, double alpha) {
  const auto of = static_cast<double>(static_cast<T>(alpha));
  const double first = std::max(draw_gamma(generator, of), std::numeric_limits<double>::min());
  const double second = std::max(draw_gamma(generator, of), std::numeric_limits<double>::min());
  const auto share = static_cast<T>(first / (first + second));
  return static_cast<double>(std::clamp(share, std::numeric_limits<T>::min(), std::nextafter(T(1), T(0))));
}

/// x.roll(1, 0) * (1 - own) + x * own.
template <class T>
void roll_in(Matrix<T> rows, double own, T* last) {
  const T other_share = static_cast<T>(1 - own), own_share = static_cast<T>(own);
  if (rows.rows == 0) return;
  copy_values(rows.row(rows.rows - 1), rows.cols, last);
  for (Index i = rows.rows - 1; i >= 0; --i) {
    const T* before = i > 0 ? rows.row(i - 1) : last;
    T* row = rows.row(i);
    for (Index k = 0; k < rows.cols; ++k) row[k] = before[k] * other_share + row[k] * own_share;
  }
}

constexpr Range alpha_range{.low = 0, .high = 1e6, .low_open = true};

}  // namespace

Spec<MixUpConfig> MixUpConfig::spec() {
  using C = MixUpConfig;
  return Spec<C>("MixUp",
                 "Each sample of a mini-batch is blended with the one before it, and so are their "
                 "classes; the loss gets probabilities of classes.")
      .source("torchvision.transforms.v2.MixUp; Zhang et al. 2017, mixup: Beyond Empirical Risk Minimization")
      .formula(
          "λ from Beta(alpha, alpha), one for a mini-batch\n"
          "x_i' = (1 - λ)·x_{i-1} + λ·x_i;  y_i' = (1 - λ)·y_{i-1} + λ·y_i;  before the first is the last")
      .alias("Mixup")
      .field("alpha", &C::alpha,
             "Both parameters of the Beta distribution: 1 is uniform, small ones mix less.", alpha_range);
}

Spec<CutMixConfig> CutMixConfig::spec() {
  using C = CutMixConfig;
  return Spec<C>("CutMix",
                 "A rectangle of each picture of a mini-batch comes from the one before it, and the "
                 "classes are mixed by the areas; the loss gets probabilities of classes.")
      .source(
          "torchvision.transforms.v2.CutMix; Yun et al. 2019, CutMix: Regularization Strategy to Train "
          "Strong "
          "Classifiers with Localizable Features")
      .formula(
          "λ from Beta(alpha, alpha), a middle (r_x, r_y) from all pixels, one for a mini-batch\n"
          "the rectangle reaches int(W·√(1 - λ)/2) to left and right and int(H·√(1 - λ)/2) up and down, "
          "within "
          "the picture\n"
          "y_i' = (1 - m)·y_{i-1} + m·y_i,  m the share of the pixels that stay")
      .alias("Cutmix")
      .field("alpha", &C::alpha, "Both parameters of the Beta distribution.", alpha_range);
}

void MixUpConfig::check(const Shape& /*sample*/, ErrorSink& /*sink*/) const {}

void CutMixConfig::check(const Shape& sample, ErrorSink& sink) const {
  check_picture("CutMix", sample, sink);
}

template <class T>
void MixUp<T>::mix(const MixedBatch<T>& batch, Generator& generator) {
  const double own = draw_share<T>(generator, alpha_);
  roll_in(batch.samples, own, batch.spare);
  roll_in(batch.classes, own, batch.spare);
}

template <class T>
void CutMix<T>::mix(const MixedBatch<T>& batch, Generator& generator) {
  const double share = draw_share<T>(generator, alpha_);
  const Index x = draw_index(generator, picture_.width), y = draw_index(generator, picture_.height);
  const double radius = 0.5 * std::sqrt(1 - share);
  const auto across = static_cast<Index>(radius * static_cast<double>(picture_.width));
  const auto down = static_cast<Index>(radius * static_cast<double>(picture_.height));
  const Index left = std::max(x - across, Index{0}), right = std::min(x + across, picture_.width);
  const Index top = std::max(y - down, Index{0}), bottom = std::min(y + down, picture_.height);
  const Matrix<T> samples = batch.samples;
  if (samples.rows == 0) return;
  copy_values(samples.row(samples.rows - 1), samples.cols, batch.spare);
  for (Index i = samples.rows - 1; i >= 0; --i) {
    const T* before = i > 0 ? samples.row(i - 1) : batch.spare;
    for (Index c = 0; c < picture_.channels; ++c) {
      for (Index line = top; line < bottom; ++line) {
        const Index at = c * picture_.pixels() + line * picture_.width + left;
        copy_values(before + at, right - left, samples.row(i) + at);
      }
    }
  }
  const double cut = static_cast<double>((right - left) * (bottom - top));
  roll_in(batch.classes, 1 - cut / static_cast<double>(picture_.pixels()), batch.spare);
}

template class MixUp<float>;
template class MixUp<double>;
template class CutMix<float>;
template class CutMix<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, MixUpConfig>();
template Registration<AugmentationConfig> registration<AugmentationConfig, CutMixConfig>();

}  // namespace runner
