#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <string>
#include <vector>

#include "base/text.h"
#include "bound.h"
#include "catalog/catalog.h"

namespace runner {
namespace {

using Lines = std::vector<std::string>;

/// What there is to say about a network of one layer per line, from line 2 on.
Lines sink_of(const std::string& layers, const Shape& input) {
  Diagnostics diagnostics;
  const auto components = bound<LayerComponents>("network", "network:\n" + layers, diagnostics);
  if (!diagnostics.has_errors()) {
    const bool good = summarize(components, input, diagnostics).has_value();
    CHECK(good == !diagnostics.has_errors());
  }
  return lines_of(diagnostics);
}

struct ShapeCase {
  std::string layers;
  Shape input;
  Lines expected;
};

}  // namespace

TEST_CASE("what does not fit in a network is said at its place") {
  const std::vector<ShapeCase> cases = {
      {"- {type: Linear, in_features: 5, out_features: 2}",
       {4},
       {"2:31: error: network.0.in_features: in_features is 5, but the layer receives 4 features; leave it "
        "out"}},
      {"- {type: Linear, out_features: 2}\n- {type: Linear, in_features: 3, out_features: 1}\n"
       "- {type: Linear, in_features: 7, out_features: 1}",
       {4},
       {"3:31: error: network.1.in_features: in_features is 3, but the layer receives 2 features; leave it "
        "out",
        "4:31: error: network.2.in_features: in_features is 7, but the layer receives 1 feature; leave it "
        "out"}},
      {"- {type: Linear, out_features: 2}",
       {8, 8},
       {"2:3: error: network.0: Linear takes samples of one dimension, but the layer receives [N, 8, 8]; "
        "put a Flatten before it"}},
      {"- Flatten\n- {type: Linear, in_features: 64, out_features: 2}", {8, 8}, {}},
      {"- {type: Linear, out_features: 2, weight_init: [[1, 2, 3]]}",
       {3},
       {"2:48: error: network.0.weight_init: weight_init has the shape [1, 3], but the weight has the shape "
        "[2, 3]"}},
      {"- {type: Linear, out_features: 2, weight_init: [[1, 2, 3], [1]]}",
       {3},
       {"2:48: error: network.0.weight_init: the rows of weight_init have different lengths"}},
      {"- {type: Linear, out_features: 2, bias_init: [1, 2, 3]}",
       {3},
       {"2:46: error: network.0.bias_init: bias_init has the shape [3], but the bias has the shape [2]"}},
      {"- {type: Linear, out_features: 2, bias_init: xavier_normal}",
       {3},
       {"2:46: error: network.0.bias_init: xavier_normal needs a tensor of at least two dimensions, not "
        "[2]"}},
      {"- {type: Linear, out_features: 2, bias_init: {type: eye}}",
       {3},
       {"2:46: error: network.0.bias_init: eye needs a tensor of two dimensions, not [2]"}},
      {"- {type: Linear, out_features: 2, bias: false, bias_init: zeros}",
       {3},
       {"2:59: error: network.0.bias_init: bias_init is given, but bias is false"}},
      {"- {type: Linear, out_features: 1e12}",
       {3},
       {"2:32: error: network.0.out_features: 1e12 is out of range; expected a number in [1, 16777216]"}},
      {"- {type: Linear, out_features: 16777216}\n- {type: Linear, out_features: 200}",
       {3},
       {"3:3: error: network.1: the network has 3422552264 parameters up to here; at most 2147483648 are "
        "possible"}},
      {"- {type: Linear, out_features: 1}\n- Softmax",
       {3},
       {"3:3: warning: network.1: Softmax over a single output gives the same number whatever the input is; "
        "for one output use Sigmoid"}},
      {"- {type: Residual, layers: [{type: Linear, out_features: 2}]}",
       {3},
       {"2:3: error: network.0: Residual adds what its layers give to their input, but they turn [N, 3] into "
        "[N, 2]; give it a shortcut that does so too"}},
      {"- {type: Residual, layers: [{type: Linear, in_features: 5, out_features: 3}]}",
       {3},
       {"2:57: error: network.0.layers.0.in_features: in_features is 5, but the layer receives 3 features; "
        "leave it out"}},
      {"- {type: Sum, branches: [[{type: Linear, out_features: 2}], [Tanh]]}",
       {3},
       {"2:61: error: network.0.branches.1: Sum adds up outputs of one shape, but the first branch gives [N, "
        "2] and "
        "this one [N, 3]"}},
      {"- {type: Concat, branches: [[Tanh], [{type: GLU}]]}",
       {3},
       {"2:38: error: network.0.branches.1.0: GLU halves a dimension, but it receives [N, 3]: 3 is odd"}},
      {"- {type: Softmax, dim: 0}",
       {3},
       {"2:24: error: network.0.dim: dim is 0, but the layer receives [N, 3]: 1 to 1 or -1 to -1 are "
        "possible"}},
      {"- {type: LayerNorm, normalized_shape: 5}",
       {3},
       {"2:39: error: network.0.normalized_shape: normalized_shape must be the last dimensions of what the "
        "layer "
        "receives, [N, 3]"}},
      {"- {type: BatchNorm1d, num_features: 5}",
       {3},
       {"2:37: error: network.0.num_features: num_features is 5, but the layer receives [N, 3]"}},
      {"- {type: Dropout, p: 1.5}",
       {3},
       {"2:22: error: network.0.p: 1.5 is out of range; expected a number in [0, 1]"}},
      {"- {type: Linear, out_features: 1, weight_init: {type: uniform, a: 1, b: 0}}",
       {3},
       {"2:73: error: network.0.weight_init.b: b must be at least a"}},
  };
  for (const ShapeCase& c : cases) {
    CAPTURE(c.layers);
    CHECK(join(sink_of(c.layers, c.input), "\n") == join(c.expected, "\n"));
  }
}

TEST_CASE("what does not fit a convolution is said at its place") {
  const std::vector<ShapeCase> cases = {
      {"- {type: Conv2d, out_channels: 4, kernel_size: 5}",
       {64},
       {"2:3: error: network.0: Conv2d takes pictures, [N, channels, height, width], but the layer receives "
        "[N, 64]; put {type: Unflatten, unflattened_size: [1, 8, 8]} before it"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 5}",
       {65},
       {"2:3: error: network.0: Conv2d takes pictures, [N, channels, height, width], but the layer receives "
        "[N, 65]; put {type: Unflatten, unflattened_size: [channels, height, width]} before it"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 5}",
       {28, 28},
       {"2:3: error: network.0: Conv2d takes pictures, [N, channels, height, width], but the layer receives "
        "[N, 28, 28]; use Conv1d for a series, or put {type: Unflatten, unflattened_size: [1, 28]} before it "
        "for a picture of one channel"}},
      {"- {type: Conv1d, out_channels: 4, kernel_size: 5}",
       {20},
       {"2:3: error: network.0: Conv1d takes series, [N, channels, length], but the layer receives [N, 20]; "
        "put {type: Unflatten, unflattened_size: [1, 20]} before it"}},
      {"- {type: ConvTranspose1d, out_channels: 4, kernel_size: 5}",
       {1, 8, 8},
       {"2:3: error: network.0: ConvTranspose1d takes series, [N, channels, length], but the layer receives "
        "[N, 1, 8, 8]; use ConvTranspose2d for pictures"}},
      {"- {type: Conv2d, in_channels: 3, out_channels: 4, kernel_size: 3}",
       {1, 8, 8},
       {"2:31: error: network.0.in_channels: in_channels is 3, but the layer receives [N, 1, 8, 8], 1 "
        "channel; leave it out"}},
      {"- {type: Conv2d, out_channels: 6, kernel_size: 3, groups: 3}",
       {4, 8, 8},
       {"2:59: error: network.0.groups: groups is 3, but the layer receives [N, 4, 8, 8]: 4 channels can't "
        "be cut into 3 equal groups"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 3, groups: 3}",
       {3, 8, 8},
       {"2:59: error: network.0.groups: out_channels must be a multiple of groups"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 7, padding: 1}",
       {1, 4, 5},
       {"2:48: error: network.0.kernel_size: a kernel of 7 × 7 does not fit into [N, 1, 4, 5], which with "
        "its padding is of 6 × 7; make the kernel smaller or the padding larger"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 3, dilation: [1, 4]}",
       {1, 4, 8},
       {"2:48: error: network.0.kernel_size: a kernel of 3 × 3, with its dilation of 3 × 9, does not fit "
        "into [N, 1, 4, 8], which with its padding is of 4 × 8; make the kernel smaller or the padding "
        "larger"}},
      {"- {type: Conv1d, out_channels: 4, kernel_size: 7}",
       {1, 4},
       {"2:48: error: network.0.kernel_size: a kernel of length 7 does not fit into [N, 1, 4], which with "
        "its padding is of length 4; make the kernel smaller or the padding larger"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 3, padding: same, stride: [1, 2]}",
       {1, 4, 4},
       {"2:60: error: network.0.padding: padding: same needs a stride of 1; write the padding as a number"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: [3, 3, 3]}",
       {1, 4, 4},
       {"2:48: error: network.0.kernel_size: kernel_size has 3 numbers, but it is for a picture, of two "
        "dimensions; write one number, or [height, width]"}},
      {"- {type: Conv1d, out_channels: 4, kernel_size: 3, padding: [1, 1]}",
       {1, 4},
       {"2:60: error: network.0.padding: padding has 2 numbers, but it is for a series, of one dimension; "
        "write one number"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 9, padding: 4, padding_mode: reflect}",
       {1, 4, 4},
       {"2:77: error: network.0.padding_mode: reflect can continue [N, 1, 4, 4] by at most 3, but the "
        "padding is 4; use replicate or zeros"}},
      {"- {type: Conv2d, out_channels: 1, kernel_size: 2, weight_init: [[[[1, 2]]]]}",
       {1, 4, 4},
       {"2:64: error: network.0.weight_init: weight_init has the shape [1, 1, 1, 2], but the weight has the "
        "shape [1, 1, 2, 2]"}},
      {"- {type: Conv2d, out_channels: 1, kernel_size: 2, bias_init: [1, 2]}",
       {1, 4, 4},
       {"2:62: error: network.0.bias_init: bias_init has the shape [2], but the bias has the shape [1]"}},
      {"- {type: Conv2d, out_channels: 1, kernel_size: 2, bias: false, bias_init: zeros}",
       {1, 4, 4},
       {"2:75: error: network.0.bias_init: bias_init is given, but bias is false"}},
      {"- {type: ConvTranspose2d, out_channels: 1, kernel_size: 2, stride: 2, output_padding: 2}",
       {1, 4, 4},
       {"2:87: error: network.0.output_padding: output_padding is 2, but it must be smaller than the stride, "
        "2, or the dilation, 1; at most 1 is possible"}},
      {"- {type: ConvTranspose2d, out_channels: 1, kernel_size: 2, padding: 3}",
       {1, 4, 5},
       {"2:69: error: network.0.padding: the padding cuts off all of what comes out: [N, 1, 4, 5] would "
        "become -1 × 0; make the padding smaller"}},
      {"- {type: Linear, out_features: 2}",
       {3, 8, 8},
       {"2:3: error: network.0: Linear takes samples of one dimension, but the layer receives [N, 3, 8, 8]; "
        "put a Flatten before it"}},
      {"- {type: Conv2d, out_channels: 4, kernel_size: 3, padding: valid}\n"
       "- {type: Conv2d, out_channels: 8, kernel_size: 3, padding: same}\n"
       "- Flatten\n"
       "- {type: Linear, in_features: 288, out_features: 2}",
       {1, 8, 8},
       {}},
  };
  for (const ShapeCase& c : cases) {
    CAPTURE(c.layers);
    CHECK(join(sink_of(c.layers, c.input), "\n") == join(c.expected, "\n"));
  }
}

TEST_CASE("a summary has shapes, parameters and multiply-adds of convolutions") {
  Diagnostics diagnostics;
  const auto summary = summarize(
      layers_of("[{type: Conv2d, out_channels: 6, kernel_size: 5, padding: 2}, "
                "{type: Conv2d, out_channels: 4, kernel_size: [3, 2], stride: 2, groups: 2, bias: false}, "
                "{type: ConvTranspose2d, out_channels: 3, kernel_size: 4, stride: 2, padding: 1}, "
                "{type: Conv2d, out_channels: 3, kernel_size: 3, padding: same, groups: 3}]"),
      {1, 9, 8}, diagnostics);
  REQUIRE(summary);
  Lines found;
  for (const LayerSummary& layer : summary->layers) {
    const LayerCost& cost = layer.cost;
    found.push_back(fmt::format("{} {} {} {} {}x{}x{}", layer.type, batch_text(layer.output),
                                layer.parameters, cost.multiply_adds, cost.product.rows, cost.product.columns,
                                cost.product.depth));
  }
  CHECK(found == Lines{"Conv2d [N, 6, 9, 8] 156 11232 72x6x25", "Conv2d [N, 4, 4, 4] 72 1152 16x4x18",
                       "ConvTranspose2d [N, 3, 8, 8] 195 3264 16x48x4",
                       "Conv2d [N, 3, 8, 8] 30 1920 64x3x9"});
}

TEST_CASE("a summary tells the shapes, the counts and the range of the outputs") {
  Diagnostics diagnostics;
  const LayerComponents layers = layers_of(
      "[Flatten, {type: Linear, out_features: 5}, Dropout, {type: Linear, "
      "out_features: 3, bias: false}, Softmax, Identity]");
  const auto summary = summarize(layers, {2, 4}, diagnostics);
  REQUIRE(summary);
  std::vector<std::string> found;
  for (const LayerSummary& layer : summary->layers) {
    found.push_back(layer.type + " " + batch_text(layer.output) + " " + std::to_string(layer.parameters));
  }
  CHECK(found == Lines{"Flatten [N, 8] 0", "Linear [N, 5] 45", "Dropout [N, 5] 0", "Linear [N, 3] 15",
                       "Softmax [N, 3] 0", "Identity [N, 3] 0"});
  CHECK(summary->parameters == 60);
  CHECK(summary->output == Shape{3});
  CHECK(summary->output_range == OutputRange::probabilities);
}

TEST_CASE("a summary has what each layer states as its cost for a sample") {
  Diagnostics diagnostics;
  const auto summary =
      summarize(layers_of("[BatchNorm1d, Tanh, Flatten, {type: Linear, out_features: 5}, "
                          "{Residual: [{type: Linear, out_features: 5, bias: false}]}, "
                          "{type: Linear, out_features: 1}, {type: Linear, out_features: 4}]"),
                {2, 4}, diagnostics);
  REQUIRE(summary);
  const auto text = [](const LayerSummary& layer) {
    const LayerCost& cost = layer.cost;
    return fmt::format("{} {} {} {}x{}x{}", layer.type, cost.multiply_adds, cost.mapped_values,
                       cost.product.rows, cost.product.columns, cost.product.depth);
  };
  Lines found;
  for (const LayerSummary& layer : summary->layers) found.push_back(text(layer));
  CHECK(found == Lines{"BatchNorm1d 16 8 0x0x0", "Tanh 0 8 0x0x0", "Flatten 0 8 0x0x0", "Linear 45 0 1x5x9",
                       "Residual 0 5 0x0x0", "Linear 6 0 1x1x6", "Linear 8 4 0x0x0"});
  CHECK(text(summary->layers[4].inside[0].network.layers[0]) == "Linear 25 0 1x5x5");
}

TEST_CASE("a summary has the layers within layers, branch by branch") {
  Diagnostics diagnostics;
  const auto summary = summarize(
      layers_of("[{Sum: [[{type: Linear, out_features: 3}, BatchNorm1d], [], [{Residual: [Tanh]}]]}]"), {3},
      diagnostics);
  REQUIRE(summary);
  std::vector<std::string> found;
  const std::function<void(const NetworkSummary&, const std::string&)> list = [&](const auto& network,
                                                                                  const std::string& prefix) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const LayerSummary& layer = network.layers[i];
      const std::string name = prefix + std::to_string(i);
      found.push_back(name + " " + layer.type + " " + std::to_string(layer.parameters));
      for (const BranchSummary& branch : layer.inside) list(branch.network, name + "." + branch.prefix);
    }
  };
  list(*summary, "");
  CHECK(found ==
        Lines{"0 Sum 18", "0.0.0 Linear 12", "0.0.1 BatchNorm1d 6", "0.2.0 Residual 0", "0.2.0.0 Tanh 0"});
  CHECK(summary->parameters == 18);
  CHECK(normalizes_batches(*summary));
}

