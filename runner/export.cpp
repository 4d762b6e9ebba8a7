#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/choice.h"
#include "base/files.h"
#include "base/folders.h"
#include "base/text.h"
#include "commands.h"
#include "model.h"
#include "output.h"
#include "record/manifest.h"
#include "use/model_files.h"
#include "use/refused.h"

namespace runner {

namespace {

namespace fs = std::filesystem;

ModelFormat format_of(const Options& options) {
  if (const auto format = choice_named<ModelFormat>(options.format)) return *format;
  std::vector<std::string> names;
  for (const ModelFormat format : all_choices<ModelFormat>()) names.emplace_back(choice_name(format));
  throw Refused(
      fmt::format("--format: there is no '{}'{}", options.format, suggestion(options.format, names)));
}

/// A folder is replaced as a whole: nobody's own files may be in it.
void check_replaced_folder(const fs::path& folder, const std::vector<ModelFile>& files) {
  if (!is_there(folder)) return;
  int error = 0;
  for (const std::string& name : names_in(folder, error)) {
    const bool is_ours = name == "__pycache__" ||
                         std::ranges::any_of(files, [&](const ModelFile& file) { return name == file.name; });
    if (!is_ours)
      throw Refused(fmt::format("'{}' holds '{}', which is no export's; another folder, please",
                                folder.string(), name));
  }
  if (error != 0) throw Refused(fmt::format("'{}' is no folder", folder.string()));
}

/// All files or none: they are written beside it, and then get its name.
void write_folder(const fs::path& folder, const std::vector<ModelFile>& files) {
  check_replaced_folder(folder, files);
  const fs::path place = folder.has_filename() ? folder : folder.parent_path();
  const fs::path fresh = private_file_beside(place), old = private_file_beside(place);
  try {
    fs::create_directory(fresh);
    for (const ModelFile& file : files) write_file_atomically(fresh / file.name, file.content);
    const bool replaces = is_there(place);
    if (replaces) fs::rename(place, old);
    fs::rename(fresh, place);
    if (replaces) remove_whole(old);
  } catch (...) {
    remove_whole(fresh);
    throw;
  }
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
    write_folder(options.output, files);
  } else {
    write_file_atomically(options.output, files.front().content);
  }
  say("{}: {} of {}\n", options.output, choice_name(format), model.folder.string());
  return exit_done;
}

}  // namespace

int export_command(const Options& options) {
  try {
    return export_model(options);
  } catch (const Refused& error) {
    tell("runner: {}\n", error.what());
    return exit_usage;
  }
}

}  // namespace runner
