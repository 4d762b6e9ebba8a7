#include "page/proven_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/files.h"
#include "record/stored.h"
#include "report/overview.h"

namespace runner::page {

std::optional<CsvTable> read_proven_table(const std::filesystem::path& folder, const RunResult& run,
                                          const std::string& name) {
  constexpr std::uint64_t largest = 1U << 28U;  // bytes
  if (!is_there(folder / name)) return std::nullopt;
  const auto damaged = [&] {
    return DamagedRuns({fmt::format("{}: {} is not the one that was written", folder.string(), name)});
  };
  try {
    if (size_of_stored(folder / name) > largest) return std::nullopt;
    std::string text = read_stored(folder / name, largest);
    const auto proven =
        std::ranges::find_if(run.files, [&](const ProvenFile& file) { return file.name == name; });
    if (proven != run.files.end() && proven->hash != hash_text(text)) throw damaged();
    auto table = CsvTable::parse(std::move(text));
    if (!table) throw damaged();
    return table;
  } catch (const Damage&) {
    throw damaged();
  }
}

}  // namespace runner::page
