#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "spec/error_sink.h"
#include "spec/type.h"
#include "tensor/matrix.h"

namespace runner {

/// Indices of training samples.
using SampleIndices = std::span<const std::int64_t>;

/// A test function for optimizers with its gradient; it stands in the place of data, network and loss. It is
/// plain, or the mean of a term for each of its samples, so that a mini-batch sees a part of it.
struct ProblemConfig {
  static constexpr std::string_view kind = "problem";
  static constexpr std::string_view plural = "problems";
  virtual ~ProblemConfig() = default;

  double noise = 0;  ///< standard deviation, of each component of the gradient

  /// Reports an error where options do not fit together.
  virtual void check(ErrorSink& /*sink*/) const {}

  /// Where the parameters start; its length is the number of parameters.
  virtual std::vector<double> starting_point() const = 0;

  /// Where the value is smallest, as far as that is known: one point or several.
  virtual std::vector<std::vector<double>> minima() const { return {}; }

  /// Number of training samples; 0 for a plain function.
  virtual Index samples() const { return 0; }

  /// The value at `w`, its gradient into `gradient` (as long as `w`): the mean over `batch`, or over all
  /// samples where that is empty. No heap allocation, here and below.
  virtual float evaluate(std::span<const float> w, SampleIndices batch, std::span<float> gradient) const = 0;
  virtual double evaluate(std::span<const double> w, SampleIndices batch,
                          std::span<double> gradient) const = 0;

  /// The value at `w` over the test samples, or that of a plain function. `scratch` is as long as `w`.
  virtual float test(std::span<const float> w, std::span<float> scratch) const = 0;
  virtual double test(std::span<const double> w, std::span<double> scratch) const = 0;

  template <class S>
  static void add_common_fields(S& spec) {
    spec.field(
        "noise", &ProblemConfig::noise,
        "Each training step adds u·w to the function, u drawn anew from N(0, noise²) for each parameter.",
        at_least(0));
  }
};

/// Ties a config to the two number types, so that a problem is written once, as two templates:
///   template <class T> T value_at(std::span<const T> w, SampleIndices batch, std::span<T> gradient) const;
///   template <class T> T test_value_at(std::span<const T> w, std::span<T> scratch) const;
template <class Config>
struct ProblemConfigOf : ProblemConfig {
  float evaluate(std::span<const float> w, SampleIndices batch, std::span<float> gradient) const final {
    return self().value_at(w, batch, gradient);
  }
  double evaluate(std::span<const double> w, SampleIndices batch, std::span<double> gradient) const final {
    return self().value_at(w, batch, gradient);
  }
  float test(std::span<const float> w, std::span<float> scratch) const final {
    return self().test_value_at(w, scratch);
  }
  double test(std::span<const double> w, std::span<double> scratch) const final {
    return self().test_value_at(w, scratch);
  }

 protected:
  const Config& self() const { return static_cast<const Config&>(*this); }
};

/// Ties a plain function to its config: `struct SaddleConfig : FunctionOf<SaddleConfig>` with
///   template <class T> T value(std::span<const T> w, std::span<T> gradient) const;
/// instantiated for float and double in its .cpp.
template <class Config>
struct FunctionOf : ProblemConfigOf<Config> {
  template <class T>
  T value_at(std::span<const T> w, SampleIndices /*batch*/, std::span<T> gradient) const {
    return this->self().value(w, gradient);
  }
  template <class T>
  T test_value_at(std::span<const T> w, std::span<T> scratch) const {
    return this->self().value(w, scratch);
  }
};

/// A function of two parameters; the config has its member `start`.
template <class Config>
struct PlaneFunctionOf : FunctionOf<Config> {
  std::vector<double> starting_point() const final {
    const auto& start = static_cast<const Config&>(*this).start;
    return {start[0], start[1]};
  }
};

/// Ties a function with samples to its config, which has, instantiated for both types,
///   template <class T> double mean(std::span<const T> w, SampleIndices batch, std::span<T> gradient) const;
///   template <class T> double test_mean(std::span<const T> w) const;
template <class Config>
struct SampledFunctionOf : ProblemConfigOf<Config> {
  template <class T>
  T value_at(std::span<const T> w, SampleIndices batch, std::span<T> gradient) const {
    return static_cast<T>(this->self().mean(w, batch, gradient));
  }
  template <class T>
  T test_value_at(std::span<const T> w, std::span<T> /*scratch*/) const {
    return static_cast<T>(this->self().test_mean(w));
  }
};

}  // namespace runner
