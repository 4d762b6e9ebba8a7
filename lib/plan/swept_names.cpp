#include "plan/swept_names.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "plan/columns.h"

namespace runner {

std::vector<std::string> shown_keys(const Axes& axes, const std::vector<std::string>& overridden) {
  std::vector<std::string> names;
  std::set<std::string_view> known;
  const auto add = [&](const std::string& name) {
    if (known.insert(name).second) names.push_back(name);
  };
  const auto in_grid = [](const SweptKey& key) { return key.path.starts_with("sweep.grid."); };
  const auto behind = std::find_if_not(axes.keys.begin(), axes.keys.end(), in_grid);
  const auto add_swept = [&](auto begin, auto end) {
    for (auto key = begin; key != end; ++key)
      if (!key->repeated) add(key->name);
  };
  add_swept(axes.keys.begin(), behind);
  for (const std::string& name : overridden) add(name);
  add_swept(behind, axes.keys.end());
  return names;
}

std::vector<std::string> repeating_keys(const Axes& axes) {
  std::vector<std::string> names;
  std::set<std::string_view> known;
  for (const SweptKey& key : axes.keys)
    if (key.repeated && known.insert(key.name).second) names.push_back(key.name);
  return names;
}

std::vector<std::string> repeated_names(const Axes& axes) {
  std::vector<std::string> names = repeating_keys(axes);
  std::erase_if(names, [](const std::string& name) { return name == "seed" || name == fold_key; });
  return names;
}

std::vector<bool> only_in_cases(const std::vector<std::string>& names, const Axes& axes) {
  std::vector<bool> only;
  for (const std::string& name : names) {
    const auto is_it = [&](const SweptKey& key) { return key.name == name; };
    const auto is_elsewhere = [&](const SweptKey& key) {
      return is_it(key) && !key.path.starts_with("sweep.cases.");
    };
    only.push_back(std::ranges::any_of(axes.keys, is_it) && std::ranges::none_of(axes.keys, is_elsewhere));
  }
  return only;
}

}  // namespace runner
