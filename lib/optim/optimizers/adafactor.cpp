#include "optim/optimizers/adafactor.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

// The second moments of an m × n matrix are taken to be the product of a column of m and a row of n numbers,
// whose estimate needs only the means along both sides. A tensor with more dimensions is as many matrices as
// its first ones say; a vector has nothing to factor and keeps all of its moments.

namespace runner {

Spec<AdafactorConfig> AdafactorConfig::spec() {
  using C = AdafactorConfig;
  return Spec<C>("Adafactor", "Adam without momentum whose memory of a matrix is its row and column sums.")
      .source(
          "Shazeer & Stern 2018, arXiv:1804.04235; as PyTorch has it, with lr as the largest relative step "
          "and "
          "eps1 at the estimate, not in the sums")
      .formula(
          "β_t = 1 - t^beta2_decay,  α_t = max(eps2, RMS(w_{t-1}))·min(lr, 1/√t)\n"
          "of a matrix G_t with m rows and n columns:\n"
          "R_t = β_t·R_{t-1} + (1 - β_t)·(row means of G_t²),  C_t = β_t·C_{t-1} + (1 - β_t)·(column means)\n"
          "V_t = R_t·C_t / max(mean R_t, eps1)\n"
          "of a vector: V_t = β_t·V_{t-1} + (1 - β_t)·G_t²\n"
          "U_t = G_t / max(√V_t, eps1)\n"
          "w_t = (1 - lr·weight_decay)·w_{t-1} - α_t·U_t / max(1, RMS(U_t)/d)")
      .field("lr", &C::lr, "The largest step relative to the parameters' size, before scheduling.",
             at_least(0))
      .field("beta2_decay", &C::beta2_decay, "Power with which the second moment's memory grows.",
             {.high = 0})
      .field("eps", &C::eps,
             "The least root of a second moment (null: the type's precision), and the least size of the "
             "parameters that steps are relative to.",
             at_least(0))
      .field("d", &C::d, "The largest root mean square of a step before α_t; larger ones are scaled down.",
             at_least(1))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0))
      .field("maximize", &C::maximize, maximize_help)
      .check("eps", "the second eps must be a number", [](const C& c) { return c.eps[1].has_value(); });
}

template <class T>
struct Adafactor<T>::Numbers {
  T sign, one_minus_beta2, decay_factor;
  double eps1, eps2, relative;
};

template <class T>
Adafactor<T>::Adafactor(const AdafactorConfig& config, const ParameterLayout& layout) : config_(config) {
  Index rows = 0, cols = 0, values = 0, largest = 0;
  for (const ParameterView& view : layout) {
    const std::size_t dimensions = view.shape.size();
    largest = std::max(largest, view.size);
    if (dimensions < 2) {
      tensors_.push_back({view.offset, view.size, 1, 1, view.size, false, 0, values});
      values += view.size;
      continue;
    }
    const Index m = view.shape[dimensions - 2], n = view.shape[dimensions - 1];
    const Index matrices = view.size / (m * n);
    tensors_.push_back({view.offset, view.size, matrices, m, n, true, rows, cols});
    rows += matrices * m;
    cols += matrices * n;
  }
  row_var_ = Buffer<T>(rows);
  col_var_ = Buffer<T>(cols);
  variance_ = Buffer<T>(values);
  update_ = Buffer<T>(largest);
}

template <class T>
void Adafactor<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const double t = static_cast<double>(step.number);
  const Numbers numbers = {config_.maximize ? T(-1) : T(1),
                           static_cast<T>(std::pow(t, config_.beta2_decay)),
                           static_cast<T>(1 - step.lr * config_.weight_decay),
                           config_.eps[0].value_or(static_cast<double>(std::numeric_limits<T>::epsilon())),
                           *config_.eps[1],
                           std::min(step.lr, 1 / std::sqrt(t))};
  for (const Tensor& tensor : tensors_)
    update(tensor, parameters.data() + tensor.offset, gradients.data() + tensor.offset, numbers);
}

namespace {

/// The root mean square, summed in double.
template <class T>
double root_mean_square(const T* values, Index size) {
  double sum = 0;
  for (Index i = 0; i < size; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return std::sqrt(sum) / std::sqrt(static_cast<double>(size));
}

}  // namespace

template <class T>
void Adafactor<T>::update(const Tensor& tensor, T* w, const T* g, const Numbers& numbers) {
  // Steps are relative to the parameters' own size, but for what is near to 0.
  const double alpha = std::max(numbers.eps2, root_mean_square(w, tensor.size)) * numbers.relative;
  T* u = update_.data();
  if (tensor.factored) {
    estimate_factored(tensor, g, numbers);
  } else {
    T* variance = variance_.data() + tensor.col_offset;
    for (Index i = 0; i < tensor.size; ++i)
      u[i] = variance[i] = lerp(variance[i], g[i] * g[i], numbers.one_minus_beta2);
  }
  const T least = static_cast<T>(numbers.eps1 * numbers.eps1);
  for (Index i = 0; i < tensor.size; ++i)
    u[i] = T(1) / std::sqrt(std::max(u[i], least)) * (numbers.sign * g[i]);
  // A step whose root mean square is above d, as after a sudden large gradient, is scaled down to it.
  const double excess = std::max(1.0, root_mean_square(u, tensor.size) / config_.d);
  const T minus_step = static_cast<T>(-alpha / excess);
  for (Index i = 0; i < tensor.size; ++i) w[i] = multiply_add(minus_step, u[i], numbers.decay_factor * w[i]);
}

/// The second moments of a matrix, from the means of its rows and columns, to update_.
template <class T>
void Adafactor<T>::estimate_factored(const Tensor& tensor, const T* g, const Numbers& numbers) {
  const Index m = tensor.rows, n = tensor.cols;
  const auto square = [](T value) { return static_cast<double>(value) * static_cast<double>(value); };
  for (Index k = 0; k < tensor.matrices; ++k) {
    const T* matrix = g + k * m * n;
    T* rows = row_var_.data() + tensor.row_offset + k * m;
    T* cols = col_var_.data() + tensor.col_offset + k * n;
    double row_total = 0;
    for (Index i = 0; i < m; ++i) {
      double sum = 0;
      for (Index j = 0; j < n; ++j) sum += square(matrix[i * n + j]);
      rows[i] = lerp(rows[i], static_cast<T>(sum / static_cast<double>(n)), numbers.one_minus_beta2);
      row_total += static_cast<double>(rows[i]);
    }
    for (Index j = 0; j < n; ++j) {
      double sum = 0;
      for (Index i = 0; i < m; ++i) sum += square(matrix[i * n + j]);
      cols[j] = lerp(cols[j], static_cast<T>(sum / static_cast<double>(m)), numbers.one_minus_beta2);
    }
    // Rows times columns would have the mean of all twice.
    const T mean = std::max(static_cast<T>(row_total / static_cast<double>(m)), static_cast<T>(numbers.eps1));
    T* estimate = update_.data() + k * m * n;
    for (Index i = 0; i < m; ++i) {
      for (Index j = 0; j < n; ++j) estimate[i * n + j] = rows[i] * cols[j] / mean;
    }
  }
}

template <class T>
std::vector<StateView> Adafactor<T>::state() {
  return {{"row_var", row_var_.span()}, {"col_var", col_var_.span()}, {"variance", variance_.span()}};
}

template class Adafactor<float>;
template class Adafactor<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdafactorConfig>();

}  // namespace runner
