#include "data/sources/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"
#include "data/sources/binary_file.h"
#include "data/sources/npy_format.h"
#include "data/sources/zip_reader.h"
#include "spec/registration.h"

// An archive has names; where the file does not say which are meant, those are taken that numpy.savez and
// Keras' data sets use.

namespace runner {

namespace {

/// The names that arrays go by, where the file does not say.
constexpr std::array<std::string_view, 5> usual_features = {"x", "X", "features", "x_train", "arr_0"};
constexpr std::array<std::string_view, 5> usual_targets = {"y", "Y", "target", "y_train", "arr_1"};

/// Reads the arrays of one .npz file by name.
class Archive {
 public:
  Archive(const std::filesystem::path& path, std::string_view bytes, ErrorSink& sink)
      : path_(path), zip_(bytes), sink_(sink) {}

  std::optional<NumberArray> read(std::string_view parameter, const std::optional<std::string>& name,
                                  std::span<const std::string_view> usual) const {
    const auto found = name ? place_of(*name) : first_of(usual);
    if (!found) {
      const std::string missing =
          name ? fmt::format("'{}'", *name) : "of the usual names (" + join(list(usual), ", ") + ")";
      sink_.error(parameter, fmt::format("'{}' has no array {}; it has: {}", path_.string(), missing,
                                         join(arrays(), ", ")));
      return std::nullopt;
    }
    try {
      return read_npy(zip_.read(*found));
    } catch (const std::runtime_error& error) {
      const std::string reason = fmt::format("'{}': {}", zip_.names()[*found], error.what());
      sink_.error(parameter, unreadable(path_, reason));
      return std::nullopt;
    }
  }

 private:
  static std::vector<std::string> list(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
  }

  std::optional<std::size_t> place_of(std::string_view name) const {
    const auto found = std::ranges::find(zip_.names(), std::string(name) + ".npy");
    if (found == zip_.names().end()) return std::nullopt;
    return static_cast<std::size_t>(found - zip_.names().begin());
  }

  std::optional<std::size_t> first_of(std::span<const std::string_view> names) const {
    for (const std::string_view name : names) {
      if (const auto found = place_of(name)) return found;
    }
    return std::nullopt;
  }

  std::vector<std::string> arrays() const {
    std::vector<std::string> names;
    for (const std::string& name : zip_.names()) names.push_back(name.substr(0, name.rfind(".npy")));
    return names;
  }

  const std::filesystem::path& path_;
  ZipReader zip_;
  ErrorSink& sink_;
};

}  // namespace

Spec<NpyConfig> NpyConfig::spec() {
  using C = NpyConfig;
  return Spec<C>("npy", "Features and target in two files of numpy.save.")
      .source("numpy.lib.format")
      .required("path", &C::path,
                "The features, samples along the first dimension, relative to the file that names them.")
      .required("target", &C::target,
                "The targets: a number for each sample, or a row of numbers. input: each sample is its own "
                "target, after `preprocess`; ./input is a file of that name.");
}

std::vector<DataConfig::File> NpyConfig::files() const {
  std::vector<File> all = {{"path", path}};
  if (!target_is_input()) all.push_back({"target", std::get<std::filesystem::path>(target)});
  return all;
}

std::optional<Dataset> NpyConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                       DataFiles& files) const {
  auto features = read_binary(path, "path", read_npy, files, sink);
  if (!features) return std::nullopt;
  std::optional<NumberArray> targets;
  if (const auto* file = std::get_if<std::filesystem::path>(&target)) {
    targets = read_binary(*file, "target", read_npy, files, sink);
    if (!targets) return std::nullopt;
  }
  return dataset_of(std::move(*features), targets, wanted, "target", sink);
}

Spec<NpzConfig> NpzConfig::spec() {
  using C = NpzConfig;
  return Spec<C>("npz", "Features and target in one file of numpy.savez or numpy.savez_compressed.")
      .source("numpy.lib.format")
      .required("path", &C::path, "The file, relative to the file that names it.")
      .field("features", &C::features,
             "The array of features, samples along the first dimension; by default the first that there is "
             "of x, X, "
             "features, x_train and arr_0.")
      .field("target", &C::target,
             "The array of targets; by default the first that there is of y, Y, target, y_train and arr_1. "
             "input: each sample is its own target, after `preprocess`.");
}

std::optional<Dataset> NpzConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                       DataFiles& files) const {
  const auto bytes = read_bytes(path, "path", files, sink);
  if (!bytes) return std::nullopt;
  try {
    const Archive archive(path, *bytes, sink);
    auto x = archive.read("features", features, usual_features);
    std::optional<NumberArray> y;
    if (!target_is_input()) {
      const auto name = target ? std::optional(std::get<std::string>(*target)) : std::nullopt;
      y = archive.read("target", name, usual_targets);
    }
    if (!x || (!y && !target_is_input())) return std::nullopt;
    return dataset_of(std::move(*x), y, wanted, "target", sink);
  } catch (const std::runtime_error& error) {
    sink.error("path", unreadable(path, error.what()));
    return std::nullopt;
  }
}

template Registration<DataConfig> registration<DataConfig, NpyConfig>();
template Registration<DataConfig> registration<DataConfig, NpzConfig>();

}  // namespace runner
