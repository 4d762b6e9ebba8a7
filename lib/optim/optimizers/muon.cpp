#include "optim/optimizers/muon.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"
#include "tensor/bfloat16.h"
#include "tensor/product.h"

// The orthogonal matrix nearest to U is approached by a polynomial of the fifth degree in its singular
// values, which needs products alone: an SVD would take many times as long, and steps need not be exactly
// orthogonal. The iterations are rounded to bfloat16 wherever PyTorch's are; each product is summed in
// float32, so its order decides no more than the last bit before rounding.

namespace runner {

namespace {

/// out = beta·added + alpha·out, rounded to bfloat16 once: what torch.addmm does with a product in float.
void add_rounded(Matrix<float> out, const float* added, float beta, float alpha) {
  for (Index i = 0; i < out.size(); ++i)
    out.data[i] = round_to_bfloat16(beta * added[i] + alpha * out.data[i]);
}

}  // namespace

Spec<MuonConfig> MuonConfig::spec() {
  using C = MuonConfig;
  return Spec<C>("Muon", "Momentum whose steps are made orthogonal, for the matrices of hidden layers.")
      .source(
          "Jordan et al. 2024, kellerjordan.github.io/posts/muon; match_rms_adamw: Liu et al. 2025, "
          "arXiv:2502.16982; the momentum is the average that PyTorch's code makes, not the sum of its "
          "formula")
      .formula(
          "B_t = momentum·B_{t-1} + (1 - momentum)·G_t\n"
          "U_t = (1 - momentum)·G_t + momentum·B_t,  without nesterov U_t = B_t\n"
          "X_0 = U_t / max(‖U_t‖, eps),  X_k = a·X + (b·A + c·A²)·X with A = X·Xᵀ, X = X_{k-1}, ns_steps "
          "times "
          "in bfloat16\n"
          "w_t = (1 - lr·weight_decay)·w_{t-1} - lr·s·X,  for w with m rows and n columns\n"
          "s = √max(1, m/n),  with match_rms_adamw s = 0.2·√max(m, n)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0))
      .field("momentum", &C::momentum, "Memory of the gradients.", at_least(0))
      .field("nesterov", &C::nesterov, "Look ahead along the momentum.")
      .field("ns_coefficients", &C::ns_coefficients, "a, b and c of the Newton-Schulz iteration.")
      .field("eps", &C::eps, "The least norm that a step is divided by.", at_least(0))
      .field("ns_steps", &C::ns_steps, "Newton-Schulz iterations of a step.", closed(0, 99))
      .field("adjust_lr_fn", &C::adjust_lr_fn, "How the step size follows the matrix's shape.");
}

void MuonConfig::check(const ParameterLayout& layout, ErrorSink& sink) const {
  for (const ParameterView& view : layout) {
    if (view.shape.size() == 2) continue;
    sink.error("", fmt::format("Muon takes matrices only, and {} is {}; give such parameters another "
                               "optimizer in `groups`",
                               view.name, shape_text(view.shape)));
    return;
  }
}

template <class T>
Muon<T>::Muon(const MuonConfig& config, const ParameterLayout& layout)
    : config_(config), momentum_buffer_(total_size(layout)) {
  Index largest = 0, shorter = 0;
  for (const ParameterView& view : layout) {
    tensors_.push_back({view.offset, view.shape[0], view.shape[1]});
    largest = std::max(largest, view.size);
    shorter = std::max(shorter, std::min(view.shape[0], view.shape[1]));
  }
  direction_ = Buffer<T>(largest);
  ortho_ = Buffer<float>(largest);
  product_ = Buffer<float>(largest);
  gram_ = Buffer<float>(shorter * shorter);
  gram_update_ = Buffer<float>(shorter * shorter);
}

template <class T>
void Muon<T>::orthogonalize(const Tensor& tensor) {
  // A tall matrix is turned, so that X·Xᵀ is the smaller of the two squares.
  const bool tall = tensor.rows > tensor.cols;
  const Index m = tall ? tensor.cols : tensor.rows, n = tall ? tensor.rows : tensor.cols;
  double squares = 0;
  for (Index i = 0; i < m * n; ++i) {
    const Index from = tall ? i % n * m + i / n : i;
    ortho_.data()[i] = round_to_bfloat16(static_cast<float>(direction_.data()[from]));
    squares += static_cast<double>(ortho_.data()[i]) * static_cast<double>(ortho_.data()[i]);
  }
  const float norm = std::max(round_to_bfloat16(static_cast<float>(std::sqrt(squares))),
                              round_to_bfloat16(static_cast<float>(config_.eps)));
  for (Index i = 0; i < m * n; ++i) ortho_.data()[i] = round_to_bfloat16(ortho_.data()[i] / norm);

  const auto a = static_cast<float>(config_.ns_coefficients[0]);
  const auto b = static_cast<float>(config_.ns_coefficients[1]);
  const auto c = static_cast<float>(config_.ns_coefficients[2]);
  const Matrix<float> x{ortho_.data(), m, n}, next{product_.data(), m, n};
  const Matrix<float> gram{gram_.data(), m, m}, gram_update{gram_update_.data(), m, m};
  constexpr int threads = 1;
  for (std::int64_t k = 0; k < config_.ns_steps; ++k) {
    multiply_transposed<float>(x, x, nullptr, gram, threads);
    for (float& value : gram.span()) value = round_to_bfloat16(value);
    multiply<float>(gram, gram, gram_update, threads);
    add_rounded(gram_update, gram.data, b, c);
    multiply<float>(gram_update, x, next, threads);
    add_rounded(next, x.data, a, 1);
    std::copy_n(next.data, m * n, x.data);
  }
}

template <class T>
double Muon<T>::adjusted(double lr, const Tensor& tensor) const {
  const auto m = static_cast<double>(tensor.rows), n = static_cast<double>(tensor.cols);
  return lr * (config_.adjust_lr_fn == AdjustLr::original ? std::sqrt(std::max(1.0, m / n))
                                                          : 0.2 * std::sqrt(std::max(m, n)));
}

template <class T>
void Muon<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T one_minus_momentum = static_cast<T>(1 - step.momentum_or(config_.momentum));
  const T momentum = static_cast<T>(step.momentum_or(config_.momentum));
  const T decay_factor = static_cast<T>(1 - step.lr * config_.weight_decay);
  for (const Tensor& tensor : tensors_) {
    const Index size = tensor.rows * tensor.cols;
    T* w = parameters.data() + tensor.offset;
    const T* g = gradients.data() + tensor.offset;
    T* buffer = momentum_buffer_.data() + tensor.offset;
    for (Index i = 0; i < size; ++i) {
      buffer[i] = lerp(buffer[i], g[i], one_minus_momentum);
      direction_.data()[i] = config_.nesterov ? lerp(g[i], buffer[i], momentum) : buffer[i];
    }
    orthogonalize(tensor);
    const T minus_lr = static_cast<T>(-adjusted(step.lr, tensor));
    const bool tall = tensor.rows > tensor.cols;
    for (Index i = 0; i < size; ++i) {
      const Index from = tall ? i % tensor.cols * tensor.rows + i / tensor.cols : i;
      w[i] = multiply_add(minus_lr, static_cast<T>(ortho_.data()[from]), decay_factor * w[i]);
    }
  }
}

template <class T>
std::vector<StateView> Muon<T>::state() {
  return {{"momentum_buffer", momentum_buffer_.span()}};
}

template class Muon<float>;
template class Muon<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, MuonConfig>();

}  // namespace runner
