#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "bound.h"
#include "spec/component_error_sink.h"

// What layers that normalise, drop, pad and join channels say where samples have another shape than they
// take.

namespace runner {
namespace {

/// Messages for a network of these layers, with places.
std::string said_of(const std::string& layers, const Shape& input) {
  Diagnostics diagnostics;
  const auto network = bound<LayerComponents>("network", "network:\n" + layers + "\n", diagnostics);
  if (diagnostics.empty()) summarize(network, input, diagnostics);
  return join(lines_of(diagnostics), "\n");
}

struct Said {
  std::string layers;
  Shape input;
  std::string expected;
};

}  // namespace

TEST_CASE("normalising layers say which shapes they take") {
  const std::vector<Said> cases = {
      {"- BatchNorm2d",
       {3, 4},
       "2:3: error: network.0: BatchNorm2d normalises the channels of [N, C, H, W], but it receives [N, 3, "
       "4]; "
       "write BatchNorm1d"},
      {"- {type: BatchNorm2d, num_features: 5}",
       {3, 4, 4},
       "2:37: error: network.0.num_features: num_features is 5, but the layer receives [N, 3, 4, 4]"},
      {"- {type: GroupNorm, num_groups: 4}",
       {6, 2, 2},
       "2:33: error: network.0.num_groups: num_groups is 4, which does not divide the 6 channels of [N, 6, "
       "2, 2]"},
      {"- {type: GroupNorm, num_groups: 2, num_channels: 4}",
       {6, 2, 2},
       "2:50: error: network.0.num_channels: num_channels is 4, but the layer receives [N, 6, 2, 2]"},
      {"- {type: GroupNorm, num_groups: 6}",
       {6},
       "2:33: error: network.0.num_groups: num_groups is 6: each of [N, 6] would be normalised by itself, to "
       "0"},
      {"- GroupNorm",
       {6},
       "2:3: error: network.0: GroupNorm needs the parameter 'num_groups': Groups of equally many "
       "channels that lie together."},
      {"- InstanceNorm1d",
       {6},
       "2:3: error: network.0: InstanceNorm1d normalises the channels of [N, C, L], but it receives [N, 6]; "
       "write "
       "LayerNorm"},
      {"- InstanceNorm1d",
       {6, 2, 2},
       "2:3: error: network.0: InstanceNorm1d normalises the channels of [N, C, L], but it receives [N, 6, "
       "2, 2]; "
       "write InstanceNorm2d"},
      {"- InstanceNorm2d",
       {6, 2},
       "2:3: error: network.0: InstanceNorm2d normalises the channels of [N, C, H, W], but it receives [N, "
       "6, 2]; "
       "write InstanceNorm1d"},
      {"- InstanceNorm2d",
       {6, 1, 1},
       "2:3: error: network.0: InstanceNorm2d needs more than one value in a channel, but it receives [N, 6, "
       "1, "
       "1]"},
      {"- {type: LocalResponseNorm, size: 5}",
       {6},
       "2:3: error: network.0: LocalResponseNorm takes the channels of [N, C, L] or [N, C, H, W], but it "
       "receives "
       "[N, 6]; write LayerNorm"},
  };
  for (const Said& c : cases) {
    CAPTURE(c.layers);
    CHECK(said_of(c.layers, c.input) == c.expected);
  }
}

TEST_CASE("layers that drop and pad channels, and ways past layers, say which shapes they take") {
  const std::vector<Said> cases = {
      {"- Dropout1d",
       {6},
       "2:3: error: network.0: Dropout1d drops channels of [N, C, L], but it receives [N, 6]; write Dropout"},
      {"- Dropout1d",
       {6, 2, 2},
       "2:3: error: network.0: Dropout1d drops channels of [N, C, L], but it receives [N, 6, 2, 2]; write "
       "Dropout2d"},
      {"- Dropout2d",
       {6},
       "2:3: warning: network.0: Dropout2d is for [N, C, H, W]; of [N, 6] it drops single values, as Dropout "
       "does"},
      {"- Dropout2d",
       {6, 3},
       "2:3: warning: network.0: Dropout2d is for [N, C, H, W]; of [N, 6, 3] it drops whole channels, as "
       "Dropout1d does"},
      {"- {type: ZeroPad3d, padding: 1}",
       {6},
       "2:3: error: network.0: ZeroPad3d pads pictures [N, C, H, W], but it receives [N, 6]"},
      {"- {type: ZeroPad3d, padding: [1, 1, 2]}",
       {2, 3, 3},
       "2:30: error: network.0.padding: padding has 3 numbers; expected one, or six: left, right, top, "
       "bottom, "
       "channels before and behind"},
      {"- {type: ConstantPad3d, padding: [-2, -1, 0, 0, 0, 0], value: 1}",
       {2, 3, 3},
       "2:34: error: network.0.padding: padding leaves nothing of [N, 2, 3, 3], or is beyond 16777216"},
      {"- {type: Residual, layers: [BatchNorm2d], shortcut: [{type: ZeroPad3d, padding: [0, 0, 0, 0, 0, "
       "2]}]}",
       {2, 3, 3},
       "2:53: error: network.0.shortcut: Residual adds what its layers and its shortcut give, but of [N, 2, "
       "3, 3] "
       "the layers make [N, 2, 3, 3] and the shortcut [N, 4, 3, 3]"},
      {"- {type: Residual, layers: [{type: ZeroPad3d, padding: [0, 0, 0, 0, 1, 1]}]}",
       {2, 3, 3},
       "2:3: error: network.0: Residual adds what its layers give to their input, but they turn [N, 2, 3, 3] "
       "into "
       "[N, 4, 3, 3]; give it a shortcut that does so too"},
      {"- {type: Residual, layers: [Tanh], shortcut: [{type: BatchNorm2d}]}",
       {3},
       "2:47: error: network.0.shortcut.0: BatchNorm2d normalises the channels of [N, C, H, W], but it "
       "receives "
       "[N, 3]; write BatchNorm1d"},
  };
  for (const Said& c : cases) {
    CAPTURE(c.layers);
    CHECK(said_of(c.layers, c.input) == c.expected);
  }
}

TEST_CASE("parameters of a shortcut are named by it") {
  const LayerComponents layers = layers_of(
      "[{type: Residual, layers: [{type: GroupNorm, num_groups: 1}], shortcut: [Tanh, BatchNorm2d]}]");
  Network<float> network(layers, {2, 3, 3}, 4);
  std::string found;
  for (const ParameterView& view : network.layout()) found += view.name + " ";
  for (const StateView& view : network.state()) found += view.name + " ";
  CHECK(found ==
        "0.0.weight 0.0.bias 0.shortcut.1.weight 0.shortcut.1.bias 0.shortcut.1.running_mean "
        "0.shortcut.1.running_var 0.shortcut.1.num_batches_tracked ");
}

TEST_CASE("dirac says which tensors it fills") {
  const auto said = [](const std::string& initializer, const Shape& shape) {
    Diagnostics diagnostics;
    const auto component = bound<Component<InitializerConfig>>("init", "init: " + initializer, diagnostics);
    ComponentErrorSink sink(component, diagnostics);
    component->check(shape, sink);
    return join(lines_of(diagnostics), "\n");
  };
  CHECK(said("dirac", {3, 4}) ==
        "1:7: error: init: dirac needs the weight of a convolution, a tensor of three to five dimensions, "
        "not [3, "
        "4]; for a matrix there is eye");
  CHECK(said("{type: dirac, groups: 2}", {3, 4, 5}) ==
        "1:29: error: init.groups: groups is 2, which does not divide the 3 output channels of [3, 4, 5]");
  CHECK(said("{type: dirac, groups: 2}", {4, 4, 5}) == "");
}

}  // namespace runner
