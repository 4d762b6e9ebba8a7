#pragma once

#include <optional>
#include <string>

#include "options.h"

namespace runner {

/// Tells what is wrong with a call of the command; the exit status for that.
std::optional<int> usage_error(const Command& command, const std::string& what);

/// What the words of a command that are no options have to be, for the table of commands: an exit status
/// after a message where they are something else.
std::optional<int> takes_nothing(const Command& command, const Options& options);
std::optional<int> takes_name(const Command& command, const Options& options);  ///< or none
std::optional<int> takes_file(const Command& command, const Options& options);
std::optional<int> takes_files(const Command& command, const Options& options);
std::optional<int> takes_folder(const Command& command, const Options& options);
std::optional<int> takes_folder_and_files(const Command& command, const Options& options);
std::optional<int> takes_folders(const Command& command, const Options& options);
std::optional<int> takes_run(const Command& command, const Options& options);
/// A run's folder, and a file of rows or none.
std::optional<int> takes_run_folder(const Command& command, const Options& options);
std::optional<int> takes_run_and_file(const Command& command, const Options& options);
std::optional<int> takes_launch(const Command& command, const Options& options);  ///< a cluster and a file

}  // namespace runner
