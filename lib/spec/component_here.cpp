#include "spec/component_here.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>

#include "base/text.h"
#include "config/yaml.h"
#include "spec/examples.h"
#include "spec/find_word.h"
#include "spec/python_text.h"

namespace runner {

namespace {

struct Written {
  std::string name;
  std::vector<Node::Entry> arguments;  ///< by name
  std::vector<Node> by_position;
};

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c == ':';
  });
}

std::optional<Written> read_call(const std::string& text) {
  const std::size_t open = text.find('(');
  if (open == std::string::npos || !text.ends_with(')') || !is_word(std::string_view(text).substr(0, open)))
    return std::nullopt;
  Written written{text.substr(0, open), {}, {}};
  for (const std::string& part :
       split_arguments(std::string_view(text).substr(open + 1, text.size() - open - 2))) {
    const std::size_t equals = part.find('=');
    const std::string key =
        equals == std::string::npos ? "" : part.substr(0, part.find_last_not_of(' ', equals - 1) + 1);
    if (equals == std::string::npos || equals == 0 || !is_word(key)) {
      written.by_position.push_back(python_value(part));
      continue;
    }
    const std::size_t value = part.find_first_not_of(' ', equals + 1);
    written.arguments.push_back(
        {key, {}, value == std::string::npos ? Node() : python_value(part.substr(value))});
  }
  return written;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// `{name: Adam, lr: 0.1}`, `{_target_: torch.optim.Adam, …}`, `{class_path: …, init_args: {…}}`, `{Adam:
/// {lr: 0.1}}`.
std::optional<Written> read_map(const Node& map) {
  const auto names = [](const Node::Entry& entry) {
    return entry.value.is_scalar() &&
           is_one_of(entry.key, {"type", "name", "class", "class_name", "_target_", "class_path", "kind",
                                 "layer", "module", "method", "id"});
  };
  const auto name = std::ranges::find_if(map.entries(), names);
  if (name == map.entries().end()) {
    if (map.entries().size() != 1) return std::nullopt;
    const auto& [key, place, value] = map.entries().front();
    if (!is_word(key)) return std::nullopt;
    if (value.is_map()) return Written{key, value.entries(), {}};
    if (is_nothing(value)) return Written{key, {}, {}};
    return Written{key, {}, {value}};
  }
  auto written = read_call(name->value.text()).value_or(Written{name->value.text(), {}, {}});
  for (const Node::Entry& entry : map.entries()) {
    if (&entry == &*name) continue;
    const bool holds_arguments =
        entry.value.is_map() &&
        is_one_of(entry.key, {"init_args", "params", "kwargs", "config", "args", "options", "parameters"});
    if (holds_arguments)
      written.arguments.insert(written.arguments.end(), entry.value.entries().begin(),
                               entry.value.entries().end());
    else
      written.arguments.push_back(entry);
  }
  return written;
}

std::optional<Written> read_written(const Node& node) {
  if (!is_short(node)) return std::nullopt;
  if (node.is_map()) return read_map(node);
  if (!node.is_scalar()) return std::nullopt;
  if (auto call = read_call(node.text())) return call;
  if (!is_word(node.text())) return std::nullopt;
  return Written{node.text(), {}, {}};
}

std::string last_part(const std::string& name) {
  const std::size_t end = name.find_last_of(".:");
  return end == std::string::npos ? name : name.substr(end + 1);
}

Node read_yaml(const std::string& text) {
  Diagnostics unheard;
  return parse_yaml(std::make_shared<Source>(Source{"", text, ""}), unheard).value_or(Node());
}

/// A component as it is written here, put together argument by argument.
class ComponentHere {
 public:
  ComponentHere(const RegistryBase& registry, const Registries& registries)
      : registry_(registry), registries_(registries) {}

  std::string text(Written written) {
    const std::string said = last_part(written.name);
    const std::string* name = registry_.find_any(said);
    Node base;
    if (!name) {
      const NameWord* word = find_name(said, registry_.kind(), registries_.words());
      if (!word) return "";
      base = read_yaml(word->write);
      const Node* type = base.is_map() ? base.find("type") : &base;
      name = type && type->is_scalar() ? registry_.find(type->text()) : nullptr;
      if (!name) return word->write;
    }
    const SpecBase& spec = registry_.spec(*name);
    name_positions(said, *name, written);
    for (const Node::Entry& entry : written.arguments) add(entry, spec);
    for (const Node::Entry& entry : base.entries())
      if (entry.key != "type" && !has(entry.key)) entries_.push_back(entry);
    for (const FieldInfo& field : spec.fields())
      if (field.required && !has(field.name))
        entries_.push_back({field.name, {}, read_yaml(example_of(field.name, field.type, registries_))});
    return "write " + written_out(*name) + behind_;
  }

 private:
  bool has(const std::string& key) const {
    return std::ranges::find(entries_, key, &Node::Entry::key) != entries_.end();
  }

  void name_positions(const std::string& said, const std::string& name, Written& written) const {
    const auto& signatures = registries_.words().signatures;
    auto found = std::ranges::find(signatures, said, &Signature::name);
    if (found == signatures.end()) found = std::ranges::find(signatures, name, &Signature::name);
    // One value alone, as in `Linear: 16`, is that of the first parameter that must be given.
    const auto fields = registry_.spec(name).fields();
    const auto required = std::ranges::find_if(fields, &FieldInfo::required);
    if (written.by_position.size() == 1 && written.arguments.empty() && required != fields.end())
      return written.arguments.push_back({required->name, {}, written.by_position.front()});
    const std::vector<std::string> names =
        found == signatures.end() ? std::vector<std::string>() : found->parameters;
    for (std::size_t i = 0; i < std::min(names.size(), written.by_position.size()); ++i)
      written.arguments.push_back({names[i], {}, written.by_position[i]});
  }

  void add(const Node::Entry& entry, const SpecBase& spec) {
    const Node value = yaml_value(entry.value);
    if (value.is_null()) return;
    if (spec.has_field(entry.key)) {
      if (!has(entry.key)) entries_.push_back({entry.key, {}, value});
      return;
    }
    const auto has_field = [&](const std::string& here) { return spec.has_field(here); };
    if (const KeyWord* word = find_key(entry.key, registries_.words(), has_field)) {
      const Node written = word->write.empty() ? value : read_yaml(word->write).entries().front().value;
      if (!has(word->here)) entries_.push_back({word->here, {}, written});
    } else if (entry.key == "activation" && registry_.kind() == "layer" && value.is_scalar()) {
      if (const std::string* layer = registry_.find_any(value.text())) behind_ = ", " + *layer;
    }
  }

  std::string written_out(const std::string& name) const {
    if (entries_.empty()) return name;
    std::vector<Node::Entry> all = {{"type", {}, Node::scalar(name)}};
    all.insert(all.end(), entries_.begin(), entries_.end());
    return to_flow_yaml(Node::map(std::move(all)));
  }

  const RegistryBase& registry_;
  const Registries& registries_;
  std::vector<Node::Entry> entries_;
  std::string behind_;
};

}  // namespace

std::string component_here(const Node& written, const RegistryBase& registry, const Registries& registries) {
  auto read = read_written(written);
  if (!read) return "";
  return ComponentHere(registry, registries).text(std::move(*read));
}

std::string list_here(const std::string& text, const RegistryBase& registry, const Registries& registries) {
  const auto call = read_call(text);
  if (!call || last_part(call->name) != "Sequential") return "";
  const std::size_t open = text.find('(');
  std::vector<std::string> items;
  for (const std::string& part :
       split_arguments(std::string_view(text).substr(open + 1, text.size() - open - 2))) {
    const std::string here = component_here(Node::scalar(part), registry, registries);
    if (!here.starts_with("write ")) return "";
    items.push_back(here.substr(std::string_view("write ").size()));
  }
  return fmt::format("[{}]", join(items, ", "));
}

}  // namespace runner
