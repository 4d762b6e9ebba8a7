#include "nn/network.h"

#include <cassert>

// One flat vector for all parameters makes an optimizer one loop, a checkpoint one block and a gradient's
// norm one sum, however many layers there are.

namespace runner {

ParameterLayout parameter_layout(const LayerComponents& layers, const Shape& input) {
  constexpr Index no_rows = 0;  // and so no buffers
  return Chain<float>(layers, input, no_rows).parameters();
}

template <class T>
Network<T>::Network(const LayerComponents& layers, const Shape& input, Index max_batch,
                    bool rounds_to_bfloat16)
    : chain_(layers, input, max_batch),
      parameters_(total_size(chain_.parameters())),
      gradients_(total_size(chain_.parameters())) {
  assert(!layers.empty());
  if (rounds_to_bfloat16) chain_.use_bfloat16();
  chain_.attach(parameters_.data(), gradients_.data());
}

template <class T>
void Network<T>::initialize(Generator& generator) {
  chain_.initialize(generator);
  chain_.apply_user_init(generator);
}

template class Network<float>;
template class Network<double>;

}  // namespace runner
