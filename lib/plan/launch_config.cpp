#include "plan/launch_config.h"

#include "spec/spec.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>

#include "base/text.h"

namespace runner {

namespace {

/// A value of an #SBATCH line that needs no quotes.
bool is_plain(const std::optional<std::string>& value) {
  return !value || (!value->empty() && std::all_of(value->begin(), value->end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("_.,:-+@%/").find(static_cast<char>(c)) != std::string_view::npos;
  }));
}

/// Takes 1 to `most` digits off the front.
bool take_digits(std::string_view& text, std::size_t most) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  if (count < 1 || count > most) return false;
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

/// As sbatch has it: minutes, minutes:seconds, hours:minutes:seconds, days-hours[:minutes[:seconds]].
bool is_time(const std::optional<std::string>& value) {
  if (!value || *value == "UNLIMITED") return true;
  std::string_view rest = *value;
  const bool with_days = rest.find('-') != std::string_view::npos;
  if (!take_digits(rest, with_days ? 6 : 9)) return false;
  if (with_days && !(take(rest, '-') && take_digits(rest, 2))) return false;
  for (int more = 0; more < 2 && !rest.empty(); ++more) {
    if (!take(rest, ':') || !take_digits(rest, 2)) return false;
  }
  return rest.empty();
}

bool is_memory(const std::optional<std::string>& value) {
  if (!value) return true;
  std::string_view rest = *value;
  if (!take_digits(rest, 15)) return false;
  return rest.empty() ||
         (rest.size() == 1 && std::string_view("KMGT").find(rest[0]) != std::string_view::npos);
}

/// Whether sbatch may take a word for the option --array: as -a, behind other letters too, or abbreviated.
bool is_array_option(std::string_view word) {
  constexpr std::string_view name = "array", letters_alone = "BHIkOQsuvVWh";
  if (!word.starts_with('-')) return false;
  if (word.starts_with("--")) {
    word = word.substr(2, word.find('=') - 2);
    return !word.empty() && name.starts_with(word);
  }
  const std::size_t with_value = word.find_first_not_of(letters_alone, 1);
  return with_value != std::string_view::npos && word[with_value] == 'a';
}

/// The array is ours: which elements there are decides who trains what. Quotes are passed over, as sbatch
/// does.
bool is_extra_line(const std::string& line) {
  std::string plain;
  for (const char c : line) {
    if (c == '\t')
      plain += ' ';
    else if (std::string_view("\"'\\").find(c) == std::string_view::npos)
      plain += c;
  }
  if (!line.starts_with("#SBATCH") || !plain.starts_with("#SBATCH -") || !is_visible(plain)) return false;
  std::istringstream words(plain);
  for (std::string word; words >> word;)
    if (is_array_option(word)) return false;
  return true;
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
      .check("extra",
             "expected lines of plain text that begin with '#SBATCH -'; the array is what `elements` says",
             [](const C& c) { return std::all_of(c.extra.begin(), c.extra.end(), is_extra_line); });
}

Spec<LaunchConfig> LaunchConfig::spec() {
  using C = LaunchConfig;
  return Spec<C>("launch", "How `runner launch` brings the runs to other machines; no part of the results.")
      .field("slurm", &C::slurm, "The array job of `runner launch slurm`.");
}

}  // namespace runner
