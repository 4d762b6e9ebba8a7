#include "nn/layers/variational.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "base/memory.h"
#include "spec/registration.h"
#include "tensor/elementary.h"

// The two branches are laid side by side by what Concat has, so that in each row, and in lanes in each block,
// the means come first and then the logarithms of the variances: one loop serves both ways in which samples
// lie, with rows as blocks of one lane.

namespace runner {

Spec<VariationalConfig> VariationalConfig::spec() {
  using C = VariationalConfig;
  return Spec<C>("Variational",
                 "The middle of a variational autoencoder: two branches give mean and log-variance of latent "
                 "values, which are drawn while training; how far they are from N(0, 1), the "
                 "Kullback-Leibler divergence, is added to the loss.")
      .source(
          "Kingma & Welling 2014, Auto-encoding variational Bayes, arXiv:1312.6114; in PyTorch a module "
          "with randn_like")
      .formula(
          "z = μ + ε·exp(½·log σ²), ε ~ N(0, 1);  loss + kl_weight · KL,  KL = -½ Σ (1 + log σ² - μ² - σ²) "
          "of "
          "each sample, over the batch its mean, or with reduction: sum its sum")
      .required_list("mean", &C::mean, "The layers that give the means.")
      .required_list("log_variance", &C::log_variance,
                     "The layers that give the logarithms of the variances, in the shape of the means.")
      .field("kl_weight", &C::kl_weight, "Factor of the divergence: β of a β-VAE; 0 leaves it out.",
             at_least(0))
      .field("evaluation", &C::evaluation,
             "What stands for the latent values in an evaluation: their mean, or a draw, the same each time "
             "for the same sample.");
}

std::optional<Shape> VariationalConfig::joined_shape(const Shape& /*input*/, const std::vector<Shape>& shapes,
                                                     ErrorSink& sink) const {
  if (shapes[1] != shapes[0]) {
    sink.error("log_variance",
               fmt::format("Variational needs a log-variance for each mean, but mean gives {} and "
                           "log_variance {}",
                           batch_text(shapes[0]), batch_text(shapes[1])));
  }
  return shapes[0];
}

OutputRange VariationalConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

namespace {

Index latent_width(const VariationalConfig& config, const Shape& input) {
  Diagnostics unheard;  // all of it has been reported
  return size_of(summarize(config.mean, input, unheard).value().output);
}

/// Sebastiano Vigna's splitmix64: a generator of one number, which any value begins well.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    constexpr std::uint64_t step = 0x9E3779B97F4A7C15U, first = 0xBF58476D1CE4E5B9U,
                            second = 0x94D049BB133111EBU;
    std::uint64_t z = state_ += step;
    z = (z ^ (z >> 30U)) * first;
    z = (z ^ (z >> 27U)) * second;
    return z ^ (z >> 31U);
  }
  /// In (0, 1).
  double uniform() {
    constexpr double spacing = 0x1p-53;
    return (static_cast<double>(next() >> 11U) + 0.5) * spacing;
  }
  void mix_in(std::uint64_t value) {
    state_ ^= value;
    state_ = next();
  }

 private:
  std::uint64_t state_;
};

}  // namespace

template <class T>
Variational<T>::Variational(const VariationalConfig& config, const Shape& input, Index max_batch)
    : kl_weight_(config.kl_weight),
      samples_in_evaluation_(config.evaluation == LatentEvaluation::sample),
      branches_(config.inside(), Branches<T>::Join::concat, input, max_batch),
      width_(latent_width(config, input)),
      both_(product_of_sizes({padded_rows(max_batch, most_lanes), 2, width_})),
      both_gradient_(product_of_sizes({padded_rows(max_batch, most_lanes), 2, width_})),
      noise_(product_of_sizes({padded_rows(max_batch, most_lanes), width_})),
      drawn_(product_of_sizes({max_batch, width_})) {}

template <class T>
T& Variational<T>::noise_of(Index sample, Index value) {
  const Index block = sample / lanes_, lane = sample % lanes_;
  return noise_.data()[(block * width_ + value) * lanes_ + lane];
}

