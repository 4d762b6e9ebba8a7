#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/choice.h"
#include "base/files.h"
#include "base/folders.h"
#include "base/stop.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "model.h"
#include "output.h"
#include "record/manifest.h"
#include "record/output_file.h"
#include "results_folder.h"
#include "use/model_files.h"
#include "use/refused.h"
#include "use/tensorboard.h"

namespace runner {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view tensorboard = "tensorboard";

ModelFormat format_of(const Options& options) {
  if (const auto format = choice_named<ModelFormat>(options.format)) return *format;
  std::vector<std::string> names;
  for (const ModelFormat format : all_choices<ModelFormat>()) names.emplace_back(choice_name(format));
  names.emplace_back(tensorboard);
  throw Refused(
      fmt::format("--format: there is no '{}'{}", options.format, suggestion(options.format, names)));
}

/// A folder is replaced as a whole: nobody's own files may be in it.
void check_replaced_folder(const fs::path& folder, const std::function<bool(const std::string&)>& is_ours) {
  if (!is_there(folder)) return;
  int error = 0;
  for (const std::string& name : names_in(folder, error)) {
    if (!is_ours(name))
      throw Refused(fmt::format("'{}' holds '{}', which is no export's; another folder, please",
                                folder.string(), name));
  }
  if (error != 0) throw Refused(fmt::format("'{}' is no folder", folder.string()));
}

/// All that `fill` writes into the folder that it is given, or nothing: it is beside the other, and then gets
/// its name.
void write_folder(const fs::path& folder, const std::function<void(const fs::path&)>& fill) {
  const fs::path place = folder.has_filename() ? folder : folder.parent_path();
  const fs::path fresh = private_file_beside(place), old = private_file_beside(place);
  try {
    fs::create_directory(fresh);
    fill(fresh);
    const bool replaces = is_there(place);
    if (replaces) fs::rename(place, old);
    fs::rename(fresh, place);
    if (replaces) remove_whole(old);
  } catch (...) {
    remove_whole(fresh);
    throw;
  }
}

void write_files(const fs::path& folder, const std::vector<ModelFile>& files) {
  check_replaced_folder(folder, [&](const std::string& name) {
    return name == "__pycache__" ||
           std::ranges::any_of(files, [&](const ModelFile& file) { return name == file.name; });
  });
  write_folder(folder, [&](const fs::path& fresh) {
    for (const ModelFile& file : files) write_file_atomically(fresh / file.name, file.content);
  });
}

int export_model(const Options& options) {
  const ModelFormat format = format_of(options);
  check_output_path(options.output, options.force);
  const Ensemble models = load_models(options);
  if (models.size() > 1)
    throw Refused(fmt::format("these are {} runs, one for each fold; choose one by --fold", models.size()));
  const TrainedModel& model = models.first();
  const auto files = model_files(model, options.weights, format, program_version());
  if (model.config.rounds_to_bfloat16())
    tell("warning: the run multiplies in bfloat16 and others will not: outputs differ in the third digit\n");
  if (format == ModelFormat::pytorch) {
    write_files(options.output, files);
  } else {
    write_file_atomically(options.output, files.front().content);
  }
  say("{}: {} of {}\n", options.output, choice_name(format), model.folder.string());
  return exit_done;
}

/// The runs of a results folder, or the one of its own folder. Nothing where it is told what is wrong.
std::optional<std::vector<ShownRun>> runs_to_show(const fs::path& folder) {
  if (is_there(folder / "run.json")) return std::vector{shown_run(folder)};
  Diagnostics diagnostics;
  DataFiles files(0);
  const auto plan = load_results(folder, files, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return std::nullopt;
  return shown_runs(with_other_runs(*plan, folder, catalog(), files).plan, folder);
}

/// Flushes what was written to the disk that the folder is on: at once, not file by file.
void flush_disk_of(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_flushed = fd >= 0 && ::syncfs(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (!is_flushed)
    throw std::runtime_error(
        fmt::format("cannot write '{}': {}", folder.string(), std::generic_category().message(error)));
}

bool is_event_folder(const fs::path& folder) {
  int error = 0;
  const auto names = names_in(folder, error);
  return error == 0 && names == std::vector<std::string>{event_file_name};
}

int export_curves(const Options& options) {
  if (options.fold || options.weights != Weights::last)
    throw Refused("--fold and --weights are of networks; TensorBoard gets the curves of every run");
  check_output_path(options.output, options.force);
  stop_at_signals();
  const fs::path folder = options.output;
  check_replaced_folder(folder, [&](const std::string& name) { return is_event_folder(folder / name); });
  auto runs = runs_to_show(options.files.front());
  if (!runs) return exit_usage;
  if (runs->empty()) throw Refused(fmt::format("'{}' has no runs", options.files.front()));
  const TensorboardExport all(std::move(*runs));
  write_folder(folder, [&](const fs::path& fresh) {
    for (std::size_t i = 0; i < all.runs().size(); ++i) {
      const fs::path place = fresh / all.runs()[i].name;
      fs::create_directory(place);
      write_output_file(place / event_file_name, all.events(i), false);
    }
    flush_disk_of(fresh);
  });
  say("{}: {} of {}; tensorboard --logdir {}\n", options.output, counted(all.runs().size(), "run"),
      options.files.front(), options.output);
  return exit_done;
}

}  // namespace

int export_command(const Options& options) {
  try {
    return options.format == tensorboard ? export_curves(options) : export_model(options);
  } catch (const Refused& error) {
    tell("runner: {}\n", error.what());
    return exit_usage;
  }
}

}  // namespace runner
