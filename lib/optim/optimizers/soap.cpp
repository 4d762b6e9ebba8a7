#include "optim/optimizers/soap.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "optim/field_help.h"
#include "optim/norm.h"
#include "optim/rounding.h"
#include "spec/registration.h"
#include "tensor/orthogonal.h"
#include "tensor/product.h"

// Adam in the eigenbasis of Shampoo's L and R. The basis is kept up to date by one step of the power
// iteration with a QR decomposition in the place of an eigendecomposition (from the second time on), and then
// the second moments are sorted as its columns are. The first step only begins L and R and moves nothing, as
// in the authors' code.

namespace runner {

Spec<SOAPConfig> SOAPConfig::spec() {
  using C = SOAPConfig;
  return Spec<C>("SOAP", "Adam in the eigenbasis of the gradients' covariance, matrix by matrix.")
      .source(
          "Vyas et al. 2024, Algorithm 3, arXiv:2409.11321, with the options and defaults of the authors' "
          "code: "
          "the first gradient only sets up the bases, moments are corrected for their start, the weights "
          "shrink "
          "after the step. Tensors that are no matrices are stepped by Adam")
      .formula(
          "M_t = β1·M_{t-1} + (1 - β1)·G_t\n"
          "G' = Q_Lᵀ·G_t·Q_R,  M' = Q_Lᵀ·M_t·Q_R\n"
          "V_t = β2·V_{t-1} + (1 - β2)·G'²\n"
          "W_t = (1 - lr·weight_decay)·(W_{t-1} - lr·√(1 - β2^k) / (1 - β1^k)·Q_L·(M' / (√V_t + eps))·Q_Rᵀ), "
          " "
          "k = t - 1\n"
          "L_t = βs·L_{t-1} + (1 - βs)·G_t·G_tᵀ,  R_t = βs·R_{t-1} + (1 - βs)·G_tᵀ·G_t\n"
          "every precondition_frequency steps: Q_L = QR(L_t·Q_L), Q_R = QR(R_t·Q_R), from the eigenvectors "
          "of L_1, "
          "R_1")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("shampoo_beta", &C::shampoo_beta, "Memory of L and R; without it β2.", half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0))
      .field("precondition_frequency", &C::precondition_frequency, "Steps from one basis to the next.",
             at_least(1))
      .field("max_precond_dim", &C::max_precond_dim, "A longer side of a matrix is left as it is.",
             at_least(1))
      .field("precondition_1d", &C::precondition_1d, "Give vectors, such as biases, an eigenbasis as well.")
      .field("normalize_grads", &C::normalize_grads,
             "Give every tensor's step a root mean square of lr (before the correction).")
      .field("correct_bias", &C::correct_bias, "Correct the moments for their start at 0.");
}

template <class T>
SOAP<T>::SOAP(const SOAPConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)), exp_avg_sq_(total_size(layout)) {
  tensors_.reserve(layout.size());
  for (const ParameterView& view : layout) tensors_.push_back(tensor_of(view));
  lay_out_scratch();
}

template <class T>
typename SOAP<T>::Tensor SOAP<T>::tensor_of(const ParameterView& view) const {
  const bool matrix = view.shape.size() == 2;
  Tensor tensor{view, matrix ? view.shape[0] : view.size, matrix ? view.shape[1] : 1, {}, {}};
  const bool turned = matrix || (config_.precondition_1d && view.shape.size() == 1);
  if (turned && tensor.rows <= config_.max_precond_dim) tensor.left = Side(tensor.rows);
  if (matrix && tensor.cols <= config_.max_precond_dim) tensor.right = Side(tensor.cols);
  return tensor;
}

template <class T>
void SOAP<T>::lay_out_scratch() {
  Index size = 0, side = 0;
  for (const Tensor& tensor : tensors_) {
    size = std::max(size, tensor.view.size);
    side = std::max({side, tensor.left.size, tensor.right.size});
  }
  projected_ = Buffer<T>(size);
  update_ = Buffer<T>(size);
  rotated_ = Buffer<T>(size);
  product_ = Buffer<T>(side * side);
  sorted_ = Buffer<T>(side * side);
  constexpr Index most = 5;  // vectors, for `eigenvectors`
  workspace_ = Buffer<T>(most * side);
  order_.resize(static_cast<std::size_t>(side));
}

