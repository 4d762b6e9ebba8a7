#include "use/tape.h"

namespace runner {

std::int64_t Tape::onnx_type(Type type) {
  switch (type) {
    case Type::float32:
      return 1;
    case Type::float64:
      return 11;
    case Type::boolean:
      return 9;
    case Type::int64:
      return 7;
    default:
      return 8;
  }
}

Tape::Value Tape::add_value(Type type) {
  types_.push_back(type);
  return types_.size() - 1;
}

Tape::Value Tape::input(std::string name, Type type, Index columns) {
  const Value value = add_value(type);
  inputs_.push_back({value, std::move(name), columns});
  return value;
}

Tape::Value Tape::constant(Type type, Shape shape, std::vector<double> numbers) {
  const Value value = add_value(type);
  constants_.push_back({value, std::move(shape), std::move(numbers)});
  return value;
}

Tape::Value Tape::step(std::string op, std::vector<Value> in, Type type, Attributes attributes, bool is_ml) {
  const Value value = add_value(type);
  steps_.push_back({std::move(op), std::move(in), value, std::move(attributes), is_ml});
  return value;
}

Tape::Value Tape::row(Value beside, std::vector<double> values) {
  const auto size = static_cast<Index>(values.size());
  return constant(type(beside), {size}, std::move(values));
}

Tape::Value Tape::cast(Value a, Type to) {
  return type(a) == to ? a : step("Cast", {a}, to, {{"to", onnx_type(to)}});
}

Tape::Value Tape::columns(Value a, const std::vector<std::size_t>& chosen) {
  const Value indices =
      constant(Type::int64, {static_cast<Index>(chosen.size())}, {chosen.begin(), chosen.end()});
  return step("Gather", {a, indices}, type(a), {{"axis", std::int64_t{1}}});
}

Tape::Value Tape::concat(std::vector<Value> values, std::int64_t axis) {
  if (values.size() == 1) return values.front();
  const Type of = type(values.front());
  return step("Concat", std::move(values), of, {{"axis", axis}});
}

Tape::Value Tape::reshape(Value a, std::vector<std::int64_t> shape) {
  const Value wanted =
      constant(Type::int64, {static_cast<Index>(shape.size())}, {shape.begin(), shape.end()});
  return step("Reshape", {a, wanted}, type(a));
}

Tape::Value Tape::softmax(Value a, std::int64_t axis, bool logarithm) {
  return step(logarithm ? "LogSoftmax" : "Softmax", {a}, type(a), {{"axis", axis}});
}

Tape::Value Tape::reduce(std::string op, Value a, std::vector<std::int64_t> axes) {
  return step(std::move(op), {a}, type(a), {{"axes", std::move(axes)}, {"keepdims", std::int64_t{1}}});
}

Tape::Value Tape::reduce_sum(Value a, std::int64_t axis) {
  const Value axes = constant(Type::int64, {1}, {static_cast<double>(axis)});
  return step("ReduceSum", {a, axes}, type(a), {{"keepdims", std::int64_t{1}}});
}

Tape::Value Tape::slice(Value a, std::int64_t axis, std::int64_t begin, std::int64_t end,
                        std::int64_t stride) {
  const auto whole = [&](std::int64_t value) {
    return constant(Type::int64, {1}, {static_cast<double>(value)});
  };
  const Value first = whole(begin), last = whole(end), along = whole(axis);
  std::vector<Value> in = {a, first, last, along};
  if (stride != 1) in.push_back(whole(stride));
  return step("Slice", std::move(in), type(a));
}

Tape::Value Tape::pad(Value a, std::int64_t rank, std::int64_t axis, std::int64_t before, std::int64_t after,
                      double value) {
  std::vector<double> sides(static_cast<std::size_t>(2 * rank));
  sides[static_cast<std::size_t>(axis)] = static_cast<double>(before);
  sides[static_cast<std::size_t>(rank + axis)] = static_cast<double>(after);
  const Value widths = constant(Type::int64, {static_cast<Index>(2 * rank)}, std::move(sides));
  const Value filling = number(a, value);
  return step("Pad", {a, widths, filling}, type(a));
}

}  // namespace runner
