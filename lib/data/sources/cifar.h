#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/source.h"

namespace runner {

/// Which of the two labels of CIFAR-100.
enum class CifarLabels { fine, coarse };
constexpr auto choice_names(CifarLabels) {
  return std::array<std::string_view, 2>{"fine", "coarse"};
}

/// The binary version of CIFAR-10 and CIFAR-100, with their own test part.
struct CifarConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::filesystem::path> test_path;
  std::optional<CifarLabels> labels;

  static Spec<CifarConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override;
  bool gives_pictures() const override { return true; }
};

/// The pictures of a file: label bytes, then 3 × 32 × 32 bytes, again and again.
struct CifarContent {
  bool is_100 = false;  ///< a coarse and a fine label before each picture
  std::vector<std::int32_t> labels;
  std::string pixels;  ///< of all pictures, without labels
};
inline constexpr Index cifar_edge = 32;

/// `is_100`: of CIFAR-100; nothing: as the number of bytes says. Throws std::runtime_error with the reason.
CifarContent read_cifar(std::string_view bytes, std::optional<bool> is_100, CifarLabels which);

}  // namespace runner
