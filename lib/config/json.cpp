#include "config/json.h"

#include <fmt/format.h>
// An empty stack of RapidJSON's is null, and it compares null + size with null: harmless, and yet an overflow
// to clang's sanitizer.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#if defined(__clang__)
#pragma clang attribute pop
#endif

#include <cstdlib>
#include <new>
#include <stdexcept>

#include "base/text.h"

namespace runner::json {

namespace {

/// Memory for RapidJSON, which uses what it is given without a look whether it is there.
class Memory {
 public:
  static constexpr bool kNeedFree = true;
  void* Malloc(std::size_t size) { return size == 0 ? nullptr : there(std::malloc(size)); }
  void* Realloc(void* old, std::size_t /*old_size*/, std::size_t size) {
    if (size > 0) return there(std::realloc(old, size));
    std::free(old);
    return nullptr;
  }
  static void Free(void* memory) noexcept { std::free(memory); }
  bool operator==(const Memory&) const noexcept { return true; }
  bool operator!=(const Memory&) const noexcept { return false; }

 private:
  static void* there(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
};

using Utf8 = rapidjson::UTF8<>;
using Output = rapidjson::GenericStringBuffer<Utf8, Memory>;

/// The text with every wrong byte replaced.
std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (const auto wrong = find_invalid_utf8(text)) {
    valid += text.substr(0, *wrong);
    valid += "\xEF\xBF\xBD";
    text.remove_prefix(*wrong + 1);
  }
  return valid.append(text);
}

template <class Writer>
void put_text(Writer& writer, std::string_view text, bool key) {
  const std::string valid = valid_utf8(text);
  const auto size = static_cast<rapidjson::SizeType>(valid.size());
  key ? writer.Key(valid.data(), size) : writer.String(valid.data(), size);
}

template <class Writer>
void put(Writer& writer, const Node& node) {
  switch (node.kind()) {
    case Node::Kind::null:
      writer.Null();
      return;
    case Node::Kind::scalar:
      if (node.quoted()) return put_text(writer, node.text(), false);
      writer.RawValue(node.text().data(), node.text().size(), rapidjson::kNumberType);
      return;
    case Node::Kind::sequence:
      writer.StartArray();
      for (const Node& item : node.items()) put(writer, item);
      writer.EndArray();
      return;
    case Node::Kind::map:
      writer.StartObject();
      for (const auto& entry : node.entries()) {
        put_text(writer, entry.key, true);
        put(writer, entry.value);
      }
      writer.EndObject();
      return;
  }
}

/// Makes nodes of what the parser finds. What is open waits on a stack, so that no depth of nesting ends the
/// program.
class NodeMaker : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, NodeMaker> {
 public:
  bool Null() { return add(Node()); }
  bool Bool(bool value) { return add(boolean(value)); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return add(Node::scalar(std::string(text, size)));
  }
  bool String(const char* value, rapidjson::SizeType size, bool) { return add(text({value, size})); }
  bool StartObject() { return open_.emplace_back(), true; }
  bool Key(const char* key, rapidjson::SizeType size, bool) {
    open_.back().keys.emplace_back(key, size);
    return true;
  }
  bool EndObject(rapidjson::SizeType) {
    Open done = close();
    std::vector<Node::Entry> entries;
    for (std::size_t i = 0; i < done.values.size(); ++i)
      entries.push_back({std::move(done.keys[i]), {}, std::move(done.values[i])});
    return add(Node::map(std::move(entries)));
  }
  bool StartArray() { return open_.emplace_back(), true; }
  bool EndArray(rapidjson::SizeType) { return add(Node::sequence(close().values)); }

  Node root() const { return root_; }

 private:
  struct Open {
    std::vector<std::string> keys;
    std::vector<Node> values;
  };
  Open close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    return done;
  }
  bool add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().values.push_back(std::move(node));
    }
    return true;
  }

  std::vector<Open> open_;
  Node root_;
};

[[noreturn]] void refuse(std::string_view key) {
  throw std::runtime_error(fmt::format("'{}' is missing or of another kind", key));
}

const std::string& plain_at(const Node& object, std::string_view key) {
  const Node& found = at(object, key);
  if (!found.is_scalar() || found.quoted()) refuse(key);
  return found.text();
}

}  // namespace

Node text(std::string_view value) {
  return Node::scalar(std::string(value), {}, true);
}

Node number(double value) {
  return Node::scalar(number_text(value));
}

Node integer(std::int64_t value) {
  return Node::scalar(std::to_string(value));
}

Node boolean(bool value) {
  return Node::scalar(value ? "true" : "false");
}

Node texts(const std::vector<std::string>& values) {
  std::vector<Node> items;
  for (const std::string& value : values) items.push_back(text(value));
  return Node::sequence(std::move(items));
}

Node array(std::vector<Node> items) {
  return Node::sequence(std::move(items));
}

Node object(std::initializer_list<std::pair<std::string_view, Node>> entries) {
  std::vector<Node::Entry> all;
  for (const auto& [key, value] : entries) all.push_back({std::string(key), {}, value});
  return Node::map(std::move(all));
}

const Node& at(const Node& object, std::string_view key) {
  const Node* found = object.find(key);
  if (!found) refuse(key);
  return *found;
}

std::string text_at(const Node& object, std::string_view key) {
  const Node& found = at(object, key);
  if (!found.is_scalar() || !found.quoted()) refuse(key);
  return found.text();
}

std::int64_t integer_at(const Node& object, std::string_view key) {
  const auto value = parse_integer(plain_at(object, key));
  if (!value) refuse(key);
  return *value;
}

double number_at(const Node& object, std::string_view key) {
  const auto value = parse_number(plain_at(object, key));
  if (!value) refuse(key);
  return *value;
}

bool boolean_at(const Node& object, std::string_view key) {
  const std::string& found = plain_at(object, key);
  if (found != "true" && found != "false") refuse(key);
  return found == "true";
}

std::string write(const Node& node, unsigned indent) {
  Output buffer;
  if (indent == 0) {
    rapidjson::Writer<Output, Utf8, Utf8, Memory> writer(buffer);
    put(writer, node);
  } else {
    rapidjson::PrettyWriter<Output, Utf8, Utf8, Memory> writer(buffer);
    writer.SetIndent(' ', indent);
    put(writer, node);
  }
  return {buffer.GetString(), buffer.GetSize()};
}

Node parse(std::string_view text) {
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                             rapidjson::kParseValidateEncodingFlag;
  NodeMaker maker;
  rapidjson::GenericReader<Utf8, Utf8, Memory> reader;
  rapidjson::MemoryStream stream(text.data(), text.size());
  if (!reader.Parse<flags>(stream, maker)) throw std::runtime_error("no JSON");
  return maker.root();
}

}  // namespace runner::json
