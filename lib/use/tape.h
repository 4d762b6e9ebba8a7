#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tensor/matrix.h"

namespace runner {

/// A computation on rows, written down operation by operation, to be said in another program's language. The
/// operations are those of ONNX (opset 13), by their names there.
class Tape {
 public:
  using Value = std::size_t;
  enum class Type { float32, float64, boolean, int64, text };
  /// A fixed tensor. Its numbers are of any of the types but text.
  struct Constant {
    Value value;
    Shape shape;
    std::vector<double> numbers;
  };
  using AttributeValue = std::variant<std::int64_t, std::vector<std::int64_t>, float, std::vector<float>,
                                      std::vector<std::string>>;
  using Attributes = std::vector<std::pair<std::string, AttributeValue>>;
  struct Step {
    std::string op;
    std::vector<Value> in;
    Value out;
    Attributes attributes;
    bool is_ml = false;  ///< of the domain ai.onnx.ml
  };
  struct Input {
    Value value;
    std::string name;
    Index columns;
  };

  Value input(std::string name, Type type, Index columns);
  Value constant(Type type, Shape shape, std::vector<double> numbers);
  Value step(std::string op, std::vector<Value> in, Type type, Attributes attributes = {},
             bool is_ml = false);
  void set_output(Value value) { output_ = value; }

  Type type(Value value) const { return types_[value]; }
  Value output() const { return output_; }
  const std::vector<Input>& inputs() const { return inputs_; }
  const std::vector<Constant>& constants() const { return constants_; }
  const std::vector<Step>& steps() const { return steps_; }

  /// The number of a type in ONNX: TensorProto.DataType.
  static std::int64_t onnx_type(Type type);

  // The other operand is of the same type, and is stretched where it has one value for several.
  Value add(Value a, Value b) { return step("Add", {a, b}, type(a)); }
  Value sub(Value a, Value b) { return step("Sub", {a, b}, type(a)); }
  Value mul(Value a, Value b) { return step("Mul", {a, b}, type(a)); }
  Value div(Value a, Value b) { return step("Div", {a, b}, type(a)); }
  Value pow(Value a, Value b) { return step("Pow", {a, b}, type(a)); }
  Value max(Value a, Value b) { return step("Max", {a, b}, type(a)); }
  Value min(Value a, Value b) { return step("Min", {a, b}, type(a)); }
  Value map(std::string op, Value a) { return step(std::move(op), {a}, type(a)); }  ///< "Exp", "Tanh"
  Value less(Value a, Value b) { return step("Less", {a, b}, Type::boolean); }
  Value equal(Value a, Value b) { return step("Equal", {a, b}, Type::boolean); }
  Value where(Value condition, Value a, Value b) { return step("Where", {condition, a, b}, type(a)); }
  Value matmul(Value a, Value b) { return step("MatMul", {a, b}, type(a)); }
  /// A number, or a row of them, beside a value.
  Value number(Value beside, double value) { return constant(type(beside), {}, {value}); }
  Value row(Value beside, std::vector<double> values);
  Value cast(Value a, Type to);
  Value columns(Value a, const std::vector<std::size_t>& chosen);
  Value concat(std::vector<Value> values, std::int64_t axis = 1);
  Value reshape(Value a, std::vector<std::int64_t> shape);
  Value softmax(Value a, std::int64_t axis, bool logarithm = false);
  /// "ReduceMax", "ReduceProd" or "ReduceMean" over some axes, which stay with one value; ONNX has the axes
  /// of ReduceSum in another place.
  Value reduce(std::string op, Value a, std::vector<std::int64_t> axes);
  Value reduce_sum(Value a, std::int64_t axis);
  /// From `begin` on, before `end`, along an axis, each or every second and so on.
  Value slice(Value a, std::int64_t axis, std::int64_t begin, std::int64_t end, std::int64_t stride = 1);
  /// So many of a value more along one of `rank` axes.
  Value pad(Value a, std::int64_t rank, std::int64_t axis, std::int64_t before, std::int64_t after,
            double value);

 private:
  Value add_value(Type type);

  std::vector<Type> types_;
  std::vector<Input> inputs_;
  std::vector<Constant> constants_;
  std::vector<Step> steps_;
  Value output_ = 0;
};

}  // namespace runner
