#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/source.h"

namespace runner {

/// Zalando's pictures of clothes, which come as MNIST does, with their own test part.
struct FashionMnistConfig : DataConfig {
  std::filesystem::path path = "/usr/share/datasets/fashion-mnist";

  static Spec<FashionMnistConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override { return {{"path", path, true}}; }
  bool gives_pictures() const override { return true; }
  bool may_be_flat() const override { return true; }
};

/// "T-shirt/top", "Trouser", …: as torchvision calls the classes.
const std::vector<std::string>& fashion_classes();

}  // namespace runner