TEST_CASE("layers may be nested deep: the work grows no faster than the text") {
  std::string layer = "Tanh";
  for (int i = 0; i < 30; ++i) layer = "{Residual: [" + layer + "]}";
  Diagnostics diagnostics;
  CHECK(summarize(layers_of("[" + layer + "]"), {3}, diagnostics));
}

TEST_CASE("parameters are named as in a state_dict and lie one after the other") {
  const LayerComponents layers =
      layers_of("[{type: Linear, out_features: 2}, ReLU, {type: Linear, out_features: 1}]");
  const Network<float> network(layers, {3}, 4);
  std::vector<std::string> found;
  for (const ParameterView& view : network.layout()) {
    found.push_back(view.name + " " + shape_text(view.shape) + " at " + std::to_string(view.offset));
  }
  CHECK(found ==
        Lines{"0.weight [2, 3] at 0", "0.bias [2] at 6", "2.weight [1, 2] at 8", "2.bias [1] at 10"});
}

TEST_CASE("parameters and state of layers within layers are named by the way to them") {
  const LayerComponents layers = layers_of(
      "[Tanh, {type: Residual, layers: [{type: Linear, out_features: 3}, BatchNorm1d]}, {type: Concat, "
      "branches: [[PReLU], [Dropout]]}]");
  Network<float> network(layers, {3}, 4);
  std::vector<std::string> found;
  for (const ParameterView& view : network.layout())
    found.push_back(view.name + " at " + std::to_string(view.offset));
  CHECK(found == Lines{"1.0.weight at 0", "1.0.bias at 9", "1.1.weight at 12", "1.1.bias at 15",
                       "2.0.0.weight at 18"});
  std::vector<std::string> state;
  for (const StateView& view : network.state()) state.push_back(view.name);
  CHECK(state == Lines{"1.1.running_mean", "1.1.running_var", "1.1.num_batches_tracked"});
}