template <class T>
void SOAP<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const bool first = step.number == 1;
  config_.betas = step.betas_or(config_.betas);  // for all that follows
  for (Tensor& tensor : tensors_) {
    const Matrix<T> w{parameters.data() + tensor.view.offset, tensor.rows, tensor.cols};
    const Matrix<const T> g{gradients.data() + tensor.view.offset, tensor.rows, tensor.cols};
    if (!first) move(w, direction(tensor, g), step);
    take_in(tensor, g);
    if (first) {
      for (Side* side : {&tensor.left, &tensor.right}) {
        if (side->size > 0) begin(*side);
      }
    } else if ((step.number - 1) % config_.precondition_frequency == 0) {
      refresh(tensor);
    }
  }
}

/// Into the eigenbasis of the tensor's sides, or back out of it: Lᵀ·values·R or L·values·Rᵀ, without the
/// sides that have none.
template <class T>
void SOAP<T>::rotate(Tensor& tensor, Matrix<T> values, bool back) {
  const Matrix<T> rotated{rotated_.data(), values.rows, values.cols};
  if (tensor.left.size > 0) {
    const Matrix<T> basis = tensor.left.basis_view();
    back ? multiply<T>(basis, values, rotated, 1) : multiply_outer<T>(basis, values, rotated, 1);
    std::ranges::copy(rotated.span(), values.data);
  }
  if (tensor.right.size > 0) {
    const Matrix<T> basis = tensor.right.basis_view();
    back ? multiply_transposed<T>(values, basis, nullptr, rotated, 1)
         : multiply<T>(values, basis, rotated, 1);
    std::ranges::copy(rotated.span(), values.data);
  }
}

/// Adam's step, without its rate, with both moments in the eigenbasis; the first is kept outside of it, where
/// a change of the basis does not touch it.
template <class T>
Matrix<T> SOAP<T>::direction(Tensor& tensor, Matrix<const T> g) {
  const T beta1 = static_cast<T>(config_.betas[0]);
  const T beta2 = static_cast<T>(config_.betas[1]);
  const T one_minus_beta1 = static_cast<T>(1 - config_.betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - config_.betas[1]);
  const T eps = static_cast<T>(config_.eps);
  T* average = exp_avg_.data() + tensor.view.offset;
  T* square = exp_avg_sq_.data() + tensor.view.offset;
  const Matrix<T> projected{projected_.data(), g.rows, g.cols};
  const Matrix<T> update{update_.data(), g.rows, g.cols};
  for (Index i = 0; i < g.size(); ++i) {
    projected.data[i] = g.data[i];
    average[i] = multiply_add(one_minus_beta1, g.data[i], beta1 * average[i]);
    update.data[i] = average[i];
  }
  rotate(tensor, projected, false);
  rotate(tensor, update, false);
  for (Index i = 0; i < g.size(); ++i) {
    const T turned = projected.data[i];
    square[i] = multiply_add(one_minus_beta2 * turned, turned, beta2 * square[i]);
    update.data[i] /= std::sqrt(square[i]) + eps;
  }
  rotate(tensor, update, true);
  return update;
}

template <class T>
void SOAP<T>::move(Matrix<T> w, Matrix<const T> update, const Step& step) const {
  const auto [beta1, beta2] = config_.betas;
  const double k = static_cast<double>(step.number - 1);
  double size = step.lr;
  if (config_.correct_bias) size *= std::sqrt(1 - std::pow(beta2, k)) / (1 - std::pow(beta1, k));
  if (config_.normalize_grads) {
    const double mean_square_root = norm<T>(update.span()) / std::sqrt(static_cast<double>(w.size()));
    size /= 1e-30 + mean_square_root;  // the authors' tiny number: a step of zeros stays one
  }
  const T minus_lr = static_cast<T>(-size);
  const T decay_factor = static_cast<T>(1 - step.lr * config_.weight_decay);
  for (Index i = 0; i < w.size(); ++i)
    w.data[i] = decay_factor * multiply_add(minus_lr, update.data[i], w.data[i]);
}

