#pragma once

#include <yaml-cpp/eventhandler.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/node.h"
#include "config/source_text.h"

namespace runner {

/// Makes a Node of the events of yaml-cpp's parser. Mistakes that leave the rest readable go to the
/// diagnostics; the others are thrown as `Stop`, out through the parser.
class NodeBuilder final : public YAML::EventHandler {
 public:
  struct Stop {
    Place place;
    std::string message;
  };

  NodeBuilder(const SourceText& text, Diagnostics& diagnostics, std::size_t most_values)
      : text_(text), diagnostics_(diagnostics), most_values_(most_values) {}

  const std::optional<Node>& root() const { return root_; }
  /// Where the first token of the document begins, once it has begun.
  std::optional<std::size_t> document_begin() const { return document_begin_; }
  /// The byte behind the last token that was taken in.
  std::size_t end_of_last() const { return end_of_last_; }
  /// Where the innermost list or map that is not closed yet begins, if it is one with brackets.
  std::optional<std::size_t> open_bracket() const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// A list or map whose end has not come yet.
  struct Open {
    Node::Kind kind;
    bool bracket;
    YAML::anchor_t anchor;
    std::size_t begin;  ///< byte offset
    std::size_t values_before;
    Place place;
    int height = 1;
    std::vector<Node> items;
    std::vector<Node::Entry> entries;
    std::unordered_map<std::string, int> lines_of_keys;
    bool at_value = false;     ///< of a map: the key has come
    bool dropped = false;      ///< the key was refused, its value is read and forgotten
    bool merging = false;      ///< the key is `<<`
    std::vector<Node> merged;  ///< the maps of `<<`, the first wins
    Node::Entry entry;         ///< the key that waits for its value
  };
  struct Anchored {
    Node node;
    std::size_t values;
    int height;
  };

  std::size_t begin_of(const YAML::Mark& mark) const;
  bool at_key() const {
    return !open_.empty() && open_.back().kind == Node::Kind::map && !open_.back().at_value;
  }
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            bool bracket);
  void close();
  void add(Node node, YAML::anchor_t anchor, std::size_t values, int height);
  void take_key(const Node& key);
  void put(Node node, int height);
  void take_merged(const Node& node, const Place& key);
  void count(std::size_t values, const Place& place);
  void check_tag(const std::string& tag, const Place& place);
  std::string path_of(std::string_view key) const;

  const SourceText& text_;
  Diagnostics& diagnostics_;
  std::size_t most_values_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::optional<Node> root_;
  std::size_t values_ = 0;
  std::optional<std::size_t> document_begin_;
  std::size_t end_of_last_ = 0;
};

}  // namespace runner
