#include "data/augment/pictures.h"

#include <fmt/format.h>

#include <cmath>

namespace runner {

bool check_picture(std::string_view augmentation, const Shape& sample, ErrorSink& sink) {
  if (sample.size() == 3) return true;
  sink.error("", fmt::format("{} takes pictures [channels, height, width], but a sample has the shape {}; "
                             "sources of pictures give such: idx, fashion_mnist, cifar, image_folder, or npy "
                             "with four dimensions",
                             augmentation, shape_text(sample)));
  return false;
}

std::array<std::int64_t, 2> sides_of(const SquareOrSides& size) {
  if (const auto* side = std::get_if<std::int64_t>(&size)) return {*side, *side};
  return std::get<std::array<std::int64_t, 2>>(size);
}

void check_same_size(std::string_view augmentation, const SquareOrSides& size, const Shape& sample,
                     ErrorSink& sink) {
  if (!check_picture(augmentation, sample, sink)) return;
  const auto [height, width] = sides_of(size);
  const AugmentedPicture picture(sample);
  if (height == picture.height && width == picture.width) return;
  sink.error("size", fmt::format("{} makes pictures of {} × {}, but evaluations see them as they are, {} × "
                                 "{}; give 'preprocess' a Resize or CenterCrop to the size as well, or write "
                                 "size: [{}, {}]",
                                 augmentation, height, width, picture.height, picture.width, picture.height,
                                 picture.width));
}

template <class T>
double draw_uniform(Generator& generator, double from, double to) {
  T value = 0;
  generator.uniform<T>({&value, 1}, from, to);
  return static_cast<double>(value);
}

template <class T>
bool draw_event(Generator& generator, double p) {
  return static_cast<T>(draw_uniform<T>(generator, 0, 1)) < static_cast<T>(p);
}

template double draw_uniform<float>(Generator&, double, double);
template double draw_uniform<double>(Generator&, double, double);
template bool draw_event<float>(Generator&, double);
template bool draw_event<double>(Generator&, double);

Index draw_index(Generator& generator, Index count) {
  return static_cast<Index>(generator.random() % static_cast<std::uint32_t>(count));
}

template <class T>
RectangleDraw<T>::RectangleDraw(Index pixels, const std::array<double, 2>& scale,
                                const std::array<double, 2>& ratio)
    : pixels_(static_cast<double>(pixels)), scale_(scale) {
  // torch.log of a tensor.
  for (std::size_t i = 0; i < ratio.size(); ++i)
    log_ratio_[i] =
        static_cast<double>(static_cast<T>(std::log(static_cast<double>(static_cast<T>(ratio[i])))));
}

template <class T>
std::array<Index, 2> RectangleDraw<T>::draw(Generator& generator) const {
  const double area = pixels_ * draw_uniform<T>(generator, scale_[0], scale_[1]);
  const double drawn = draw_uniform<T>(generator, log_ratio_[0], log_ratio_[1]);
  const auto ratio = static_cast<double>(static_cast<T>(std::exp(drawn)));
  // Python rounds halves to the even number, as nearbyint does.
  const auto side = [](double square) { return static_cast<Index>(std::nearbyint(std::sqrt(square))); };
  return {side(area * ratio), side(area / ratio)};
}

template class RectangleDraw<float>;
template class RectangleDraw<double>;

}  // namespace runner
