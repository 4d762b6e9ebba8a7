#include "data/sources/idx.h"

#include <fmt/format.h>

#include <stdexcept>

#include "data/pictures/picture_rows.h"
#include "data/sources/binary_file.h"
#include "data/sources/idx_format.h"
#include "spec/registration.h"

namespace runner {

namespace {

/// Of what comes behind the number of samples: a picture's height and width get a channel before them;
/// anything else is a row of numbers, as is a picture that has its channels already.
Shape sample_of(const Shape& shape) {
  if (shape.size() == 3) return {1, shape[1], shape[2]};
  return {size_of(shape) / shape.front()};
}

}  // namespace

Spec<IdxConfig> IdxConfig::spec() {
  using C = IdxConfig;
  return Spec<C>(
             "idx",
             "Pictures and their labels in two IDX files, as MNIST comes; .gz is unpacked. A sample is a "
             "picture of one channel, [1, height, width]; a network that takes features gets it as a row of "
             "its pixels.")
      .source("LeCun, Cortes & Burges, The MNIST database")
      .required("path", &C::path, "The pictures, relative to the file that names them.")
      .field("labels", &C::labels, "The labels, one for each picture; needed unless the target is the input.")
      .field("scale", &C::scale,
             "Pixels are divided by it: 255 makes them 0 to 1, as torchvision's ToTensor does.", above(0))
      .check("labels", "idx needs labels, a file; or 'target: input', the pictures themselves",
             [](const C& c) { return c.labels || c.target_is_input(); });
}

std::vector<DataConfig::File> IdxConfig::files() const {
  std::vector<File> all = {{"path", path}};
  if (!target_is_input()) all.push_back({"labels", *labels});
  return all;
}

std::optional<Dataset> IdxConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                       DataFiles& files) const {
  std::optional<NumberArray> targets;
  const bool labelled = !target_is_input();
  if (labelled) targets = read_binary(*labels, "labels", read_idx, files, sink);
  const auto bytes = read_bytes(path, "path", files, sink);
  if (!bytes) return std::nullopt;
  NumberArray pictures;
  PictureRows rows(*this);
  try {
    const IdxContent content = open_idx(*bytes);
    const Shape sample = sample_of(content.shape);
    const bool changes = !picture_steps(*this).empty();
    if (changes && !(content.are_bytes() && sample.size() == 3)) {
      sink.error("preprocess",
                 fmt::format("{} is for pictures of bytes, and the file holds {}", preprocess.front().type,
                             content.are_bytes() ? "no pictures" : "numbers of another type"));
      return std::nullopt;
    }
    if (content.are_bytes()) {
      rows.add_all(content.numbers, sample);
    } else {
      pictures = decode_numbers(content.shape, content.numbers, content.format);
      for (double& pixel : pictures.values) pixel /= scale;
    }
    pictures.shape = sample;
    pictures.shape.insert(pictures.shape.begin(), content.shape.front());
  } catch (const std::runtime_error& error) {
    sink.error("path", unreadable(path, error.what()));
    return std::nullopt;
  }
  if (labelled && !targets) return std::nullopt;
  const bool is_bytes = rows.rows() > 0;
  auto data = dataset_of(std::move(pictures), targets, wanted, "labels", sink);
  if (!data) return std::nullopt;
  data->pixel_scale = scale;
  if (is_bytes) rows.move_to(*data);
  return data;
}

template Registration<DataConfig> registration<DataConfig, IdxConfig>();

}  // namespace runner
