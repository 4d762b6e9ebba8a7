#include "arguments.h"

#include <fmt/format.h>

#include "commands.h"
#include "output.h"

namespace runner {

namespace {

std::string example_of(const Command& command) {
  return std::string("Example: ").append(command.example);
}

std::optional<int> check_one(const Command& command, const Options& options, std::string_view what) {
  const std::size_t count = options.files.size();
  if (count == 0) return usage_error(command, fmt::format("which {}? {}", what, example_of(command)));
  if (count > 1) return usage_error(command, fmt::format("one {} at a time, not {}", what, count));
  return std::nullopt;
}

}  // namespace

std::optional<int> usage_error(const Command& command, const std::string& what) {
  tell("runner {}: {}\n", command.name, what);
  return exit_usage;
}

std::optional<int> takes_nothing(const Command& command, const Options& options) {
  if (options.files.empty()) return std::nullopt;
  return usage_error(command, "takes no arguments");
}

std::optional<int> takes_name(const Command& command, const Options& options) {
  if (options.files.size() <= 1) return std::nullopt;
  return usage_error(command, "one name at a time");
}

std::optional<int> takes_file(const Command& command, const Options& options) {
  return check_one(command, options, "file");
}

std::optional<int> takes_files(const Command& command, const Options& options) {
  if (!options.files.empty()) return std::nullopt;
  return usage_error(command, "which file?");
}

std::optional<int> takes_folder(const Command& command, const Options& options) {
  return check_one(command, options, "folder");
}

std::optional<int> takes_folders(const Command& command, const Options& options) {
  if (!options.files.empty()) return std::nullopt;
  return usage_error(command, fmt::format("which results folders? {}", example_of(command)));
}

std::optional<int> takes_folder_and_files(const Command& command, const Options& options) {
  if (!options.files.empty()) return std::nullopt;
  return usage_error(command, "which folder? " + example_of(command));
}

std::optional<int> takes_run(const Command& command, const Options& options) {
  return check_one(command, options, "run");
}

std::optional<int> takes_run_folder(const Command& command, const Options& options) {
  if (options.files.empty()) return usage_error(command, "which folder? " + example_of(command));
  if (options.files.size() > 2)
    return usage_error(command,
                       fmt::format("one run and at most one file, not {} words", options.files.size()));
  return std::nullopt;
}

std::optional<int> takes_run_and_file(const Command& command, const Options& options) {
  if (options.files.size() == 2) return std::nullopt;
  if (options.files.size() > 2)
    return usage_error(command, fmt::format("one run and one file, not {} words", options.files.size()));
  return usage_error(command,
                     fmt::format("which {}? {}", options.files.empty() ? "run, and which file" : "file",
                                 example_of(command)));
}

std::optional<int> takes_launch(const Command& command, const Options& options) {
  if (options.files.empty()) return usage_error(command, "where to, and which file? " + example_of(command));
  if (options.files.front() != "slurm") {
    return usage_error(command, fmt::format("there is no '{}' to launch on; known: slurm. {}",
                                            options.files.front(), example_of(command)));
  }
  if (options.files.size() == 1) return usage_error(command, "which file? " + example_of(command));
  if (options.files.size() > 2) {
    return usage_error(command, fmt::format("one file at a time, not {}", options.files.size() - 1));
  }
  return std::nullopt;
}

}  // namespace runner
