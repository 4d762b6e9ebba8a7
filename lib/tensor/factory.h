#pragma once

#include <memory>
#include <type_traits>

namespace runner {

/// What the configs of a kind make in the number type that a run asks for: `make<T>(args…)` gives an
/// Object<T>. A template can't be virtual, so two virtual functions stand behind it, for float and double; a
/// config writes neither, but one `build` (see `BuildOf`).
template <template <class> class Object, class... Args>
struct Factory {
  virtual ~Factory() = default;

  template <class T>
  std::unique_ptr<Object<T>> make(Args... args) const {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>);
    if constexpr (std::is_same_v<T, float>) {
      return make_float(args...);
    } else {
      return make_double(args...);
    }
  }

  /// Puts the config C, of the kind `Kind`, behind `make`; C, or a base of it that knows it, has
  ///   template <class T> std::unique_ptr<Object<T>> build(Args...) const;
  template <class C, class Kind>
  struct BuildOf : Kind {
   private:
    std::unique_ptr<Object<float>> make_float(Args... args) const override {
      return static_cast<const C&>(*this).template build<float>(args...);
    }
    std::unique_ptr<Object<double>> make_double(Args... args) const override {
      return static_cast<const C&>(*this).template build<double>(args...);
    }
  };

 private:
  virtual std::unique_ptr<Object<float>> make_float(Args... args) const = 0;
  virtual std::unique_ptr<Object<double>> make_double(Args... args) const = 0;
};

}  // namespace runner