/// N(0, 1) for every latent value of the batch; false, with 0, where nothing is drawn.
template <class T>
bool Variational<T>::draw(Matrix<const T> in, const ForwardContext& context) {
  std::fill_n(noise_.data(), padded_rows(rows_, lanes_) * width_, T(0));
  if (context.training ? !context.generator : !samples_in_evaluation_) return false;
  if (context.training) {
    const std::span<T> drawn = drawn_.span().first(static_cast<std::size_t>(rows_ * width_));
    context.generator->normal(drawn, 0, 1);
    for (Index i = 0; i < rows_; ++i)
      for (Index j = 0; j < width_; ++j) noise_of(i, j) = drawn_.data()[i * width_ + j];
  } else {
    for (Index i = 0; i < rows_; ++i) {
      const T* sample = in.data + i / lanes_ * in.cols * lanes_ + i % lanes_;
      SplitMix own(static_cast<std::uint64_t>(width_));
      for (Index j = 0; j < in.cols; ++j)
        own.mix_in(std::bit_cast<std::uint64_t>(static_cast<double>(sample[j * lanes_])));
      for (Index j = 0; j < width_; ++j) {  // Box & Muller 1958
        const double radius = std::sqrt(-2 * std::log(own.uniform()));
        noise_of(i, j) = static_cast<T>(radius * std::cos(2 * std::numbers::pi * own.uniform()));
      }
    }
  }
  return true;
}

template <class T>
void Variational<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  rows_ = in.rows;
  lanes_ = context.lanes;
  branches_.forward(in, {both_.data(), rows_, 2 * width_}, context);
  const bool is_drawn = draw(in, context);
  const Index blocks = padded_rows(rows_, lanes_) / lanes_, size = width_ * lanes_;
  for (Index block = 0; block < blocks; ++block) {
    const T *mean = both_.data() + 2 * block * size, *log_variance = mean + size;
    T *z = out.data + block * size, *spread = noise_.data() + block * size;
    for (Index k = 0; k < size && is_drawn; ++k)  // else a variance of infinity would count
      spread[k] *= elementary::exp(T(0.5) * log_variance[k]);
    for (Index k = 0; k < size; ++k) z[k] = mean[k] + spread[k];
  }
}

template <class T>
void Variational<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                              Matrix<T> grad_in, const ForwardContext& context) {
  const Index blocks = padded_rows(rows_, lanes_) / lanes_, size = width_ * lanes_;
  for (Index block = 0; block < blocks; ++block) {
    T share[most_lanes] = {};  // 0 for what pads a block
    for (Index l = 0; l < rows_of_block(rows_, lanes_, block); ++l)
      share[l] = static_cast<T>(kl_weight_ * context.loss_shares.of(block * lanes_ + l));
    const T *mean = both_.data() + 2 * block * size, *log_variance = mean + size;
    const T *slope = grad_out.data + block * size, *spread = noise_.data() + block * size;
    T *by_mean = both_gradient_.data() + 2 * block * size, *by_log_variance = by_mean + size;
    for (Index j = 0; j < width_; ++j) {
      for (Index l = 0; l < lanes_; ++l) {
        const Index k = j * lanes_ + l;
        by_mean[k] = slope[k] + share[l] * mean[k];
        by_log_variance[k] =
            T(0.5) * (slope[k] * spread[k] + share[l] * (elementary::exp(log_variance[k]) - T(1)));
      }
    }
  }
  branches_.backward(in, {both_.data(), rows_, 2 * width_}, {both_gradient_.data(), rows_, 2 * width_},
                     grad_in, context);
}

template <class T>
void Variational<T>::add_loss(std::span<double> of_samples) const {
  branches_.add_loss(of_samples);
  for (Index i = 0; i < rows_; ++i) {
    const T* mean = both_.data() + 2 * (i / lanes_) * width_ * lanes_ + i % lanes_;
    const T* log_variance = mean + width_ * lanes_;
    double sum = 0;
    for (Index k = 0; k < width_ * lanes_; k += lanes_) {
      const double m = static_cast<double>(mean[k]), v = static_cast<double>(log_variance[k]);
      sum += 1 + v - m * m - elementary::exp(v);
    }
    of_samples[static_cast<std::size_t>(i)] += kl_weight_ * -0.5 * sum;
  }
}

template class Variational<float>;
template class Variational<double>;

template Registration<LayerConfig> registration<LayerConfig, VariationalConfig>();

}  // namespace runner
