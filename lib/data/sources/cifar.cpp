#include "data/sources/cifar.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/files.h"
#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/pictures/picture_rows.h"
#include "data/sources/binary_file.h"
#include "spec/registration.h"

namespace runner {

namespace {

constexpr std::size_t picture_bytes = 3 * cifar_edge * cifar_edge;
constexpr std::size_t row_of_10 = 1 + picture_bytes, row_of_100 = 2 + picture_bytes;

const std::vector<std::string>& names_of_10() {
  static const std::vector<std::string> names = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                 "dog",      "frog",       "horse", "ship", "truck"};
  return names;
}

/// The files of a data set, found in a folder.
struct CifarFiles {
  std::vector<std::filesystem::path> train;
  std::optional<std::filesystem::path> test;
  bool is_100 = false;
};

class CifarReader {
 public:
  CifarReader(const CifarConfig& config, ErrorSink& sink, DataFiles& files)
      : config_(config), sink_(sink), files_(files), rows_(config) {}

  std::optional<Dataset> read(TargetKind wanted) {
    std::error_code unknown;
    const bool is_folder = std::filesystem::is_directory(config_.path, unknown);
    CifarFiles found{{config_.path}, std::nullopt, false};
    if (is_folder) {
      auto in_folder = find_files();
      if (!in_folder) return std::nullopt;
      found = std::move(*in_folder);
      is_100_ = found.is_100;
    } else if (config_.labels) {
      is_100_ = true;
    }
    if (is_100_ == false && config_.labels) {
      sink_.error("labels", "labels is for CIFAR-100, and the folder holds CIFAR-10");
      return std::nullopt;
    }
    if (config_.test_path) found.test = config_.test_path;
    for (const auto& file : found.train)
      if (!add(file, "path", GivenPart::none)) return std::nullopt;
    if (found.test && !add(*found.test, config_.test_path ? "test_path" : "path", GivenPart::test))
      return std::nullopt;
    return finish(wanted, is_folder ? folder_ : config_.path.parent_path());
  }

 private:
  std::optional<CifarFiles> find_files() {
    for (const char* below : {"", "cifar-10-batches-bin", "cifar-100-binary"}) {
      folder_ = *below == '\0' ? config_.path : config_.path / below;
      if (is_there(folder_ / "data_batch_1.bin")) return files_of_10();
      if (is_there(folder_ / "train.bin")) {
        CifarFiles found{{folder_ / "train.bin"}, std::nullopt, true};
        if (is_there(folder_ / "test.bin")) found.test = folder_ / "test.bin";
        return found;
      }
    }
    sink_.error("path",
                fmt::format("'{}' has no data_batch_1.bin (CIFAR-10) and no train.bin (CIFAR-100): expected "
                            "the folder of the binary version, or a file of it",
                            config_.path.string()));
    return std::nullopt;
  }

  std::optional<CifarFiles> files_of_10() {
    constexpr int batches = 5;
    CifarFiles found;
    for (int i = 1; i <= batches; ++i) {
      std::filesystem::path file = folder_ / fmt::format("data_batch_{}.bin", i);
      if (!is_there(file)) {
        sink_.error("path", fmt::format("'{}' has no data_batch_{}.bin; CIFAR-10 has five of them",
                                        folder_.string(), i));
        return std::nullopt;
      }
      found.train.push_back(std::move(file));
    }
    if (is_there(folder_ / "test_batch.bin")) found.test = folder_ / "test_batch.bin";
    return found;
  }

  bool add(const std::filesystem::path& file, std::string_view parameter, GivenPart part) {
    const auto bytes = read_bytes(file, parameter, files_, sink_);
    if (!bytes) return false;
    try {
      const CifarContent content = read_cifar(*bytes, is_100_, config_.labels.value_or(CifarLabels::fine));
      is_100_ = content.is_100;
      labels_.insert(labels_.end(), content.labels.begin(), content.labels.end());
      rows_.add_all(content.pixels, {3, cifar_edge, cifar_edge});
      given_.resize(labels_.size(), part);
      return true;
    } catch (const std::runtime_error& error) {
      sink_.error(parameter, unreadable(file, error.what()));
      return false;
    }
  }

