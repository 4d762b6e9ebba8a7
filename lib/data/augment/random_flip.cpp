#include "data/augment/random_flip.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<RandomHorizontalFlipConfig> RandomHorizontalFlipConfig::spec() {
  using C = RandomHorizontalFlipConfig;
  return Spec<C>("RandomHorizontalFlip", "Left and right change places, for some of the pictures.")
      .source("torchvision.transforms.RandomHorizontalFlip")
      .formula("y[c, i, j] = x[c, i, W - 1 - j] with probability p")
      .field("p", &C::p, "How probable it is.", closed(0, 1));
}

Spec<RandomVerticalFlipConfig> RandomVerticalFlipConfig::spec() {
  using C = RandomVerticalFlipConfig;
  return Spec<C>("RandomVerticalFlip", "Top and bottom change places, for some of the pictures.")
      .source("torchvision.transforms.RandomVerticalFlip")
      .formula("y[c, i, j] = x[c, H - 1 - i, j] with probability p")
      .field("p", &C::p, "How probable it is.", closed(0, 1));
}

void RandomHorizontalFlipConfig::check(const Shape& sample, ErrorSink& sink) const {
  check_picture("RandomHorizontalFlip", sample, sink);
}

void RandomVerticalFlipConfig::check(const Shape& sample, ErrorSink& sink) const {
  check_picture("RandomVerticalFlip", sample, sink);
}

template <class T>
void RandomHorizontalFlip<T>::change(T* sample, Generator& generator) {
  if (!draw_event<T>(generator, p_)) return;
  for (T *line = sample, *end = sample + picture_.size(); line != end; line += picture_.width)
    std::reverse(line, line + picture_.width);
}

template <class T>
void RandomVerticalFlip<T>::change(T* sample, Generator& generator) {
  if (!draw_event<T>(generator, p_)) return;
  for (Index channel = 0; channel < picture_.channels; ++channel) {
    T* plane = sample + channel * picture_.pixels();
    for (Index i = 0; i < picture_.height / 2; ++i) {
      T* line = plane + i * picture_.width;
      std::swap_ranges(line, line + picture_.width, plane + (picture_.height - 1 - i) * picture_.width);
    }
  }
}

template class RandomHorizontalFlip<float>;
template class RandomHorizontalFlip<double>;
template class RandomVerticalFlip<float>;
template class RandomVerticalFlip<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, RandomHorizontalFlipConfig>();
template Registration<AugmentationConfig> registration<AugmentationConfig, RandomVerticalFlipConfig>();

}  // namespace runner
