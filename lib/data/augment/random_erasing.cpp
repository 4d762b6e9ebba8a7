#include "data/augment/random_erasing.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<RandomErasingConfig> RandomErasingConfig::spec() {
  using C = RandomErasingConfig;
  return Spec<C>("RandomErasing",
                 "A random rectangle of the picture gets another value; done behind Normalize.")
      .source("torchvision.transforms.RandomErasing; Zhong et al. 2017, Random Erasing Data Augmentation")
      .formula(
          "area = H · W · U[scale), a = exp U[log ratio): round(√(area · a)) × round(√(area / a)) pixels\n"
          "drawn anew up to ten times where they are not less than the picture's; then nothing is erased")
      .field("p", &C::p, "How probable it is.", closed(0, 1))
      .field("scale", &C::scale, "The smallest and the largest share of the picture.", closed(0, 1))
      .field("ratio", &C::ratio, "The smallest and the largest height divided by width.", ratio_range)
      .field(
          "value", &C::value,
          "What the pixels become: a number, one for each channel, or random: each by itself from N(0, 1).")
      .check("scale", "expected [smallest, largest]", [](const C& c) { return c.scale[0] <= c.scale[1]; })
      .check("ratio", "expected [smallest, largest]", [](const C& c) { return c.ratio[0] <= c.ratio[1]; });
}

void RandomErasingConfig::check(const Shape& sample, ErrorSink& sink) const {
  if (!check_picture("RandomErasing", sample, sink)) return;
  const auto* list = std::get_if<std::vector<double>>(&value);
  if (!list || list->size() == 1 || static_cast<Index>(list->size()) == sample[0]) return;
  sink.error("value", fmt::format("{} values for pictures of {} channel{}: {}", list->size(), sample[0],
                                  sample[0] == 1 ? "" : "s", shape_text(sample)));
}

template <class T>
RandomErasing<T>::RandomErasing(const RandomErasingConfig& config, const Shape& sample)
    : picture_(sample), p_(config.p), sides_(picture_.pixels(), config.scale, config.ratio) {
  if (std::holds_alternative<ErasedBy>(config.value)) {
    drawn_ = Buffer<float>(picture_.size());
    return;
  }
  const auto* list = std::get_if<std::vector<double>>(&config.value);
  for (std::size_t c = 0; c < static_cast<std::size_t>(picture_.channels); ++c) {
    const double value = !list ? std::get<double>(config.value) : (*list)[list->size() == 1 ? 0 : c];
    values_.push_back(static_cast<T>(value));  // torch.tensor(value)
  }
}

template <class T>
void RandomErasing<T>::change(T* sample, Generator& generator) {
  if (!draw_event<T>(generator, p_)) return;
  constexpr int attempts = 10;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const auto [height, width] = sides_.draw(generator);
    if (height >= picture_.height || width >= picture_.width) continue;
    const Index area = height * width;
    const bool draws = values_.empty();
    if (draws)
      generator.normal<float>(drawn_.span().first(static_cast<std::size_t>(picture_.channels * area)), 0, 1);
    const Index top = draw_index(generator, picture_.height - height + 1);
    const Index left = draw_index(generator, picture_.width - width + 1);
    for (Index c = 0; c < picture_.channels; ++c) {
      for (Index i = 0; i < height; ++i) {
        T* to = sample + c * picture_.pixels() + (top + i) * picture_.width + left;
        if (draws) {
          std::transform(drawn_.data() + c * area + i * width, drawn_.data() + c * area + (i + 1) * width, to,
                         [](float value) { return static_cast<T>(value); });
        } else {
          std::fill_n(to, width, values_[static_cast<std::size_t>(c)]);
        }
      }
    }
    return;
  }
}

template class RandomErasing<float>;
template class RandomErasing<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, RandomErasingConfig>();

}  // namespace runner