  /// The names that stand beside the files, one a line; those of CIFAR-10 are known.
  std::optional<std::vector<std::string>> names(const std::filesystem::path& folder) {
    const bool is_100 = is_100_.value_or(false);
    const bool is_coarse = config_.labels == CifarLabels::coarse;
    const std::size_t count = is_100 ? (is_coarse ? 20 : 100) : 10;
    const std::filesystem::path file =
        folder /
        (is_100 ? (is_coarse ? "coarse_label_names.txt" : "fine_label_names.txt") : "batches.meta.txt");
    std::vector<std::string> found;
    if (!is_there(file)) {
      for (std::size_t i = 0; is_100 && i < count; ++i) found.push_back(std::to_string(i));
      return is_100 ? found : names_of_10();
    }
    const auto text = read_bytes(file, "path", files_, sink_);
    if (!text) return std::nullopt;
    for (std::size_t begin = 0; begin < text->size();) {
      const std::size_t end = std::min(text->find('\n', begin), text->size());
      std::string name = text->substr(begin, end - begin);
      if (name.ends_with('\r')) name.pop_back();
      if (!name.empty()) found.push_back(std::move(name));
      begin = end + 1;
    }
    if (found.size() == count) return found;
    sink_.error("path",
                unreadable(file, fmt::format("it names {} classes, expected {}", found.size(), count)));
    return std::nullopt;
  }

  std::optional<Dataset> finish(TargetKind wanted, const std::filesystem::path& folder) {
    auto found = names(folder);
    if (!found) return std::nullopt;
    Dataset data;
    if (const auto reason = set_named_classes(std::move(labels_), std::move(*found), wanted, data)) {
      sink_.error("", *reason);
      return std::nullopt;
    }
    rows_.move_to(data);
    if (std::ranges::find(given_, GivenPart::test) != given_.end()) data.given = std::move(given_);
    return data;
  }

  const CifarConfig& config_;
  ErrorSink& sink_;
  DataFiles& files_;
  PictureRows rows_;
  std::filesystem::path folder_;
  std::optional<bool> is_100_;
  std::vector<std::int32_t> labels_;
  std::vector<GivenPart> given_;
};

}  // namespace

CifarContent read_cifar(std::string_view bytes, std::optional<bool> is_100, CifarLabels which) {
  const std::size_t size = bytes.size();
  if (!is_100) is_100 = size % row_of_10 != 0 && size % row_of_100 == 0;
  const std::size_t row = *is_100 ? row_of_100 : row_of_10;
  if (size == 0) throw std::runtime_error("it is empty");
  if (size % row != 0)
    throw std::runtime_error(
        fmt::format("it has {} bytes, which is no multiple of the {} of a picture of CIFAR-{} "
                    "({} and 3 × 32 × 32)",
                    size, row, *is_100 ? 100 : 10, *is_100 ? "two labels" : "a label"));
  const std::size_t at = *is_100 && which == CifarLabels::fine ? 1 : 0;
  const unsigned classes = !*is_100 ? 10 : which == CifarLabels::fine ? 100 : 20;
  require_memory(static_cast<std::int64_t>(size));
  CifarContent content{*is_100, {}, {}};
  content.pixels.reserve(size);
  for (std::size_t begin = 0; begin < size; begin += row) {
    look_at_stop();
    const auto label = static_cast<unsigned char>(bytes[begin + at]);
    if (label >= classes)
      throw std::runtime_error(
          fmt::format("its picture {} has the label {}, but CIFAR-{} has classes from 0 to {}",
                      begin / row + 1, label, *is_100 ? 100 : 10, classes - 1));
    content.labels.push_back(label);
    content.pixels.append(bytes.substr(begin + row - picture_bytes, picture_bytes));
  }
  return content;
}

Spec<CifarConfig> CifarConfig::spec() {
  using C = CifarConfig;
  return Spec<C>("cifar",
                 "CIFAR-10 or CIFAR-100 as its binary version has it: pictures of [3, 32, 32], with their "
                 "own test "
                 "part.")
      .source("Krizhevsky 2009, Learning multiple layers of features from tiny images")
      .required(
          "path", &C::path,
          "The folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin, or with train.bin and "
          "test.bin; or one such file. Classes are called as batches.meta.txt and its like beside them have "
          "it.")
      .field("test_path", &C::test_path, "A file whose pictures are the test part.")
      .field("labels", &C::labels,
             "Of CIFAR-100: the 100 classes or their 20 superclasses; fine where nothing is said.");
}

std::vector<DataConfig::File> CifarConfig::files() const {
  std::vector<File> all = {{"path", path, true}};
  if (test_path) all.push_back({"test_path", *test_path});
  return all;
}

std::optional<Dataset> CifarConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                         DataFiles& files) const {
  return CifarReader(*this, sink, files).read(wanted);
}

template Registration<DataConfig> registration<DataConfig, CifarConfig>();

}  // namespace runner
