#include "data/sources/image_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "data/pictures/picture_rows.h"
#include "data/sources/binary_file.h"
#include "spec/registration.h"

namespace runner {

namespace {

constexpr std::size_t largest_picture_file = std::size_t{1} << 29U;

/// As os.walk gives them once sorted: folder after folder, and in each the files.
bool comes_before(const ClassFolders::File& a, const ClassFolders::File& b) {
  return std::pair(a.name.parent_path().native(), a.name.filename().native()) <
         std::pair(b.name.parent_path().native(), b.name.filename().native());
}

class FolderReader {
 public:
  FolderReader(const ImageFolderConfig& config, ErrorSink& sink, DataFiles& files)
      : config_(config), sink_(sink), files_(files), rows_(config) {}

  bool read_part(const std::filesystem::path& folder, std::string_view parameter, GivenPart part) {
    try {
      return add_part(folder, parameter, part);
    } catch (const std::runtime_error& error) {
      sink_.error(parameter, error.what());
      return false;
    }
  }

  std::optional<Dataset> finish(TargetKind wanted) {
    Dataset data;
    if (const auto reason = set_named_classes(std::move(labels_), std::move(classes_), wanted, data)) {
      sink_.error("", *reason);
      return std::nullopt;
    }
    rows_.move_to(data);
    if (std::ranges::any_of(given_, [](GivenPart part) { return part != GivenPart::none; }))
      data.given = std::move(given_);
    if (other_files_ > 0)
      data.notes.push_back(
          fmt::format("{} other file{} left out", other_files_, other_files_ == 1 ? "" : "s"));
    return data;
  }

 private:
  bool add_part(const std::filesystem::path& folder, std::string_view parameter, GivenPart part) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(folder, unknown)) {
      sink_.error(parameter,
                  fmt::format("'{}' is no folder: expected one with a folder of pictures for each class",
                              folder.string()));
      return false;
    }
    const ClassFolders found = class_folders(folder);
    if (config_.target_is_input()) return add_all(found, folder, parameter, part);
    if (!check_classes(found, folder, parameter)) return false;
    other_files_ += found.other_files;
    for (const ClassFolders::File& file : found.pictures) {
      if (!add_picture(folder / file.name, parameter)) return false;
      labels_.push_back(index_of(found.classes[file.in_class]));
      given_.push_back(part);
      if (rows_.rows() == 1) rows_.expect(static_cast<Index>(found.pictures.size()) - 1);
    }
    return true;
  }

  /// Of no class: pictures may lie side by side, too, and come first then.
  bool add_all(const ClassFolders& found, const std::filesystem::path& folder, std::string_view parameter,
               GivenPart part) {
    std::vector<std::filesystem::path> files = found.without_class;
    std::ranges::sort(files);
    for (const ClassFolders::File& file : found.pictures) files.push_back(file.name);
    if (files.empty()) {
      sink_.error(parameter, fmt::format("'{}' holds no picture (.png, .jpg or .jpeg)", folder.string()));
      return false;
    }
    other_files_ += found.other_files;
    for (const std::filesystem::path& file : files) {
      if (!add_picture(folder / file, parameter)) return false;
      given_.push_back(part);
      if (rows_.rows() == 1) rows_.expect(static_cast<Index>(files.size()) - 1);
    }
    return true;
  }

  std::int32_t index_of(const std::string& name) const {
    return static_cast<std::int32_t>(std::ranges::find(classes_, name) - classes_.begin());
  }

  bool check_classes(const ClassFolders& found, const std::filesystem::path& folder,
                     std::string_view parameter) {
    if (found.classes.empty()) {
      sink_.error(
          parameter,
          fmt::format("'{}' has no folders{}: expected one with pictures for each class", folder.string(),
                      found.without_class.empty() ? "" : ", its pictures lie side by side"));
      return false;
    }
    std::vector<std::size_t> counts(found.classes.size());
    for (const ClassFolders::File& file : found.pictures) ++counts[file.in_class];
    const auto empty = std::ranges::find(counts, std::size_t{0});
    const bool is_first = classes_.empty();
    if (is_first && empty != counts.end()) {
      const auto& name = found.classes[static_cast<std::size_t>(empty - counts.begin())];
      sink_.error(parameter,
                  fmt::format("'{}' holds no picture (.png, .jpg or .jpeg), and each folder is a class",
                              (folder / name).string()));
      return false;
    }
    if (is_first) classes_ = found.classes;
    for (std::size_t i = 0; i < found.classes.size(); ++i) {
      if (counts[i] == 0 || std::ranges::find(classes_, found.classes[i]) != classes_.end()) continue;
      sink_.error(parameter, fmt::format("'{}' is no class of '{}'{}", (folder / found.classes[i]).string(),
                                         config_.path.string(), suggestion(found.classes[i], classes_)));
      return false;
    }
    return true;
  }

