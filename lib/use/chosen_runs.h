#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace runner {

/// The folders of the runs that a word of the command line means: a run's own folder; a results folder, or
/// `FOLDER:LABEL`, means its first-ranked or that configuration, and of it the run with the lowest seed that
/// has come to its end. After folds these are several, one per fold, or the one of `fold`. Which there are is
/// told by the tables of the folder, for which the data need not be there. Throws Refused.
std::vector<std::filesystem::path> chosen_runs(const std::string& word, std::optional<std::int64_t> fold);

}  // namespace runner
