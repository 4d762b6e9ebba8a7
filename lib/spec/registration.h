#pragma once

#include "spec/registry.h"

namespace runner {

/// For the .cpp of a component, which ends with the one line that compiles it into the program:
/// `template Registration<OptimizerConfig> registration<OptimizerConfig, AdamConfig>();`.
template <class K, class C>
Registration<K> registration() {
  Spec<C> spec = C::spec();
  if constexpr (requires { K::add_common_fields(spec); }) K::add_common_fields(spec);
  return {spec, []() -> Instance<K> {
            auto config = std::make_shared<C>();
            void* object = config.get();
            return {std::move(config), object};
          }};
}

}  // namespace runner
