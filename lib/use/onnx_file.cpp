#include "use/onnx_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "use/protobuf.h"

namespace runner {

namespace {

std::uint64_t as_unsigned(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

/// What values inside of a graph are called: no input begins so.
struct Names {
  explicit Names(const Tape& tape) {
    while (
        std::ranges::any_of(tape.inputs(), [&](const auto& input) { return input.name.starts_with(prefix); }))
      prefix += '_';
  }
  std::string operator()(Tape::Value value) const { return fmt::format("{}{}", prefix, value); }
  std::string prefix = "v";
};

template <class T>
std::string raw(std::span<const double> numbers) {
  std::string bytes(numbers.size() * sizeof(T), '\0');
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const T value = static_cast<T>(numbers[i]);
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}

std::string raw_data(Tape::Type type, std::span<const double> numbers) {
  if (type == Tape::Type::float32) return raw<float>(numbers);
  if (type == Tape::Type::int64) return raw<std::int64_t>(numbers);
  return raw<double>(numbers);
}

Message tensor(const Tape& tape, const Tape::Constant& constant, const Names& name_of) {
  Message made;
  for (const Index extent : constant.shape) made.number(1, as_unsigned(extent));
  made.number(2, as_unsigned(Tape::onnx_type(tape.type(constant.value))));
  made.bytes(8, name_of(constant.value));
  made.bytes(9, raw_data(tape.type(constant.value), constant.numbers));
  return made;
}

/// Fields and AttributeProto.AttributeType of each kind of value.
struct AttributeWriter {
  Message& to;
  void operator()(std::int64_t value) { to.number(3, as_unsigned(value)).number(20, 2); }
  void operator()(const std::vector<std::int64_t>& values) {
    for (const std::int64_t value : values) to.number(8, as_unsigned(value));
    to.number(20, 7);
  }
  void operator()(float value) { to.fixed32(2, value).number(20, 1); }
  void operator()(const std::vector<float>& values) {
    for (const float value : values) to.fixed32(7, value);
    to.number(20, 6);
  }
  void operator()(const std::vector<std::string>& values) {
    for (const std::string& value : values) to.bytes(9, value);
    to.number(20, 8);
  }
};

Message node(const Tape::Step& step, const Names& name_of) {
  Message made;
  for (const Tape::Value in : step.in) made.bytes(1, name_of(in));
  made.bytes(2, name_of(step.out)).bytes(3, "n" + name_of(step.out)).bytes(4, step.op);
  for (const auto& [name, value] : step.attributes) {
    Message attribute;
    attribute.bytes(1, name);
    std::visit(AttributeWriter{attribute}, value);
    made.message(5, attribute);
  }
  if (step.is_ml) made.bytes(7, "ai.onnx.ml");
  return made;
}

/// Rows of so many columns.
Message value_info(const std::string& name, Tape::Type type, Index columns) {
  const Message rows = Message().bytes(2, "N");
  const Message width = Message().number(1, as_unsigned(columns));
  const Message shape = Message().message(1, rows).message(1, width);
  const Message tensor_type = Message().number(1, as_unsigned(Tape::onnx_type(type))).message(2, shape);
  return Message().bytes(1, name).message(2, Message().message(1, tensor_type));
}

Message operator_set(const char* domain, std::uint64_t version) {
  return Message().bytes(1, domain).number(2, version);
}

/// An operation that changes nothing, which gives a value the name that people see.
Message named(const std::string& from, const std::string& to) {
  return Message().bytes(1, from).bytes(2, to).bytes(3, "n_" + to).bytes(4, "Identity");
}

}  // namespace

std::string onnx_file(const Tape& tape, const OnnxFacts& facts) {
  const Names name_of(tape);
  Message graph;
  for (const Tape::Input& input : tape.inputs()) graph.message(1, named(input.name, name_of(input.value)));
  for (const Tape::Step& step : tape.steps()) graph.message(1, node(step, name_of));
  graph.message(1, named(name_of(tape.output()), facts.output_name));
  graph.bytes(2, facts.name);
  for (const Tape::Constant& constant : tape.constants()) graph.message(5, tensor(tape, constant, name_of));
  for (const Tape::Input& input : tape.inputs())
    graph.message(11, value_info(input.name, tape.type(input.value), input.columns));
  graph.message(12, value_info(facts.output_name, tape.type(tape.output()), facts.output_columns));

  constexpr std::uint64_t ir = 8, opset = 13, ml_opset = 2;
  Message model;
  model.number(1, ir).bytes(2, "runner").bytes(3, facts.producer_version).message(7, graph);
  model.message(8, operator_set("", opset));
  if (std::ranges::any_of(tape.steps(), &Tape::Step::is_ml))
    model.message(8, operator_set("ai.onnx.ml", ml_opset));
  for (const auto& [key, value] : facts.metadata) model.message(14, Message().bytes(1, key).bytes(2, value));
  return model.content();
}

}  // namespace runner
