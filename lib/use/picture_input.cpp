#include "use/picture_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/pictures/picture_rows.h"
#include "data/sources/cifar.h"
#include "data/sources/idx.h"
#include "data/sources/idx_format.h"
#include "data/sources/image_folder.h"
#include "data/sources/npy_format.h"
#include "use/refused.h"

namespace runner {

namespace {

using namespace std::string_view_literals;
using Labels = std::vector<std::int32_t>;

constexpr std::size_t largest_input = std::size_t{4} << 30U;

[[noreturn]] void refuse_file(const std::filesystem::path& file, std::string_view reason) {
  throw Refused(fmt::format("cannot read '{}': {}", file.string(), reason));
}

/// The begin of a file, unpacked only where it is not packed.
std::string first_bytes(const std::filesystem::path& file) {
  constexpr std::size_t enough = 16;
  std::string bytes(enough, '\0');
  FileReader reader(file);
  bytes.resize(reader.read(bytes.data(), enough));
  return bytes;
}

std::string whole(const std::filesystem::path& file) {
  return unpack_gzip(file, read_file(file, largest_input), largest_input);
}

bool looks_like_idx(std::string_view begin, const std::filesystem::path& file) {
  if (begin.starts_with("\x1f\x8b"sv)) return file.filename().string().find("idx") != std::string::npos;
  constexpr auto types = "\x08\x09\x0b\x0c\x0d\x0e"sv;
  return begin.size() > 3 && begin.starts_with("\0\0"sv) && types.find(begin[2]) != std::string_view::npos &&
         begin[3] > 0 && begin[3] < 8;
}

class PictureInput {
 public:
  PictureInput(const TrainedModel& model, bool wants_target)
      : model_(model),
        source_(*model.config.data.config),
        wants_target_(wants_target),
        rows_(source_),
        channels_(model.data.sample_shape.size() == 3 ? model.data.sample_shape[0] : 1) {}

  void read_folder(const std::filesystem::path& folder) {
    ClassFolders found = class_folders(folder);
    if (found.pictures.empty() && found.without_class.empty())
      refuse_file(folder, "it holds no picture (.png, .jpg or .jpeg)");
    const bool by_class = found.without_class.empty() && names_classes(found, folder);
    for (const auto& name : found.without_class) add_file(folder / name, name.string());
    for (const auto& [name, in_class] : found.pictures) {
      add_file(folder / name, name.string());
      if (by_class) labels_.push_back(class_index(found.classes[in_class]));
    }
  }

  void read_picture(const std::filesystem::path& file) { add_file(file, file.filename().string()); }

  void read_idx_file(const std::filesystem::path& file) {
    const std::string bytes = whole(file);
    const IdxContent content = open_idx(bytes);
    const Shape sample = sample_of(content.shape);
    const auto* idx = dynamic_cast<const IdxConfig*>(&source_);
    table_.samples.pixel_scale = idx != nullptr ? idx->scale : table_.samples.pixel_scale;
    if (content.are_bytes() && source_.gives_pictures()) {
      add_bytes(file, content.numbers, sample);
    } else {
      NumberArray numbers = decode_numbers(content.shape, content.numbers, content.format);
      for (double& value : numbers.values) value /= table_.samples.pixel_scale;
      add_numbers(file, std::move(numbers.values), sample);
    }
    read_idx_labels(file, content.shape.front());
  }

  void read_npy_file(const std::filesystem::path& file) {
    const std::string bytes = whole(file);
    NumberArray array = read_npy(bytes);
    constexpr std::size_t longest_header = 128;
    const bool are_bytes =
        std::string_view(bytes).substr(0, longest_header).find("|u1") != std::string_view::npos;
    const Shape sample = sample_of(array.shape);
    if (are_bytes && source_.gives_pictures()) {
      std::string pixels;
      for (const double value : array.values) pixels += static_cast<char>(static_cast<unsigned char>(value));
      add_bytes(file, pixels, sample);
    } else {
      add_numbers(file, std::move(array.values), sample);
    }
  }

  void read_cifar_file(const std::filesystem::path& file, const CifarConfig& config) {
    const bool is_100 = model_.data.class_names.size() != 10 || config.labels.has_value();
    const bool is_known = !model_.data.class_names.empty();
    const CifarContent content = read_cifar(whole(file), is_known ? std::optional(is_100) : std::nullopt,
                                            config.labels.value_or(CifarLabels::fine));
    add_bytes(file, content.pixels, {3, cifar_edge, cifar_edge});
    labels_ = content.labels;
  }

