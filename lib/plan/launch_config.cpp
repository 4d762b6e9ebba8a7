#include "plan/launch_config.h"

#include "spec/spec.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <string_view>

namespace runner {

namespace {

/// A value of an #SBATCH line that needs no quotes.
bool is_plain(const std::optional<std::string>& value) {
  return !value || (!value->empty() && std::all_of(value->begin(), value->end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("_.,:-+@%/").find(static_cast<char>(c)) != std::string_view::npos;
  }));
}

/// As sbatch has it: minutes, minutes:seconds, hours:minutes:seconds, days-hours[:minutes[:seconds]].
bool is_time(const std::optional<std::string>& value) {
  static const std::regex form(R"(\d{1,9}(:\d\d?){0,2}|\d{1,6}-\d\d?(:\d\d?){0,2}|UNLIMITED)");
  return !value || std::regex_match(*value, form);
}

bool is_memory(const std::optional<std::string>& value) {
  static const std::regex form(R"(\d{1,15}[KMGT]?)");
  return !value || std::regex_match(*value, form);
}

/// The array is ours: which elements there are decides who trains what.
bool is_extra_line(const std::string& line) {
  return line.starts_with("#SBATCH -") && line.find_first_of("\r\n") == std::string::npos &&
         line.find(" --array") == std::string::npos && line.find(" -a") == std::string::npos;
}

}  // namespace

Spec<SlurmConfig> SlurmConfig::spec() {
  using C = SlurmConfig;
  return Spec<C>("slurm", "The array job of `runner launch slurm`.")
      .field("elements", &C::elements, "At most this many elements; each trains its part of the runs.",
             closed(1, 1e6))
      .field("cpus", &C::cpus, "Processors of an element: as many runs at once, or threads.", closed(1, 1024))
      .field("partition", &C::partition, "The partition, or several with commas.")
      .field("time", &C::time, "The longest time of an element: minutes, 1:30:00 or 2-12 (days and hours).")
      .field("mem", &C::mem, "The memory of an element, such as 4G.")
      .field("extra", &C::extra, "More lines of the script, such as `#SBATCH --account=lab`.")
      .check("partition", "expected the name of a partition",
             [](const C& c) { return is_plain(c.partition); })
      .check("time",
             "expected a time as sbatch takes it, such as 90 (minutes), 1:30:00 or 2-12 (days and hours)",
             [](const C& c) { return is_time(c.time); })
      .check("mem", "expected an amount of memory as sbatch takes it, such as 4G or 500M",
             [](const C& c) { return is_memory(c.mem); })
      .check("extra", "expected lines that begin with '#SBATCH -'; the array is what `elements` says",
             [](const C& c) { return std::all_of(c.extra.begin(), c.extra.end(), is_extra_line); });
}

Spec<LaunchConfig> LaunchConfig::spec() {
  using C = LaunchConfig;
  return Spec<C>("launch", "How `runner launch` brings the runs to other machines; no part of the results.")
      .field("slurm", &C::slurm, "The array job of `runner launch slurm`.");
}

}  // namespace runner
