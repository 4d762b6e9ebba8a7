#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

#include "base/files.h"
#include "base/memory.h"
#include "config/parse.h"
#include "config/yaml.h"

namespace runner {
namespace {

namespace fs = std::filesystem;

constexpr int most_files = 200;  // a few lines of `extends` could ask for 2^n files

bool changes_type(const Node& base, const Node& derived) {
  const Node* old_type = base.find("type");
  const Node* new_type = derived.find("type");
  return old_type != nullptr && new_type != nullptr && old_type->text() != new_type->text();
}

Node merge(const Node& base, const Node& derived) {
  if (!base.is_map() || !derived.is_map() || changes_type(base, derived)) return derived;
  std::vector<Node::Entry> entries = base.entries();
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < base.entries().size(); ++i) index.emplace(base.entries()[i].key, i);
  for (const Node::Entry& entry : derived.entries()) {
    const auto known = index.find(entry.key);
    if (known == index.end())
      entries.push_back(entry);
    else
      entries[known->second] = {entry.key, entry.key_place, merge(entries[known->second].value, entry.value)};
  }
  return Node::map(std::move(entries), derived.place());
}

/// Without the keys whose name begins with `x-`: a place for anchors and notes.
Node without_notes(const Node& root) {
  const auto is_note = [](const Node::Entry& entry) { return entry.key.starts_with("x-"); };
  if (std::ranges::none_of(root.entries(), is_note)) return root;
  std::vector<Node::Entry> entries = root.entries();
  std::erase_if(entries, is_note);
  return Node::map(std::move(entries), root.place());
}

/// Loads a file and the files it extends, depth first.
class Loader {
 public:
  Loader(const YamlLimits& limits, Diagnostics& diagnostics) : limits_(limits), diagnostics_(diagnostics) {}

  /// `named_at` is where the path was written; nowhere for the user's file.
  std::optional<Node> load(const fs::path& path, const Place& named_at) {
    const auto source = read(path, named_at);
    if (!source) return std::nullopt;
    auto root = parse_within(limits_, source, diagnostics_);
    if (root) root = without_notes(*root);
    if (!root || root->find("extends") == nullptr) return root;

    std::error_code ignored;
    chain_.push_back(fs::weakly_canonical(path, ignored));
    auto whole = extend(root->without("extends"), *root->find_entry("extends"), source->folder);
    chain_.pop_back();
    return whole;
  }

 private:
  SourcePtr read(const fs::path& path, const Place& named_at) {
    const std::string prefix = named_at.source ? "extends: " : "";
    if (++files_ > most_files) {
      if (files_ == most_files + 1)
        diagnostics_.error(named_at, fmt::format("extends: more than {} files", most_files));
      return nullptr;
    }
    auto source = std::make_shared<Source>();
    source->name = path.string();
    source->folder = path.parent_path();
    try {
      source->text = read_file(path, limits_.bytes);
      bytes_ += source->text.size();
    } catch (const std::runtime_error& error) {
      diagnostics_.error(named_at, prefix + error.what());
      return nullptr;
    }
    if (bytes_ <= limits_.bytes) return source;
    if (bytes_ - source->text.size() <= limits_.bytes)
      diagnostics_.error(named_at, fmt::format("extends: the files are larger than {} together",
                                               bytes_text(static_cast<std::int64_t>(limits_.bytes))));
    return nullptr;
  }

  std::optional<Node> extend(const Node& root, const Node::Entry& extends, const fs::path& folder) {
    std::vector<Node> names = extends.value.items();
    if (extends.value.is_scalar()) names = {extends.value};
    Node base = Node::map({}, root.place());
    bool all_read = true;
    for (const Node& name : names) {
      const auto one = load_named(name, folder);
      if (one) base = merge(base, *one);
      all_read = all_read && one.has_value();
    }
    if (names.empty()) {
      diagnostics_.error(extends.value.place(), "extends: expected a path or a list of paths");
      all_read = false;
    }
    if (!all_read) return std::nullopt;
    return merge(base, root);
  }

  std::optional<Node> load_named(const Node& name, const fs::path& folder) {
    if (!name.is_scalar() || name.text().empty()) {
      diagnostics_.error(name.place(), "extends: expected a path or a list of paths");
      return std::nullopt;
    }
    const fs::path path = (folder / name.text()).lexically_normal();
    std::error_code ignored;
    if (std::find(chain_.begin(), chain_.end(), fs::weakly_canonical(path, ignored)) != chain_.end()) {
      diagnostics_.error(name.place(), fmt::format("extends: '{}' comes back to itself", path.string()));
      return std::nullopt;
    }
    auto node = load(path, name.place());
    if (node && !node->is_map()) {
      diagnostics_.error(name.place(), fmt::format("extends: '{}' holds no keys", path.string()));
      return std::nullopt;
    }
    return node;
  }

  YamlLimits limits_;
  Diagnostics& diagnostics_;
  std::vector<fs::path> chain_;
  int files_ = 0;
  std::size_t bytes_ = 0;  // of all of them
};

void apply_override(Node& root, const std::string& word, Diagnostics& diagnostics) {
  const auto source = std::make_shared<const Source>(Source{"command line", word, {}, true});
  const std::size_t equals = std::min(word.find('='), word.size());
  const Place key_place{source, 1, 1, static_cast<int>(equals)};
  constexpr std::string_view marks_of_hydra = "+~";
  if (equals < word.size() && marks_of_hydra.find(word.front()) != std::string_view::npos) {
    const std::size_t begin = std::min(word.find_first_not_of(marks_of_hydra), equals);
    diagnostics.error(key_place, fmt::format("a key stands without '{}'; write {}", word.substr(0, begin),
                                             word.substr(begin)));
    return;
  }
  if (equals == 0 || equals == word.size()) {
    diagnostics.error(key_place, "expected key=value");
    return;
  }
  const auto value = parse_part(source, equals + 1, diagnostics);
  if (!value) return;
  const std::string key = word.substr(0, equals);
  const Node* there = find_path(root, key);
  if (there && there->same_as(*value)) return;  // the file's own, with its place
  std::string reason;
  if (!set_path(root, key, *value, key_place, reason)) diagnostics.error(key_place, key + ": " + reason);
}

}  // namespace

std::optional<Node> load_yaml(const fs::path& file, Diagnostics& diagnostics) {
  return Loader({}, diagnostics).load(file, {});
}

std::optional<Node> load_written_yaml(const fs::path& file, Diagnostics& diagnostics) {
  constexpr YamlLimits limits{.bytes = 1U << 30U, .values = 100'000'000};
  return Loader(limits, diagnostics).load(file, {});
}

void apply_overrides(Node& root, std::span<const std::string> words, Diagnostics& diagnostics) {
  for (const std::string& word : words) apply_override(root, word, diagnostics);
}

}  // namespace runner
