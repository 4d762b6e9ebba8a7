#include "options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "commands.h"
#include "record/status.h"

namespace runner {

namespace {

bool is_override(const std::string& word) {
  return word.find('=') != std::string::npos && !std::filesystem::exists(word);
}

void add_training_options(CLI::App& app, Options& out) {
  app.add_option("--results", out.results, "folder for the results")->capture_default_str();
  app.add_option("--jobs", out.jobs, "runs at once (default: chosen)")->check(CLI::Range(1, 1024));
  app.add_option("--threads", out.threads, "threads of one run (default: chosen)")
      ->check(CLI::Range(1, 1024));
  app.add_option_function<std::string>(
         "--shard",
         [&out](const std::string& text) {
           out.shard = parse_shard(text);
           if (!out.shard)
             throw CLI::ValidationError("--shard", "expected I/N, such as 2/8, not '" + text + "'");
         },
         "train part I of N alone, and leave the tables to `runner merge`")
      ->type_name("I/N");
  app.add_option_function<std::string>(
         "--only",
         [&out](const std::string& text) {
           out.only = choice_named<Status>(text);
           if (!out.only || *out.only == Status::finished || *out.only == Status::early_stopped)
             throw CLI::ValidationError("--only",
                                        "expected failed, diverged or interrupted, not '" + text + "'");
         },
         "train only the runs that ended so")
      ->type_name("STATUS");
  app.add_flag("--force", out.force, "train again what has a result already");
  app.add_flag("--fail-fast", out.fail_fast, "stop at the first run that fails");
  app.add_flag("--no-timing", out.no_timing, "leave times out, so that results can be compared byte by byte");
  app.add_flag("--quiet", out.quiet, "print errors only");
}

/// Options that are the same as a key of the section `launch`.
constexpr std::array<std::array<const char*, 2>, 5> slurm_options = {{
    {"elements", "at most this many elements of the array"},
    {"cpus", "processors of an element"},
    {"partition", "the partition"},
    {"time", "the longest time of an element, such as 1:30:00"},
    {"mem", "the memory of an element, such as 4G"},
}};

void add_launch_options(CLI::App& app, Options& out) {
  for (const auto& [key, help] : slurm_options) {
    app.add_option_function<std::string>(
        fmt::format("--{}", key),
        [&out, name = key](const std::string& value) {
          out.overrides.push_back(fmt::format("launch.slurm.{}={}", name, value));
        },
        help);
  }
  app.add_option("--results", out.results, "folder for the results")->capture_default_str();
  app.add_flag("--no-timing", out.no_timing, "leave times out of the results");
  app.add_flag("--dry-run", out.dry_run, "print the scripts; submit nothing");
  app.add_flag("--again", out.again, "submit although an earlier job is still at work");
}

std::optional<int> usage_error(const Command& command, const std::string& what) {
  fmt::print(stderr, "runner {}: {}\n", command.name, what);
  return exit_usage;
}

/// Whether the command reads an experiment file, whose keys may be overridden.
bool reads_experiment(const Command& command) {
  return command.takes == Takes::file || command.takes == Takes::files || command.takes == Takes::training ||
         command.takes == Takes::launch;
}

std::optional<int> check_launch(const Command& command, const Options& options) {
  const std::string example = std::string("Example: ").append(command.example);
  if (options.files.empty()) return usage_error(command, "where to, and which file? " + example);
  if (options.files.front() != "slurm") {
    return usage_error(command, fmt::format("there is no '{}' to launch on; known: slurm. {}",
                                            options.files.front(), example));
  }
  if (options.files.size() == 1) return usage_error(command, "which file? " + example);
  if (options.files.size() > 2) {
    return usage_error(command, fmt::format("one file at a time, not {}", options.files.size() - 1));
  }
  return std::nullopt;
}

/// The number of words each kind of command wants.
std::optional<int> check_words(const Command& command, const Options& options) {
  const std::size_t count = options.files.size();
  const bool one = command.takes == Takes::file || command.takes == Takes::training;
  if (one && count == 0) return usage_error(command, "which file? Example: " + std::string(command.example));
  if (one && count > 1) return usage_error(command, fmt::format("one file at a time, not {}", count));
  const bool folder = command.takes == Takes::folder || command.takes == Takes::tables;
  if (folder && count == 0)
    return usage_error(command, "which folder? Example: " + std::string(command.example));
  if (folder && count > 1) return usage_error(command, fmt::format("one folder at a time, not {}", count));
  if (command.takes == Takes::files && count == 0) return usage_error(command, "which file?");
  if (command.takes == Takes::launch) return check_launch(command, options);
  if (command.takes == Takes::name && count > 1) return usage_error(command, "one name at a time");
  if (command.takes == Takes::nothing && count > 0) return usage_error(command, "takes no arguments");
  return std::nullopt;
}

}  // namespace

std::optional<int> parse_options(const Command& command, const std::vector<std::string>& words,
                                 Options& out) {
  CLI::App app{std::string(command.summary), "runner " + std::string(command.name)};
  app.footer("Example\n  " + std::string(command.example));
  std::vector<std::string> arguments;
  std::optional<long long> seed;
  if (command.takes != Takes::nothing) app.add_option("words", arguments, std::string(command.arguments));
  if (command.takes == Takes::training) add_training_options(app, out);
  if (command.takes == Takes::launch) add_launch_options(app, out);
  if (command.takes == Takes::tables) {
    app.add_flag("--no-timing", out.no_timing, "leave times out of the tables");
    app.add_flag("--quiet", out.quiet, "print errors only");
  }
  if (reads_experiment(command)) {
    app.add_option("--seed", seed, "the same as seed=N");
  }
  if (command.takes == Takes::file) {
    app.add_flag("--parameters", out.parameters, "list each tensor");
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_done : exit_usage;
  }
  for (std::string& word : arguments) {
    (reads_experiment(command) && is_override(word) ? out.overrides : out.files).push_back(std::move(word));
  }
  if (seed) out.overrides.push_back(fmt::format("seed={}", *seed));
  return check_words(command, out);
}

}  // namespace runner
