#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "bound.h"

namespace runner {
namespace {

struct MisfitCase {
  std::string layer;
  Shape input;
  std::string expected;  ///< the whole message; empty where it fits
};

std::string said_of(const MisfitCase& c) {
  Diagnostics diagnostics;
  const auto layers = bound<LayerComponents>("network", "network: [" + c.layer + "]", diagnostics);
  if (!diagnostics.has_errors()) summarize(layers, c.input, diagnostics);
  return join(lines_of(diagnostics), "\n");
}

const std::vector<MisfitCase> misfits = {
    {"{type: MaxPool2d, kernel_size: 2}",
     {784},
     "1:11: error: network.0: MaxPool2d takes pictures, [N, channels, height, width], but the layer receives "
     "[N, 784]; put an Unflatten before it"},
    {"{type: AdaptiveAvgPool2d, output_size: 1}",
     {3, 8},
     "1:11: error: network.0: AdaptiveAvgPool2d takes pictures, [N, channels, height, width], but the layer "
     "receives [N, 3, 8]; put an Unflatten before it"},
    {"{type: AvgPool1d, kernel_size: 2}",
     {3, 8, 8},
     "1:11: error: network.0: AvgPool1d takes series, [N, channels, length], but the layer receives [N, 3, "
     "8, "
     "8]; for pictures there is the layer whose name ends in 2d"},
    {"{type: MaxPool2d, kernel_size: 5}",
     {1, 4, 8},
     "1:42: error: network.0.kernel_size: the kernel of 5 × 5 is larger than the picture of 4 × 8: the layer "
     "receives [N, 1, 4, 8]"},
    {"{type: MaxPool2d, kernel_size: [3, 4], padding: 1, dilation: [3, 1]}",
     {1, 4, 8},
     "1:42: error: network.0.kernel_size: the kernel of 3 × 4, with its dilation 7 × 4, is larger than the "
     "picture of 4 × 8 padded by 1 × 1: the layer receives [N, 1, 4, 8]"},
    {"{type: AvgPool1d, kernel_size: 3}",
     {2, 2},
     "1:42: error: network.0.kernel_size: the kernel of 3 is larger than the series of 2: the layer receives "
     "[N, 2, 2]"},
    {"{type: AvgPool2d, kernel_size: 3, padding: 2}",
     {1, 8, 8},
     "1:54: error: network.0.padding: AvgPool2d takes a padding of at most half the kernel, but 2 × 2 pads a "
     "kernel of 3 × 3"},
    {"{type: MaxPool1d, kernel_size: 3, padding: 2, dilation: 2}",
     {1, 8},
     "1:54: error: network.0.padding: MaxPool1d takes a padding of at most half the kernel, but 2 pads a "
     "kernel of 3"},
    {"{type: MaxPool2d, kernel_size: 3, padding: 2, dilation: 2}", {1, 8, 8}, ""},
    {"{type: MaxPool2d, kernel_size: [2, 2, 2]}",
     {1, 8, 8},
     "1:42: error: network.0.kernel_size: kernel_size has 3 numbers, but it is for a picture, of two "
     "dimensions; write one number, or [height, width]"},
    {"{type: AdaptiveMaxPool2d, output_size: [2]}",
     {1, 8, 8},
     "1:50: error: network.0.output_size: output_size has 1 number; write one number, or [height, width], "
     "null "
     "for the input's"},
    {"{type: LPPool2d, norm_type: 0, kernel_size: 2}",
     {1, 8, 8},
     "1:39: error: network.0.norm_type: norm_type must not be 0"},
    {"{type: ZeroPad2d, padding: [-2, -1, 0, 0]}",
     {1, 4, 3},
     "1:38: error: network.0.padding: [-2, -1] leaves nothing of the width 3; the layer receives [N, 1, 4, "
     "3]"},
    {"{type: ReflectionPad2d, padding: [0, 0, 4, 0]}",
     {1, 4, 3},
     "1:44: error: network.0.padding: the height 4 has 3 to reflect, without its edge, and 4 are asked for; "
     "the "
     "layer receives [N, 1, 4, 3]"},
    {"{type: CircularPad1d, padding: [4, -1]}",
     {1, 4},
     "1:42: error: network.0.padding: the length 3 is gone round once at most, and 4 are asked for; the "
     "layer "
     "receives [N, 1, 4]"},
    {"{type: PixelShuffle, upscale_factor: 2}",
     {6, 4, 4},
     "1:48: error: network.0.upscale_factor: upscale_factor 2 needs a multiple of 4 channels, but the layer "
     "receives [N, 6, 4, 4]"},
    {"{type: PixelUnshuffle, downscale_factor: 2}",
     {6, 4, 5},
     "1:52: error: network.0.downscale_factor: downscale_factor 2 does not divide height and width of what "
     "the "
     "layer receives, [N, 6, 4, 5]"},
    {"{type: ChannelShuffle, groups: 4}",
     {6, 4, 5},
     "1:42: error: network.0.groups: groups is 4, which does not divide the channels of what the layer "
     "receives, [N, 6, 4, 5]"},
    {"{type: Unflatten, unflattened_size: [1, 28, 28]}",
     {64},
     "1:47: error: network.0.unflattened_size: unflattened_size [1, 28, 28] has 784 values, but the layer "
     "receives [N, 64]: 64 are to be laid out"},
    {"{type: Unflatten, unflattened_size: [-1, 3]}",
     {64},
     "1:47: error: network.0.unflattened_size: unflattened_size [-1, 3] has a multiple of 3 values, but the "
     "layer receives [N, 64]: 64 are to be laid out"},
    {"{type: Unflatten, unflattened_size: [-1, -1]}",
     {64},
     "1:47: error: network.0.unflattened_size: unflattened_size has sizes from 1 on, and at most one -1"},
    {"{type: Flatten, start_dim: 4}",
     {2, 3, 2},
     "1:38: error: network.0.start_dim: start_dim is 4, but the layer receives [N, 2, 3, 2]: 1 to 3 or -3 to "
     "-1 "
     "are possible"},
    {"{type: Flatten, start_dim: 3, end_dim: 2}",
     {2, 3, 2},
     "1:50: error: network.0.end_dim: end_dim 2 lies before start_dim 3 in [N, 2, 3, 2]"},
    {"Upsample", {2, 3, 2}, "1:11: error: network.0: Upsample needs either size or scale_factor"},
    {"{type: Upsample, size: 4}",
     {16},
     "1:11: error: network.0: Upsample takes series, [N, channels, length], or pictures, [N, channels, "
     "height, "
     "width], but the layer receives [N, 16]; put an Unflatten before it"},
    {"{type: Upsample, scale_factor: 2, mode: linear}",
     {2, 3, 2},
     "1:51: error: network.0.mode: linear is for series, but the layer receives [N, 2, 3, 2]; write "
     "bilinear"},
    {"{type: Upsample, scale_factor: 0.2}",
     {2, 3, 8},
     "1:42: error: network.0.scale_factor: 0.2 times 3 is less than one value: the layer receives [N, 2, 3, "
     "8]"},
    {"{type: Upsample, scale_factor: 2, align_corners: true}",
     {2, 3, 2},
     "1:60: error: network.0.align_corners: align_corners is for the modes linear, bilinear and bicubic"},
    {"{type: MaxPool2d, kernel_size: 3, padding: 1}", {1, 2, 2}, ""},
    {"{type: Unflatten, unflattened_size: [-1, 28, 28]}", {1568}, ""},
};

}  // namespace

TEST_CASE("a layer of pictures that does not fit what it is given says so with both shapes") {
  for (const MisfitCase& c : misfits) {
    CAPTURE(c.layer);
    CHECK(said_of(c) == c.expected);
  }
}

TEST_CASE("pooling keeps values within the range of its inputs") {
  const auto range_after = [](const std::string& layers, OutputRange input) {
    Diagnostics diagnostics;
    return summarize(layers_of(layers), {2, 4, 4}, diagnostics, input)->output_range;
  };
  const auto pixels = OutputRange::data_unit_interval;
  CHECK(range_after("[{type: MaxPool2d, kernel_size: 2}, {type: ZeroPad2d, padding: 1}]", pixels) == pixels);
  CHECK(range_after("[{type: AvgPool2d, kernel_size: 2}, {type: Upsample, scale_factor: 2}]", pixels) ==
        pixels);
  CHECK(range_after("[{type: Upsample, scale_factor: 2, mode: bicubic}]", pixels) == OutputRange::any);
  CHECK(range_after("[{type: AvgPool2d, kernel_size: 2, divisor_override: 1}]", pixels) == OutputRange::any);
  CHECK(range_after("[{type: ConstantPad2d, padding: 1, value: 2}]", pixels) == OutputRange::any);
  CHECK(range_after("[{type: Softmax, dim: 1}, {type: MaxPool2d, kernel_size: 2}]", OutputRange::any) ==
        OutputRange::unit_interval);
  CHECK(range_after("[Softmax2d, Flatten]", OutputRange::any) == OutputRange::unit_interval);
}

}  // namespace runner