  InputTable finish() {
    Dataset& samples = table_.samples;
    if (rows_.rows() > 0) rows_.move_to(samples);
    samples.columns = model_.data.columns;
    const bool of_files = !table_.names.empty();
    table_.heading = {of_files ? "file" : "row"};
    for (Index i = 0; !of_files && i < samples.rows; ++i) table_.names.push_back(std::to_string(i + 1));
    if (model_.data.target_is_input) {
      table_.has_target = wants_target_;
    } else if (wants_target_ && static_cast<Index>(labels_.size()) == samples.rows) {
      set_target();
    }
    return std::move(table_);
  }

 private:
  /// Of arrays: a picture without channels has one.
  static Shape sample_of(const Shape& shape) {
    if (shape.size() == 3) return {1, shape[1], shape[2]};
    if (shape.size() == 1) return {1};
    return {shape.begin() + 1, shape.end()};
  }

  /// "28 × 28 pixels" or "the shape [3, 4]".
  static std::string words_for(const Shape& shape) {
    if (shape.size() != 3) return "samples of the shape " + shape_text(shape);
    return fmt::format("pictures of {} pixels{}", size_text(shape[1], shape[2]),
                       shape[0] == 1 ? "" : fmt::format(" and {} channels", shape[0]));
  }

  void check_shape(const std::filesystem::path& file, const Shape& shape) const {
    const Shape& wanted = model_.data.sample_shape;
    const bool fits =
        wanted.size() == 3 && shape.size() == 3 ? shape == wanted : size_of(shape) == size_of(wanted);
    if (!fits)
      refuse_file(
          file, fmt::format("it has {}, but the run was trained on {}", words_for(shape), words_for(wanted)));
  }

  void add_file(const std::filesystem::path& file, std::string name) {
    look_at_stop();
    try {
      rows_.add(decode_picture(read_file(file, largest_input), channels_));
    } catch (const OtherSize& other) {
      check_shape(file, other.shape());
      refuse_file(file, other.what());
    } catch (const FileError&) {
      throw;
    } catch (const std::runtime_error& error) {
      refuse_file(file, error.what());
    }
    if (rows_.rows() == 1) check_shape(file, rows_.shape());
    table_.names.push_back(std::move(name));
  }

  void add_bytes(const std::filesystem::path& file, std::string_view bytes, const Shape& sample) {
    if (sample.size() != 3 && !picture_steps(source_).empty())
      refuse_file(file, "it holds no pictures, [N, height, width] or [N, channels, height, width]");
    rows_.add_all(bytes, sample);
    check_shape(file, rows_.shape());
  }

  void add_numbers(const std::filesystem::path& file, std::vector<double> values, const Shape& sample) {
    if (rows_.changes_bytes())
      refuse_file(file, "its values are no bytes, and the run's data changes pictures of bytes");
    check_shape(file, sample);
    Dataset& samples = table_.samples;
    samples.sample_shape = sample.size() == 3 ? sample : model_.data.sample_shape;
    samples.rows = static_cast<Index>(values.size()) / size_of(sample);
    samples.features = std::move(values);
  }

  /// Beside "t10k-images-idx3-ubyte.gz" there may be "t10k-labels-idx1-ubyte.gz".
  void read_idx_labels(const std::filesystem::path& file, Index rows) {
    std::string name = file.filename().string();
    for (const auto& [from, to] : {std::pair("images"sv, "labels"sv), std::pair("idx3"sv, "idx1"sv)}) {
      if (const std::size_t at = name.find(from); at != std::string::npos) name.replace(at, from.size(), to);
    }
    const std::filesystem::path labels = file.parent_path() / name;
    if (!wants_target_ || model_.data.target_is_input || labels == file || !is_there(labels)) return;
    NumberArray numbers;
    try {
      numbers = read_idx(whole(labels));
    } catch (const std::runtime_error& error) {
      refuse_file(labels, error.what());
    }
    if (numbers.shape.size() != 1 || numbers.shape.front() != rows)
      refuse_file(labels, fmt::format("it has the shape {}, but there are {} pictures",
                                      tuple_text(numbers.shape), rows));
    if (model_.data.class_names.empty() || model_.config.loss->target_kind() == TargetKind::values) {
      numbers_ = numbers.values;
      for (const double value : numbers.values) labels_.push_back(static_cast<std::int32_t>(value));
      return;
    }
    for (const double value : numbers.values) labels_.push_back(index_of_label(value, labels));
  }

