#include "config/node_builder.h"

#include <fmt/format.h>
#include <yaml-cpp/mark.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "config/plain.h"

namespace runner {
namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longest_key = 256;  // bytes; YAML itself ends at 1,024

bool is_core_tag(std::string_view tag) {
  constexpr std::string_view core = "tag:yaml.org,2002:";
  if (tag == "?" || tag == "!") return true;
  if (tag.substr(0, core.size()) != core) return false;
  const std::string_view name = tag.substr(core.size());
  for (const std::string_view known : {"str", "int", "float", "bool", "null", "seq", "map"})
    if (name == known) return true;
  return false;
}

/// The keys of merged maps in front of a map's own, each once: its own win, then those of the earlier map.
std::vector<Node::Entry> with_merged(const std::vector<Node>& merged, std::vector<Node::Entry> own) {
  std::unordered_set<std::string_view> known;
  for (const Node::Entry& entry : own) known.insert(entry.key);
  std::vector<Node::Entry> all;
  for (const Node& map : merged)
    for (const Node::Entry& entry : map.entries())
      if (known.insert(entry.key).second) all.push_back(entry);
  all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  return all;
}

bool makes_text(std::string_view tag) {
  return tag == "!" || tag == "tag:yaml.org,2002:str";
}

}  // namespace

std::size_t NodeBuilder::begin_of(const YAML::Mark& mark) const {
  return text_.skip_properties(text_.offset(mark.line, mark.column));
}

std::optional<std::size_t> NodeBuilder::open_bracket() const {
  if (open_.empty() || !open_.back().bracket) return std::nullopt;
  return open_.back().begin;
}

std::string NodeBuilder::path_of(std::string_view key) const {
  std::string path;
  for (const Open& open : open_) {
    if (&open == &open_.back()) break;
    path += open.kind == Node::Kind::map ? open.entry.key : std::to_string(open.items.size());
    path += '.';
  }
  return path.append(key);
}

void NodeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  document_begin_ = text_.offset(mark.line, mark.column);
  end_of_last_ = *document_begin_;
}

void NodeBuilder::count(std::size_t values, const Place& place) {
  values_ += values;
  if (values_ > most_values_)
    throw Stop{place,
               fmt::format("more than {} values (an alias counts as what it stands for)", most_values_)};
}

void NodeBuilder::check_tag(const std::string& tag, const Place& place) {
  if (is_core_tag(tag)) return;
  diagnostics_.error(
      place, fmt::format("the tag '{}' is not supported; put a text that begins with '!' in quotes", tag));
}

void NodeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t begin = begin_of(mark);
  Place place = text_.place(begin);
  if (text_.is_null_word(begin)) {
    place = text_.place(begin, text_.text()[begin] == '~' ? 1 : 4);
    end_of_last_ = begin + static_cast<std::size_t>(place.length);
  } else if (!open_.empty()) {
    // Nothing is written, and the reader's position is that of the next token: point at what it belongs to.
    const Open& parent = open_.back();
    place = parent.at_value ? parent.entry.key_place : parent.place;
    if (parent.at_value && parent.bracket && parent.entry.key.find(':') != std::string::npos)
      diagnostics_.error(place, "a space is missing behind the ':'");
  }
  count(1, place);
  add(Node::null(place), anchor, 1, 0);
}

void NodeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t begin = text_.offset(mark.line, mark.column);
  const std::string_view rest = text_.text().substr(begin);
  const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n,[]{}"));
  const Place place = text_.place(begin, name.size());
  end_of_last_ = begin + name.size();
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end())
    throw Stop{place, fmt::format("'{}' stands inside of what it stands for", name)};
  const Anchored& anchored = found->second;
  if (at_key()) diagnostics_.error(place, "an alias can't be a key");
  if (open_.size() + static_cast<std::size_t>(anchored.height) > deepest)
    throw Stop{place, fmt::format("more than {} levels", deepest)};
  count(anchored.values, place);
  if (at_key()) {
    open_.back().at_value = open_.back().dropped = true;
    return;
  }
  put(anchored.node, anchored.height);
}

void NodeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const std::size_t begin = begin_of(mark);
  const Place place = text_.scalar_place(begin, value);
  end_of_last_ = begin + static_cast<std::size_t>(place.length);
  count(1, place);
  check_tag(tag, place);
  if (tag == "tag:yaml.org,2002:null" && is_null_text(value)) return add(Node::null(place), anchor, 1, 0);
  if (tag == "?" && value.find(no_break_space) != std::string::npos)
    diagnostics_.error(text_.place(text_.text().find(no_break_space, begin), no_break_space.size()),
                       "a no-break space (U+00A0); write an ordinary one, or put the text in quotes");
  // A text that can't be written without quotes counts as quoted, so that it can be written and read back.
  const bool quoted = makes_text(tag) || !is_plain_in_block(value);
  add(Node::scalar(value, place, quoted), anchor, 1, 0);
}

void NodeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value style) {
  open(Node::Kind::sequence, mark, tag, anchor, style == YAML::EmitterStyle::Flow);
}

void NodeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  open(Node::Kind::map, mark, tag, anchor, style == YAML::EmitterStyle::Flow);
}

void NodeBuilder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       bool bracket) {
  const std::size_t begin = begin_of(mark);
  // `[a: 1]` holds a map without brackets of its own.
  const bool has_bracket =
      bracket && begin < text_.text().size() && text_.text()[begin] == (kind == Node::Kind::map ? '{' : '[');
  const Place place = text_.place(begin);
  if (open_.size() == deepest) throw Stop{place, fmt::format("more than {} levels", deepest)};
  count(1, place);
  check_tag(tag, place);
  Open opened{};
  opened.kind = kind;
  opened.bracket = has_bracket;
  opened.anchor = anchor;
  opened.begin = begin;
  opened.values_before = values_ - 1;
  opened.place = place;
  open_.push_back(std::move(opened));
  if (has_bracket || kind == Node::Kind::sequence) end_of_last_ = begin + 1;
}

void NodeBuilder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  if (!closed.merged.empty()) closed.entries = with_merged(closed.merged, std::move(closed.entries));
  Node node = closed.kind == Node::Kind::map ? Node::map(std::move(closed.entries), closed.place)
                                             : Node::sequence(std::move(closed.items), closed.place);
  if (closed.bracket)
    end_of_last_ = std::min(text_.text().find_first_of("]}", end_of_last_), text_.text().size() - 1) + 1;
  add(std::move(node), closed.anchor, values_ - closed.values_before, closed.height);
}

void NodeBuilder::add(Node node, YAML::anchor_t anchor, std::size_t values, int height) {
  if (anchor != YAML::NullAnchor) anchored_.insert_or_assign(anchor, Anchored{node, values, height});
  if (at_key())
    take_key(node);
  else
    put(std::move(node), height);
}

void NodeBuilder::take_key(const Node& key) {
  Open& map = open_.back();
  map.at_value = true;
  map.dropped = true;
  map.entry = {key.text(), key.place(), Node()};
  // A map without brackets begins with its first key.
  if (!map.bracket && map.lines_of_keys.empty()) map.place = key.place();
  const auto refuse = [&](std::string message) { diagnostics_.error(key.place(), std::move(message)); };
  if (key.is_sequence() || key.is_map()) return refuse("a list or map can't be a key");
  if (key.is_null()) return refuse("a key must be a text; put it in quotes");
  if (key.text().size() > longest_key) return refuse(fmt::format("a key of more than {} bytes", longest_key));
  const auto [first, is_new] = map.lines_of_keys.emplace(key.text(), key.place().line);
  if (!is_new)
    return refuse(fmt::format("{}: this key is on line {} already", path_of(key.text()), first->second));
  map.dropped = false;
  map.merging = key.text() == merge_key && !key.quoted();
}

/// `<<: *base` or `<<: [*one, *other]`, as YAML 1.1 has it.
void NodeBuilder::take_merged(const Node& node, const Place& key) {
  const std::vector<Node> several = node.is_sequence() ? node.items() : std::vector{node};
  for (const Node& map : several) {
    if (map.is_map())
      open_.back().merged.push_back(map);
    else
      diagnostics_.error(key, "'<<' takes in the keys of a map: write <<: *name, or <<: [*one, *other]");
  }
}

void NodeBuilder::put(Node node, int height) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  parent.height = std::max(parent.height, height + 1);
  if (parent.kind == Node::Kind::sequence) {
    parent.items.push_back(std::move(node));
    return;
  }
  parent.at_value = false;
  if (std::exchange(parent.merging, false)) {
    take_merged(node, parent.entry.key_place);
    parent.entry = {};
    return;
  }
  parent.entry.value = std::move(node);
  if (!parent.dropped) parent.entries.push_back(std::move(parent.entry));
  parent.entry = {};
}

}  // namespace runner
