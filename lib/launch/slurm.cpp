#include "launch/slurm.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

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

bool is_number(std::string_view text) {
  constexpr std::size_t most_digits = 10;  // of 32 bits
  return !text.empty() && text.size() <= most_digits &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_number({&c, 1}) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.';
  });
}

}  // namespace

std::optional<std::string> job_number(std::string_view answer) {
  if (answer.ends_with('\n')) answer.remove_suffix(1);
  const std::size_t end = std::min(answer.find(';'), answer.size());
  const std::string_view id = answer.substr(0, end),
                         cluster = answer.substr(std::min(end + 1, answer.size()));
  const bool has_cluster = end < answer.size();
  if (!is_number(id) || (has_cluster && !is_name(cluster))) return std::nullopt;
  return std::string(id);
}

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
    if (space == std::string::npos || line.substr(space + 1) != script.string()) continue;
    if (auto id = job_number(line.substr(0, space))) return id;
  }
  return std::nullopt;
}

std::optional<std::string> submit(const std::filesystem::path& script, const std::string& after) {
  const std::string dependency = after.empty() ? "" : "--dependency=afterany:" + after + " ";
  const auto answer =
      output_of(fmt::format("sbatch --parsable {}{}", dependency, shell_word(script.string())));
  if (!answer) return std::nullopt;
  const auto id = job_number(*answer);
  if (!id) {
    constexpr std::size_t longest = 60;
    throw std::runtime_error(
        fmt::format("sbatch answered '{}', which is no job's number; squeue --me shows what there is",
                    visible_text(*answer, longest)));
  }
  return id;
}

}  // namespace runner
