// Pictures that torchvision's transforms make of others, written by tests/reference/make_augment.py.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "data/augment/color_jitter.h"
#include "data/augment/mixing.h"
#include "data/augment/random_crop.h"
#include "data/augment/random_erasing.h"
#include "data/augment/random_flip.h"
#include "data/augment/random_resized_crop.h"
#include "data/augment/random_rotation.h"
#include "support/components.h"
#include "support/kept_messages.h"
#include "support/reference.h"

namespace runner {

namespace {

using Augmentations = Components<AugmentationConfig, RandomCropConfig, RandomResizedCropConfig,
                                 RandomHorizontalFlipConfig, RandomVerticalFlipConfig, RandomRotationConfig,
                                 ColorJitterConfig, RandomErasingConfig, MixUpConfig, CutMixConfig>;

const nlohmann::json& torchvision() {
  static const nlohmann::json all = reference("reference/augment.json");
  return all;
}

/// The same that the script makes.
template <class T>
std::vector<T> drawn_pictures(const Shape& shape, Index count) {
  std::vector<T> values;
  for (Index k = 0; k < count * size_of(shape); ++k)
    values.push_back(static_cast<T>((k * 7919 + (k * k) % 251 * 31) % 256) / T(255));
  return values;
}

template <class T>
constexpr const char* dtype_name = std::is_same_v<T, float> ? "float32" : "float64";

template <class T>
void check_pixels(const std::vector<T>& found, const nlohmann::json& one) {
  const std::vector<double> expected = one.at(dtype_name<T>);
  REQUIRE(found.size() == expected.size());
  double difference = 0;
  for (std::size_t i = 0; i < found.size(); ++i)
    difference = std::max(difference, std::abs(static_cast<double>(found[i]) - expected[i]));
  CHECK(difference <= (std::is_same_v<T, float> ? 1e-5 : 1e-9));
}

template <class T>
void check_one(const nlohmann::json& one) {
  const Shape shape = one["shape"].get<Shape>();
  Augmentations augmentations;
  const auto component = augmentations.bind(one["augment"].dump());
  REQUIRE(component);
  KeptMessages sink;
  component->check(shape, sink);
  REQUIRE(sink.messages.empty());
  const auto augmentation = component->make<T>(shape);
  constexpr Index count = 4;
  std::vector<T> values = drawn_pictures<T>(shape, count);
  Generator generator(one["seed"].get<std::uint64_t>());
  for (Index i = 0; i < count; ++i) augmentation->change(values.data() + i * size_of(shape), generator);
  check_pixels(values, one);
  CHECK(generator.random() % (1U << 24U) == one["next"].at(dtype_name<T>));
}

template <class T>
void check_batches_mixed(const nlohmann::json& one) {
  const Shape shape = one["shape"].get<Shape>();
  Augmentations augmentations;
  const auto component = augmentations.bind(one["augment"].dump());
  REQUIRE(component);
  const auto augmentation = component->make<T>(shape);
  constexpr Index classes = 3;
  const auto of_rows = one["classes"].get<std::vector<Index>>();
  const auto rows = static_cast<Index>(of_rows.size());
  std::vector<T> all, spare(static_cast<std::size_t>(std::max(size_of(shape), classes)));
  Generator generator(one["seed"].get<std::uint64_t>());
  for (int i = 0; i < one["batches"].get<int>(); ++i) {
    std::vector<T> samples = drawn_pictures<T>(shape, rows);
    std::vector<T> shares(static_cast<std::size_t>(rows * classes));
    for (Index row = 0; row < rows; ++row)
      shares[static_cast<std::size_t>(row * classes + of_rows[static_cast<std::size_t>(row)])] = 1;
    augmentation->mix({{samples.data(), rows, size_of(shape)}, {shares.data(), rows, classes}, spare.data()},
                      generator);
    all.insert(all.end(), samples.begin(), samples.end());
    all.insert(all.end(), shares.begin(), shares.end());
  }
  check_pixels(all, one);
  CHECK(generator.random() % (1U << 24U) == one["next"].at(dtype_name<T>));
}

std::string complaint(const std::string& yaml, const Shape& shape) {
  Augmentations augmentations;
  const auto component = augmentations.bind(yaml);
  if (!component) return augmentations.messages.front();
  KeptMessages sink;
  component->check(shape, sink);
  return sink.messages.empty() ? "" : sink.messages.front();
}

}  // namespace

TEST_CASE("augmentations make torchvision's pictures and draw as much") {
  for (const auto& one : torchvision()["one"]) {
    CAPTURE(one["augment"].dump());
    CAPTURE(one["seed"].dump());
    check_one<float>(one);
    check_one<double>(one);
  }
}

TEST_CASE("MixUp and CutMix make torchvision's mini-batches") {
  for (const auto& one : torchvision()["batches"]) {
    CAPTURE(one["augment"].dump());
    check_batches_mixed<float>(one);
    check_batches_mixed<double>(one);
  }
}

TEST_CASE("the extremes of a Beta distribution are shares") {
  Augmentations augmentations;
  for (const char* yaml :
       {"{type: MixUp, alpha: 1e-300}", "{type: MixUp, alpha: 1e-3}", "{type: MixUp, alpha: 1e6}"}) {
    CAPTURE(yaml);
    const auto augmentation = augmentations.bind(yaml)->make<double>({1});
    Generator generator(5);
    for (int i = 0; i < 50; ++i) {
      double values[] = {0, 1}, shares[] = {1, 0, 0, 1}, spare[2] = {};
      augmentation->mix({{values, 2, 1}, {shares, 2, 2}, spare}, generator);
      CHECK(values[0] + values[1] == doctest::Approx(1));
      CHECK((values[0] >= 0 && values[0] <= 1));
    }
  }
}

TEST_CASE("samples that are no pictures, other sizes and other mistakes are answered") {
  const std::string no_picture =
      " takes pictures [channels, height, width], but a sample has the shape [30]; sources of pictures "
      "give such: idx, fashion_mnist, cifar, image_folder, or npy with four dimensions";
  for (const char* name :
       {"RandomHorizontalFlip", "RandomVerticalFlip", "ColorJitter", "RandomErasing", "CutMix"})
    CHECK(complaint(name, {30}) == name + no_picture);
  CHECK(complaint("{type: RandomRotation, degrees: 3}", {30}) == "RandomRotation" + no_picture);
  CHECK(complaint("{type: RandomCrop, size: 3}", {30}) == "RandomCrop" + no_picture);
  CHECK(complaint("MixUp", {30}) == "");
  CHECK(complaint("{type: RandomCrop, size: 3}", {1, 5, 6}) ==
        "size: RandomCrop makes pictures of 3 × 3, but evaluations see them as they are, 5 × 6; give "
        "'preprocess' a Resize or CenterCrop to the size as well, or write size: [5, 6]");
  CHECK(complaint("{type: RandomResizedCrop, size: [6, 5]}", {1, 5, 6}) ==
        "size: RandomResizedCrop makes pictures of 6 × 5, but evaluations see them as they are, 5 × 6; "
        "give 'preprocess' a Resize or CenterCrop to the size as well, or write size: [5, 6]");
  CHECK(complaint("{type: RandomCrop, size: [5, 6], padding: 5, padding_mode: reflect}", {1, 5, 6}) ==
        "padding: a mirrored border (reflect) of 5 pixels at top and bottom takes more than a picture "
        "of shape [1, 5, 6] has; at most 4 are possible");
  CHECK(complaint("{type: RandomCrop, size: [5, 6], padding: [7, 5], padding_mode: symmetric}", {1, 5, 6}) ==
        "padding: a mirrored border (symmetric) of 7 pixels left and right takes more than a picture of "
        "shape [1, 5, 6] has; at most 6 are possible");
  CHECK(complaint("{type: RandomCrop, size: 5, padding: [1, 2, 3]}", {1, 5, 5}) ==
        "padding: expected a number, or a list of 1, 2 or 4 of them");
  CHECK(complaint("ColorJitter", {2, 5, 6}) ==
        "ColorJitter takes pictures of 1 channel (gray) or 3 (red, green, blue), but a sample has the "
        "shape [2, 5, 6]");
  CHECK(complaint("{type: ColorJitter, hue: -0.1}", {3, 5, 6}) ==
        "hue: a single number must be at least 0: it means from -hue to hue");
  CHECK(complaint("{type: ColorJitter, contrast: [2, 1]}", {3, 5, 6}) ==
        "contrast: expected [low, high] with low <= high");
  CHECK(complaint("{type: RandomErasing, value: [1, 2]}", {3, 5, 6}) ==
        "value: 2 values for pictures of 3 channels: [3, 5, 6]");
  CHECK(complaint("{type: RandomErasing, scale: [0.5, 0.1]}", {3, 5, 6}) ==
        "scale: expected [smallest, largest]");
  CHECK(complaint("{type: RandomRotation, degrees: 10, fill: [1, 2]}", {1, 5, 6}) ==
        "fill: 2 values for pictures of 1 channel: [1, 5, 6]");
  CHECK(complaint("{type: RandomRotation, degrees: -10}", {1, 5, 6}) ==
        "degrees: a single number must be at least 0: it means from -degrees to degrees");
}

}  // namespace runner
