#include "launch/slurm.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>

#include "base/text.h"
#include "launch/slurm_script.h"

namespace runner {
namespace {

/// What a command of the shell writes to standard output; nothing where it fails.
std::optional<std::string> output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string output;
  std::array<char, 4096> block{};
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), pipe))
    output.append(block.data(), size);
  if (::pclose(pipe) != 0) return std::nullopt;
  return output;
}

}  // namespace

bool has_slurm() {
  return output_of("command -v sbatch 2>/dev/null").has_value();
}

std::size_t largest_array_index() {
  constexpr std::size_t by_default = 1000;
  std::istringstream lines(output_of("scontrol show config 2>/dev/null").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("MaxArraySize")) continue;
    const std::size_t begin = line.find_first_not_of(" =", std::string_view("MaxArraySize").size());
    const auto size = begin == std::string::npos ? std::nullopt : parse_integer(line.substr(begin));
    if (size && *size > 1) return static_cast<std::size_t>(*size - 1);
  }
  return by_default;
}

std::optional<std::string> queued_job(const std::filesystem::path& script) {
  std::istringstream lines(output_of("squeue --noheader --me --format='%F %o' 2>/dev/null").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space != std::string::npos && line.substr(space + 1) == script.string()) return line.substr(0, space);
  }
  return std::nullopt;
}

std::optional<std::string> submit(const std::filesystem::path& script, const std::string& after) {
  const std::string dependency = after.empty() ? "" : "--dependency=afterany:" + after + " ";
  const auto answer =
      output_of(fmt::format("sbatch --parsable {}{}", dependency, shell_word(script.string())));
  if (!answer) return std::nullopt;
  return answer->substr(0, answer->find_first_of(";\n"));  // behind the id may be the cluster's name
}

}  // namespace runner
