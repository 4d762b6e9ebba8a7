#include "problem/problems/styblinski_tang.h"

#include "spec/registration.h"

namespace runner {

Spec<StyblinskiTangConfig> StyblinskiTangConfig::spec() {
  Spec<StyblinskiTangConfig> spec("styblinski_tang",
                                  "A double well in every dimension, one side a little deeper.");
  spec.source("Styblinski & Tang 1990, doi:10.1016/0893-6080(90)90029-K")
      .formula("f(w) = ½·Σ (w_i⁴ - 16·w_i² + 5·w_i),  minimum -39.166166 for each parameter at -2.903534");
  add_fields(spec);
  return spec;
}

template <class T>
T StyblinskiTangConfig::value(std::span<const T> w, std::span<T> gradient) const {
  T sum = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const T square = w[i] * w[i];
    gradient[i] = 2 * square * w[i] - 16 * w[i] + T(2.5);
    sum += (square * square - 16 * square + 5 * w[i]) / 2;
  }
  return sum;
}

template float StyblinskiTangConfig::value(std::span<const float>, std::span<float>) const;
template double StyblinskiTangConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, StyblinskiTangConfig>();

}  // namespace runner
