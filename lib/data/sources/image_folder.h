#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/source.h"

namespace runner {

/// torchvision.datasets.ImageFolder: pictures in a folder for each class.
struct ImageFolderConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::filesystem::path> validation_path, test_path;
  std::int64_t channels = 3;

  static Spec<ImageFolderConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override;
  bool gives_pictures() const override { return true; }
};

/// What is in a folder of pictures. Names are relative to it, in torchvision's order.
struct ClassFolders {
  std::vector<std::string> classes;  ///< names of its folders, in order
  struct File {
    std::filesystem::path name;
    std::size_t in_class = 0;
  };
  std::vector<File> pictures;                        ///< class by class
  std::vector<std::filesystem::path> without_class;  ///< pictures that lie in no folder
  std::size_t other_files = 0;                       ///< that are no pictures, by their names
};

/// Throws FileError.
ClassFolders class_folders(const std::filesystem::path& folder);

/// Whether a file is called like a picture, also of formats that can't be read.
bool is_called_picture(const std::filesystem::path& file);

}  // namespace runner