TEST_CASE("layers around others may be written short, and nest") {
  CHECK(sink_of("- Residual: [{type: Linear, out_features: 3}, {Residual: [Tanh]}]\n"
                "- Concat:\n  - [{type: Linear, out_features: 2}]\n  - []",
                {3}) == Lines{});
  CHECK(sink_of("- residual:\n  - {type: Linear, in_features: 5, out_features: 3}", {3}) ==
        Lines{"3:33: error: network.0.layers.0.in_features: in_features is 5, but the layer receives 3 "
              "features; leave it out"});
  CHECK(sink_of("- {Tanh: [ReLU]}", {3}) ==
        Lines{"2:3: error: network.0: a layer needs the key 'type', one of: " +
              join(catalog().of("layer").names(), ", ")});
  const auto shortly = layers_of("[{Residual: [Tanh]}]"),
             fully = layers_of("[{type: Residual, layers: [Tanh]}]");
  CHECK(shortly[0].resolved.same_as(fully[0].resolved));
}

TEST_CASE("layers before the first parameters are left out of backpropagation") {
  const LayerComponents layers = layers_of("[Tanh, {type: Linear, out_features: 2}, Sigmoid]");
  Network<double> network(layers, {3}, 2);
  Generator generator(0);
  network.initialize(generator);
  const std::vector<double> in = {0.1, 0.2, 0.3, -0.4, -0.5, -0.6};
  const ForwardContext context;
  network.forward({in.data(), 2, 3}, context);
  const Matrix<double> gradient = network.output_gradient(2);
  std::fill_n(gradient.data, gradient.size(), 1.0);
  network.backward({in.data(), 2, 3}, context);
  // The bias's gradient is the sum over both rows of the sigmoid's slope.
  const Matrix<const double> out = network.forward({in.data(), 2, 3}, context);
  const double expected = out.row(0)[0] * (1 - out.row(0)[0]) + out.row(1)[0] * (1 - out.row(1)[0]);
  CHECK(network.gradients()[6] == doctest::Approx(expected).epsilon(1e-12));
}

}  // namespace runner
