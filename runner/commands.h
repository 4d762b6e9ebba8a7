#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options.h"

namespace runner {

/// Exit statuses that users may rely on.
enum Exit : int { exit_done = 0, exit_failed_run = 1, exit_usage = 2, exit_interrupted = 130 };

/// Which of the options a command takes.
enum class Takes { nothing, name, file, files, folder, tables, launch, training };

/// A subcommand: dispatch, help and spell check read the one table of them.
struct Command {
  std::string_view name;
  std::string_view arguments;  ///< as help shows them: "FILE [key=value …]"
  std::string_view summary;
  std::string_view example;
  Takes takes;
  int (*function)(const Options&);
};

std::span<const Command> commands();

int run_command(const Options& options);
int check_command(const Options& options);
int summary_command(const Options& options);
int launch_command(const Options& options);
int merge_command(const Options& options);
int status_command(const Options& options);
int list_command(const Options& options);
int explain_command(const Options& options);
int schema_command(const Options& options);
int reference_command(const Options& options);

}  // namespace runner
