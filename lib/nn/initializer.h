#pragma once

#include <span>
#include <string_view>

#include "base/random.h"
#include "spec/error_sink.h"
#include "tensor/matrix.h"

namespace runner {

/// Fills a tensor with first values; a function of torch.nn.init. Stateless: the config itself draws.
struct InitializerConfig {
  static constexpr std::string_view kind = "initializer";
  static constexpr std::string_view plural = "initializers";
  virtual ~InitializerConfig() = default;

  /// Reports an error where the tensor's shape does not suit (xavier and kaiming need two dimensions, eye
  /// exactly two).
  virtual void check(const Shape& /*shape*/, ErrorSink& /*sink*/) const {}

  /// Draws every value of a tensor, in row-major order of `shape`, for which `check` had nothing to say. The
  /// draws are those of the torch.nn.init function of this name with the same generator.
  virtual void fill(std::span<float> values, const Shape& shape, Generator& generator) const = 0;
  virtual void fill(std::span<double> values, const Shape& shape, Generator& generator) const = 0;
};

/// Ties a config to its `template <class T> void draw(std::span<T>, const Shape&, Generator&) const`:
/// `struct NormalConfig : InitializerConfigOf<NormalConfig>`.
template <class C>
struct InitializerConfigOf : InitializerConfig {
  void fill(std::span<float> values, const Shape& shape, Generator& generator) const override {
    static_cast<const C&>(*this).draw(values, shape, generator);
  }
  void fill(std::span<double> values, const Shape& shape, Generator& generator) const override {
    static_cast<const C&>(*this).draw(values, shape, generator);
  }
};

}  // namespace runner
