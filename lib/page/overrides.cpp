#include "page/overrides.h"

#include <optional>
#include <set>
#include <string_view>

#include "base/files.h"
#include "config/yaml.h"
#include "record/manifest.h"

namespace runner::page {
namespace {

/// Maps of one type, that can be told apart key by key.
bool are_alike(const Node& from, const Node& to) {
  if (!from.is_map() || !to.is_map()) return false;
  const Node* a = from.find("type");
  const Node* b = to.find("type");
  return (!a && !b) || (a && b && a->same_as(*b));
}

void add_differences(const Node& from, const Node& to, const std::string& path,
                     std::vector<std::string>& words) {
  for (const Node::Entry& entry : to.entries()) {
    const Node* before = from.find(entry.key);
    if (before && before->same_as(entry.value)) continue;
    const std::string key = path + entry.key;
    if (before && are_alike(*before, entry.value)) {
      add_differences(*before, entry.value, key + ".", words);
    } else {
      words.push_back(key + "=" + to_flow_yaml(entry.value));
    }
  }
  for (const Node::Entry& entry : from.entries())
    if (!to.find(entry.key)) words.push_back(path + entry.key + "=null");
}

std::optional<Node> read(const std::filesystem::path& file) {
  Diagnostics unread;
  return is_there(file) ? load_written_yaml(file, unread) : std::nullopt;
}

}  // namespace

std::vector<std::string> differences(const Node& from, const Node& to) {
  std::vector<std::string> words;
  add_differences(from, to, "", words);
  // What the command line has changed is also a key of the sweep, with one value, so that tables show it.
  const std::set<std::string> told(words.begin(), words.end());
  std::erase_if(words, [&](const std::string& word) {
    constexpr std::string_view grid = "sweep.grid.";
    const std::size_t list = word.find("=[");
    return word.starts_with(grid) && list != std::string::npos && word.ends_with("]") &&
           told.count(word.substr(grid.size(), list - grid.size()) + "=" +
                      word.substr(list + 2, word.size() - list - 3)) > 0;
  });
  return words;
}

std::vector<std::string> overrides_of(const std::filesystem::path& results) {
  const auto own = read(results / own_file), config = read(results / "config.yaml");
  return own && config ? differences(*own, *config) : std::vector<std::string>();
}

}  // namespace runner::page