template <class T>
void SOAP<T>::take_in(Tensor& tensor, Matrix<const T> g) {
  const double shampoo_beta = config_.shampoo_beta.value_or(config_.betas[1]);
  const T one_minus_beta = static_cast<T>(1 - shampoo_beta);
  for (Side* side : {&tensor.left, &tensor.right}) {
    if (side->size == 0) continue;
    const Matrix<T> outer{product_.data(), side->size, side->size};
    side == &tensor.left ? multiply_transposed<T>(g, g, nullptr, outer, 1)
                         : multiply_outer<T>(g, g, outer, 1);
    // L = mean of g·gᵀ, R = mean of gᵀ·g.
    for (std::size_t i = 0; i < side->average.size(); ++i) {
      side->average[i] = lerp(side->average[i], product_[i], one_minus_beta);
    }
  }
}

template <class T>
void SOAP<T>::begin(Side& side) {
  const Matrix<T> overwritten{sorted_.data(), side.size, side.size};
  std::ranges::copy(side.average.span(), overwritten.data);
  eigenvectors<T>(overwritten, side.basis_view(), workspace_.span());
}

/// Orders the columns of the basis by the estimates qᵀ·A·q of their eigenvalues, the largest first; A·Q stays
/// in product_ for what follows.
template <class T>
void SOAP<T>::sort(Side& side) {
  const Index n = side.size;
  const Matrix<T> basis = side.basis_view();
  const Matrix<T> product{product_.data(), n, n};
  multiply<T>(side.average_view(), basis, product, 1);
  const std::span order(order_.data(), static_cast<std::size_t>(n));
  for (Index j = 0; j < n; ++j) order[static_cast<std::size_t>(j)] = {0, j};
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      order[static_cast<std::size_t>(j)].first +=
          static_cast<double>(basis.row(i)[j]) * static_cast<double>(product.row(i)[j]);
    }
  }
  for (auto& [eigenvalue, column] : order) {
    // Of a run that diverges; a NaN would not sort.
    if (std::isnan(eigenvalue)) eigenvalue = -std::numeric_limits<double>::infinity();
  }
  std::ranges::sort(order, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
}

/// One step of orthogonal iteration: Q becomes that of the QR decomposition of A·Q.
template <class T>
void SOAP<T>::refresh(Side& side) {
  const Index n = side.size;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      sorted_.data()[i * n + j] = product_.data()[i * n + order_[static_cast<std::size_t>(j)].second];
    }
  }
  orthogonal_factor<T>({sorted_.data(), n, n}, side.basis_view(), workspace_.span());
}

template <class T>
void SOAP<T>::refresh(Tensor& tensor) {
  const Matrix<T> square{exp_avg_sq_.data() + tensor.view.offset, tensor.rows, tensor.cols};
  const Matrix<T> moved{rotated_.data(), tensor.rows, tensor.cols};
  for (Side* side : {&tensor.left, &tensor.right}) {
    if (side->size == 0) continue;
    const bool left = side == &tensor.left;
    sort(*side);
    for (Index i = 0; i < square.rows; ++i) {
      for (Index j = 0; j < square.cols; ++j) {
        const Index from = order_[static_cast<std::size_t>(left ? i : j)].second;
        moved.row(i)[j] = left ? square.row(from)[j] : square.row(i)[from];
      }
    }
    std::ranges::copy(moved.span(), square.data);
    refresh(*side);
  }
}

template <class T>
std::vector<StateView> SOAP<T>::state() {
  std::vector<StateView> views = {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
  for (Tensor& tensor : tensors_) {
    for (Side* side : {&tensor.left, &tensor.right}) {
      if (side->size == 0) continue;
      const std::string name = tensor.view.name + (side == &tensor.left ? ".left" : ".right");
      views.push_back({"GG." + name, side->average.span(), {side->size, side->size}});
      views.push_back({"Q." + name, side->basis.span(), {side->size, side->size}});
    }
  }
  return views;
}

template class SOAP<float>;
template class SOAP<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, SOAPConfig>();

}  // namespace runner
