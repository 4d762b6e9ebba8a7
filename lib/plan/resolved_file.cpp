#include "plan/resolved_file.h"

#include <algorithm>

namespace runner {

namespace {

Node absolute_path(const Node& path) {
  if (!path.is_scalar()) return path;
  const SourcePtr& source = path.place().source;
  const std::filesystem::path folder = source ? source->folder : "";
  return encode_text(std::filesystem::absolute(folder / path.text()).lexically_normal().string());
}

/// Paths in what stands at the dotted key `name` (a value, lists of values, maps of further keys).
Node with_absolute_paths(const Node& node, const std::string& name, const std::set<std::string>& file_keys) {
  if (node.is_scalar()) return file_keys.count(name) ? absolute_path(node) : node;
  if (node.is_sequence()) {
    std::vector<Node> items;
    for (const Node& item : node.items()) items.push_back(with_absolute_paths(item, name, file_keys));
    return Node::sequence(std::move(items), node.place());
  }
  if (!node.is_map()) return node;
  std::vector<Node::Entry> entries;
  for (const auto& [key, place, value] : node.entries()) {
    // Of random, and where a list names its values: they are the key's.
    const bool same = key == "choice" || (key == "value" && node.find("name"));
    const std::string inner = same ? name : name.empty() ? key : name + "." + key;
    entries.push_back({key, place, with_absolute_paths(value, inner, file_keys)});
  }
  return Node::map(std::move(entries), node.place());
}

Node sweep_with_absolute_paths(const Node& sweep, const std::set<std::string>& file_keys) {
  Node changed = sweep;
  for (const char* section : {"grid", "zip", "cases", "repeats", "exclude"})
    if (const Node* node = sweep.find(section))
      changed = changed.with(section, with_absolute_paths(*node, "", file_keys));
  if (const Node* random = sweep.find("random"); random && random->is_map()) {
    const Node values = with_absolute_paths(*random->find("values"), "", file_keys);
    changed = changed.with("random", random->with("values", values));
  }
  const Node* when = sweep.find("when");
  if (!when) return changed;
  Node conditions = *when;
  for (const auto& entry : when->entries())
    conditions = conditions.with(entry.key, with_absolute_paths(entry.value, "", file_keys));
  return changed.with("when", conditions);
}

/// A section with its defaults could mean something else in some runs: where a swept key makes it another
/// component, or where functions without samples, which know less keys, stand beside others.
bool must_stay_as_written(const std::string& section, const FileFacts& facts) {
  if (facts.some_sampled && section == "training") return true;
  return std::any_of(facts.swept.begin(), facts.swept.end(), [&](const std::string& name) {
    return name.starts_with(section + ".") && name.ends_with(".type");
  });
}

/// Whether a section stands in the file as it does in the tree that was bound.
bool is_unswept(const FileFacts& facts, const std::string& section) {
  const Node* written = facts.root.find(section);
  const Node* swept = facts.tree.find(section);
  return written && swept ? written->same_as(*swept) : written == swept;
}

/// A section of the file with its defaults, or as it is written where it is not whole without the sweep.
/// `resolved`: what the tree resolves to.
Node section_of(const FileFacts& facts, const Node& resolved, const std::string& section,
                const Registries& registries) {
  const Node* written = facts.root.find(section);
  Node as_written = written ? with_absolute_paths(*written, section, facts.file_keys) : Node();
  if (must_stay_as_written(section, facts)) return as_written;
  if (is_unswept(facts, section)) {
    const Node* found = resolved.find(section);
    return found ? *found : as_written;
  }
  const Node tree = written ? facts.tree.with(section, *written) : facts.tree.without(section);
  Diagnostics not_whole;
  const auto config = bind_experiment(tree, registries, not_whole);
  if (!config) return as_written;
  const Node own = resolve(*config);
  const Node* found = own.find(section);
  return found ? *found : as_written;
}

/// The sweep of the file, and in its grid what the command line has changed; null where there is neither.
Node with_overridden(const FileFacts& facts) {
  const Node* written = facts.root.find("sweep");
  Node sweep = written ? *written : Node();
  if (facts.overridden.empty()) return sweep;
  if (sweep.is_null()) sweep = Node::map({});
  const Node* found = sweep.find("grid");
  Node grid = found && !found->is_null() ? *found : Node::map({});
  for (const std::string& key : facts.overridden)
    grid = grid.with(key, Node::sequence({*find_path(facts.root, key)}));
  return sweep.with("grid", grid);
}

}  // namespace

Node resolved_file(const FileFacts& facts, const std::string& name, const Registries& registries) {
  const Node resolved = resolve(facts.config);
  Node file = Node::map({});
  for (const FieldInfo& field : spec_of<ExperimentConfig>().fields()) {
    Node section;
    if (field.name == "launch") continue;  // it says where the runs are trained, not what they are
    if (field.name == "name") {
      section = encode_text(name);
    } else if (field.name == "sweep") {
      section = with_overridden(facts);
      if (!section.is_null()) section = sweep_with_absolute_paths(section, facts.file_keys);
    } else {
      section = section_of(facts, resolved, field.name, registries);
    }
    if (!section.is_null()) file = file.with(field.name, section);
  }
  return file;
}

}  // namespace runner
