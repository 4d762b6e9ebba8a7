#include "problem/problems/quadratic.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

namespace {

const std::vector<double>* as_list(const NumberOrList& value) {
  return std::get_if<std::vector<double>>(&value);
}

}  // namespace

Spec<QuadraticConfig> QuadraticConfig::spec() {
  using C = QuadraticConfig;
  return Spec<C>("quadratic", "A bowl with a curvature for each parameter.")
      .source("w²/2, the textbook example of gradient descent")
      .formula("f(w) = ½·Σ λ_i·w_i²,  minimum 0 at 0 where every λ_i is above 0")
      .field("curvature", &C::curvature,
             "λ: one number for all parameters or a list; below 0 the bowl hangs upside down.")
      .field("start", &C::start, "Where the parameters start: one number for all of them or a list.");
}

void QuadraticConfig::check(ErrorSink& sink) const {
  const auto* curvatures = as_list(curvature);
  const auto* starts = as_list(start);
  if (curvatures && curvatures->empty()) return sink.error("curvature", "the list is empty");
  if (starts && starts->empty()) return sink.error("start", "the list is empty");
  if (curvatures && starts && curvatures->size() != starts->size()) {
    sink.error("start", fmt::format("start has length {}, but curvature has length {}", starts->size(),
                                    curvatures->size()));
  }
}

std::vector<double> QuadraticConfig::starting_point() const {
  if (const auto* starts = as_list(start)) return *starts;
  const auto* curvatures = as_list(curvature);
  return std::vector<double>(curvatures ? curvatures->size() : 1, std::get<double>(start));
}

std::vector<std::vector<double>> QuadraticConfig::minima() const {
  const auto* curvatures = as_list(curvature);
  const bool bowl = curvatures
                        ? std::all_of(curvatures->begin(), curvatures->end(), [](double c) { return c > 0; })
                        : std::get<double>(curvature) > 0;
  if (!bowl) return {};
  return {std::vector<double>(starting_point().size(), 0.0)};
}

template <class T>
T QuadraticConfig::value(std::span<const T> w, std::span<T> gradient) const {
  const std::vector<double>* list = as_list(curvature);
  T sum = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    gradient[i] = static_cast<T>(list ? (*list)[i] : std::get<double>(curvature)) * w[i];
    sum += gradient[i] * w[i] / 2;
  }
  return sum;
}

template float QuadraticConfig::value(std::span<const float>, std::span<float>) const;
template double QuadraticConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, QuadraticConfig>();

}  // namespace runner