  bool add_picture(const std::filesystem::path& file, std::string_view parameter) {
    const auto bytes = files_.take(file, largest_picture_file);
    try {
      rows_.add(decode_picture(bytes, config_.channels));
      if (rows_.rows() == 1) first_ = file;
      return true;
    } catch (const OtherSize& other) {
      const Shape &before = rows_.shape(), &now = other.shape();
      sink_.error(
          parameter,
          fmt::format("'{}' and '{}' are of different sizes{}: {} and {} pixels; write 'preprocess: "
                      "[{{type: Resize, size: [{}, {}]}}]', or CenterCrop",
                      first_.string(), file.string(),
                      rows_.changes_bytes() ? " after the steps of preprocess" : "",
                      size_text(before[1], before[2]), size_text(now[1], now[2]), before[1], before[2]));
    } catch (const std::runtime_error& error) {
      sink_.error(parameter, unreadable(file, error.what()));
    }
    return false;
  }

  const ImageFolderConfig& config_;
  ErrorSink& sink_;
  DataFiles& files_;
  PictureRows rows_;
  std::vector<std::string> classes_;
  std::vector<std::int32_t> labels_;
  std::vector<GivenPart> given_;
  std::filesystem::path first_;
  std::size_t other_files_ = 0;
};

}  // namespace

bool is_called_picture(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 13> endings = {".jpg",  ".jpeg", ".png",  ".gif", ".bmp",
                                                        ".webp", ".tif",  ".tiff", ".ppm", ".pgm",
                                                        ".avif", ".heic", ".pbm"};
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return std::ranges::find(endings, ending) != endings.end();
}

ClassFolders class_folders(const std::filesystem::path& folder) {
  ClassFolders found;
  for (const std::filesystem::path& entry : entries_of(folder)) {
    std::error_code unknown;
    const std::string name = entry.filename().string();
    if (name.front() != '.' && std::filesystem::is_directory(entry, unknown)) found.classes.push_back(name);
  }
  std::ranges::sort(found.classes);
  std::map<std::string, std::size_t, std::less<>> number;
  for (const std::string& name : found.classes) number.emplace(name, number.size());
  for (const std::filesystem::path& file : files_below(folder)) {
    if (!is_called_picture(file)) {
      ++found.other_files;
    } else if (!file.has_parent_path()) {
      found.without_class.push_back(file);
    } else {
      found.pictures.push_back({file, number.at(file.begin()->string())});
    }
  }
  std::ranges::sort(found.pictures, [](const ClassFolders::File& a, const ClassFolders::File& b) {
    return a.in_class != b.in_class ? a.in_class < b.in_class : comes_before(a, b);
  });
  return found;
}

Spec<ImageFolderConfig> ImageFolderConfig::spec() {
  using C = ImageFolderConfig;
  return Spec<C>("image_folder",
                 "PNG and JPEG pictures in a folder for each class, which is called as the folder; they must "
                 "be of "
                 "one size, or become so by Resize and CenterCrop in preprocess. Of 16 bits the higher 8 "
                 "count, what "
                 "is transparent is opaque.")
      .source("torchvision.datasets.ImageFolder")
      .required("path", &C::path, "The folder with the classes' folders; in these there may be further ones.")
      .field("validation_path", &C::validation_path,
             "A folder like it whose pictures are the validation part.")
      .field("test_path", &C::test_path, "The same for the test part.")
      .field("channels", &C::channels,
             "3 for red, green and blue, 1 for gray: pictures become so as PIL's convert makes them.",
             at_least(1))
      .check("channels", "expected 1 or 3", [](const C& c) { return c.channels == 1 || c.channels == 3; });
}

std::vector<DataConfig::File> ImageFolderConfig::files() const {
  std::vector<File> all = {{"path", path, true}};
  if (validation_path) all.push_back({"validation_path", *validation_path, true});
  if (test_path) all.push_back({"test_path", *test_path, true});
  return all;
}

std::optional<Dataset> ImageFolderConfig::load(TargetKind wanted, ErrorSink& sink,
                                               Diagnostics& /*diagnostics*/, DataFiles& files) const {
  FolderReader reader(*this, sink, files);
  if (!reader.read_part(path, "path", GivenPart::none)) return std::nullopt;
  if (validation_path && !reader.read_part(*validation_path, "validation_path", GivenPart::validation))
    return std::nullopt;
  if (test_path && !reader.read_part(*test_path, "test_path", GivenPart::test)) return std::nullopt;
  return reader.finish(wanted);
}

template Registration<DataConfig> registration<DataConfig, ImageFolderConfig>();

}  // namespace runner
