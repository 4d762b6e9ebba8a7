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

double draw_uniform(Generator& generator, double from, double to) {
  float value = 0;
  generator.uniform<float>({&value, 1}, from, to);
  return static_cast<double>(value);
}

bool draw_event(Generator& generator, double p) {
  return static_cast<float>(draw_uniform(generator, 0, 1)) < static_cast<float>(p);
}

Index draw_index(Generator& generator, Index count) {
  return static_cast<Index>(generator.random() % static_cast<std::uint32_t>(count));
}

RectangleDraw::RectangleDraw(Index pixels, const std::array<double, 2>& scale,
                             const std::array<double, 2>& ratio)
    : pixels_(static_cast<double>(pixels)), scale_(scale) {
  // torch.log of a tensor of float32.
  for (std::size_t i = 0; i < ratio.size(); ++i)
    log_ratio_[i] =
        static_cast<double>(static_cast<float>(std::log(static_cast<double>(static_cast<float>(ratio[i])))));
}

std::array<Index, 2> RectangleDraw::draw(Generator& generator) const {
  const double area = pixels_ * draw_uniform(generator, scale_[0], scale_[1]);
  const double drawn = draw_uniform(generator, log_ratio_[0], log_ratio_[1]);
  const auto ratio = static_cast<double>(static_cast<float>(std::exp(drawn)));
  // Python rounds halves to the even number, as nearbyint does.
  const auto side = [](double square) { return static_cast<Index>(std::nearbyint(std::sqrt(square))); };
  return {side(area * ratio), side(area / ratio)};
}

}  // namespace runner
