#include "data/sources/fashion_mnist.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "base/files.h"
#include "base/text.h"
#include "data/pictures/picture_rows.h"
#include "data/sources/binary_file.h"
#include "data/sources/idx_format.h"
#include "spec/registration.h"

namespace runner {

namespace {

constexpr std::size_t largest_fashion_file = std::size_t{1} << 30U;  // unpacked

/// The folder itself, and where torchvision puts the files below its `root`.
std::vector<std::filesystem::path> places(const std::filesystem::path& path) {
  return {path, path / "raw", path / "FashionMNIST/raw"};
}

/// As it is or packed; nothing where there is none.
std::optional<std::filesystem::path> find_file(const std::filesystem::path& path, const std::string& name) {
  for (const std::filesystem::path& folder : places(path)) {
    for (const char* ending : {".gz", ""}) {
      std::filesystem::path file = folder / (name + ending);
      if (is_there(file)) return file;
    }
  }
  return std::nullopt;
}

class FashionReader {
 public:
  FashionReader(const FashionMnistConfig& config, ErrorSink& sink, DataFiles& files)
      : config_(config), sink_(sink), files_(files), rows_(config) {}

  bool read_part(const char* prefix, GivenPart part) {
    const auto pictures = find_file(config_.path, fmt::format("{}-images-idx3-ubyte", prefix));
    const auto labels = find_file(config_.path, fmt::format("{}-labels-idx1-ubyte", prefix));
    if (!pictures || !labels) {
      sink_.error(
          "path",
          fmt::format("there is no Fashion-MNIST in '{}' ({}-{} or the same with .gz is missing); ./dev "
                      "data fashion_mnist installs it as the package dataset-fashion-mnist, or 'path' "
                      "says which folder has its four files",
                      config_.path.string(), prefix, !pictures ? "images-idx3-ubyte" : "labels-idx1-ubyte"));
      return false;
    }
    const Index before = rows_.rows();
    return in_file(*labels, [&](std::string_view bytes) { take_labels(open_idx(bytes)); }) &&
           in_file(*pictures, [&](std::string_view bytes) { take_pictures(open_idx(bytes)); }) &&
           check_count(*pictures, before, part);
  }

  std::optional<Dataset> finish(TargetKind wanted) {
    Dataset data;
    if (const auto reason = set_named_classes(std::move(labels_), fashion_classes(), wanted, data)) {
      sink_.error("", *reason);
      return std::nullopt;
    }
    rows_.move_to(data);
    data.given = std::move(given_);
    return data;
  }

 private:
  template <class Read>
  bool in_file(const std::filesystem::path& file, const Read& read) {
    std::string bytes;
    try {
      bytes = files_.take(file, largest_fashion_file);
    } catch (const std::runtime_error& error) {
      sink_.error("path", error.what());
      return false;
    }
    try {
      read(std::string_view(bytes));
      return true;
    } catch (const std::runtime_error& error) {
      sink_.error("path", unreadable(file, error.what()));
      return false;
    }
  }

  void take_labels(const IdxContent& content) {
    if (!content.are_bytes() || content.shape.size() != 1)
      throw std::runtime_error("expected labels as a row of bytes, found the shape " +
                               tuple_text(content.shape));
    const std::size_t classes = fashion_classes().size();
    for (const char label : content.numbers) {
      const auto index = static_cast<unsigned char>(label);
      if (index >= classes)
        throw std::runtime_error(fmt::format("it has the label {}; the classes are 0 to 9", index));
      labels_.push_back(index);
    }
  }

  void take_pictures(const IdxContent& content) {
    constexpr Index edge = 28;
    if (!content.are_bytes() || content.shape.size() != 3 || content.shape[1] != edge ||
        content.shape[2] != edge)
      throw std::runtime_error("expected pictures of 28 × 28 bytes, found the shape " +
                               tuple_text(content.shape));
    rows_.add_all(content.numbers, {1, edge, edge});
  }

  bool check_count(const std::filesystem::path& pictures, Index before, GivenPart part) {
    given_.resize(static_cast<std::size_t>(rows_.rows()), part);
    if (given_.size() == labels_.size()) return true;
    sink_.error("path", unreadable(pictures, fmt::format("it has {} pictures, but there are {} labels",
                                                         rows_.rows() - before,
                                                         static_cast<Index>(labels_.size()) - before)));
    return false;
  }

  const FashionMnistConfig& config_;
  ErrorSink& sink_;
  DataFiles& files_;
  PictureRows rows_;
  std::vector<std::int32_t> labels_;
  std::vector<GivenPart> given_;
};

}  // namespace

const std::vector<std::string>& fashion_classes() {
  static const std::vector<std::string> names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                                 "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return names;
}

Spec<FashionMnistConfig> FashionMnistConfig::spec() {
  using C = FashionMnistConfig;
  return Spec<C>(
             "fashion_mnist",
             "Fashion-MNIST: 60,000 pictures of clothes, [1, 28, 28] in ten classes, and 10,000 that are the "
             "test part; a network that takes features gets rows of 784 pixels.")
      .source(
          "Xiao, Rasul & Vollgraf 2017, Fashion-MNIST, arXiv:1708.07747; torchvision.datasets.FashionMNIST")
      .field(
          "path", &C::path,
          "The folder with its four files, packed with gzip or not, or torchvision's root of it; by default "
          "where Debian's package dataset-fashion-mnist puts them, which ./dev data fashion_mnist installs.");
}

std::optional<Dataset> FashionMnistConfig::load(TargetKind wanted, ErrorSink& sink,
                                                Diagnostics& /*diagnostics*/, DataFiles& files) const {
  FashionReader reader(*this, sink, files);
  if (!reader.read_part("train", GivenPart::none) || !reader.read_part("t10k", GivenPart::test))
    return std::nullopt;
  return reader.finish(wanted);
}

template Registration<DataConfig> registration<DataConfig, FashionMnistConfig>();

}  // namespace runner