  std::int32_t class_index(const std::string& name) const {
    return static_cast<std::int32_t>(std::ranges::find(model_.data.class_names, name) -
                                     model_.data.class_names.begin());
  }

  /// A class that is called by a number, or the one of that index where classes have names.
  std::int32_t index_of_label(double value, const std::filesystem::path& labels) const {
    const std::vector<std::string>& names = model_.data.class_names;
    const bool are_numbers =
        std::ranges::all_of(names, [](const std::string& name) { return parse_number(name).has_value(); });
    const auto index = are_numbers ? static_cast<double>(class_index(number_text(value))) : value;
    if (!(index >= 0 && index < static_cast<double>(names.size())))
      refuse_file(labels, fmt::format("its label {} is no class that the training had", number_text(value)));
    return static_cast<std::int32_t>(index);
  }

  /// Whether folders are called like classes; some may not be, and others not.
  bool names_classes(const ClassFolders& found, const std::filesystem::path& folder) const {
    const std::vector<std::string>& classes = model_.data.class_names;
    const auto is_class = [&](const std::string& name) {
      return std::ranges::find(classes, name) != classes.end();
    };
    std::vector<std::string> used;
    for (const auto& file : found.pictures) {
      if (used.empty() || used.back() != found.classes[file.in_class])
        used.push_back(found.classes[file.in_class]);
    }
    if (std::ranges::none_of(used, is_class)) return false;
    const auto other = std::ranges::find_if_not(used, is_class);
    if (other == used.end()) return true;
    refuse_file(folder / *other,
                "its folder is called as no class that the training had" + suggestion(*other, classes));
  }

  void set_target() {
    Dataset& samples = table_.samples;
    const TargetKind kind = model_.config.loss->target_kind();
    samples.target_names = model_.data.target_names;
    samples.class_names = model_.data.class_names;
    table_.has_target = true;
    if (kind == TargetKind::classes) {
      samples.classes = std::move(labels_);
      return;
    }
    samples.target_columns = 1;
    if (!numbers_.empty()) {
      samples.targets = std::move(numbers_);
      return;
    }
    const bool of_signs = kind == TargetKind::signs && !samples.class_names.empty();
    for (const std::int32_t label : labels_) samples.targets.push_back(of_signs ? 2 * label - 1 : label);
  }

  const TrainedModel& model_;
  const DataConfig& source_;
  bool wants_target_;
  PictureRows rows_;
  Index channels_;
  InputTable table_;
  Labels labels_;
  std::vector<double> numbers_;
};

}  // namespace

std::optional<InputTable> read_pictures(const std::filesystem::path& file, const TrainedModel& model,
                                        bool wants_target) {
  std::error_code unknown;
  const bool is_folder = std::filesystem::is_directory(file, unknown);
  const auto* cifar = dynamic_cast<const CifarConfig*>(model.config.data.config.get());
  if (!is_folder && !std::filesystem::is_regular_file(file, unknown)) return std::nullopt;
  const std::string begin = is_folder ? "" : first_bytes(file);
  const bool is_picture = is_folder || is_picture_file(begin);
  const bool is_npy = begin.starts_with("\x93NUMPY"sv), is_idx = !is_folder && looks_like_idx(begin, file);
  const bool is_cifar = cifar != nullptr && !is_picture && !is_npy && file.extension() == ".bin";
  if (!is_picture && !is_npy && !is_idx && !is_cifar) return std::nullopt;
  const bool has_categories = std::ranges::any_of(
      model.data.columns, [](const FeatureColumn& column) { return !column.categories.empty(); });
  if (has_categories)
    refuse_file(file, "the run was trained on a table with categories, so that it takes a table");
  if (is_picture && !model.config.data->gives_pictures())
    refuse_file(
        file, "the run was trained on numbers, not on pictures of bytes; .npy files and tables can be read");
  PictureInput input(model, wants_target);
  try {
    if (is_folder) {
      input.read_folder(file);
    } else if (is_picture) {
      input.read_picture(file);
    } else if (is_npy) {
      input.read_npy_file(file);
    } else if (is_cifar) {
      input.read_cifar_file(file, *cifar);
    } else {
      input.read_idx_file(file);
    }
  } catch (const FileError&) {
    throw;
  } catch (const Refused&) {
    throw;
  } catch (const std::runtime_error& error) {
    refuse_file(file, error.what());
  }
  return input.finish();
}

}  // namespace runner
