#include "use/network_tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numbers>

#include "use/layer_at.h"
#include "use/layer_options.h"
#include "use/picture_tape.h"
#include "use/refused.h"

// Operations are the plain ones, also where ONNX has one for a whole activation: those are there for float
// alone in onnxruntime, and differ from PyTorch in options.

namespace runner {

namespace {

using Value = Tape::Value;

class Writer {
 public:
  Writer(Tape& tape, const TrainedModel& model, const StateDict& weights)
      : tape_(tape),
        step_(model.config.dtype == DType::float32 ? std::numeric_limits<float>::epsilon()
                                                   : std::numeric_limits<double>::epsilon()) {
    for (const NamedTensor& tensor : weights) weights_.emplace(tensor.name, &tensor);
  }

  Value chain(Value x, const LayerComponents& layers, const NetworkSummary& summary, Shape shape,
              const std::string& prefix) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::string name = fmt::format("{}{}.", prefix, i);
      const auto find = [this, name](const char* tensor_name) { return tensor_of(name + tensor_name); };
      x = layer(x, LayerAt{layers[i], summary.layers[i], shape, name, step_, find});
      shape = summary.layers[i].output;
    }
    return x;
  }

 private:
  Value layer(Value x, const LayerAt& at) {
    const Component<LayerConfig>& component = at.component;
    const std::vector<LayerBranch> branches = component->inside();
    if (!branches.empty()) return joined(x, component.type, branches, at);
    using Make = Value (Writer::*)(Value, const LayerAt&);
    static const std::map<std::string, Make, std::less<>> known = {
        {"Linear", &Writer::linear},
        {"BatchNorm1d", &Writer::batch_norm},
        {"BatchNorm2d", &Writer::batch_norm},
        {"LayerNorm", &Writer::layer_norm},
        {"RMSNorm", &Writer::rms_norm},
        {"PReLU", &Writer::prelu},
        {"GLU", &Writer::glu},
        {"Softmax", &Writer::softmax},
        {"LogSoftmax", &Writer::log_softmax},
        {"Softmin", &Writer::softmin},
        {"Dropout", &Writer::pass},
        {"Dropout1d", &Writer::pass},
        {"Dropout2d", &Writer::pass},
        {"AlphaDropout", &Writer::pass},
        {"FeatureAlphaDropout", &Writer::pass},
        {"Identity", &Writer::pass},
        {"ReLU", &Writer::relu},
        {"LeakyReLU", &Writer::leaky_relu},
        {"RReLU", &Writer::rrelu},
        {"ELU", &Writer::elu},
        {"CELU", &Writer::celu},
        {"SELU", &Writer::selu},
        {"GELU", &Writer::gelu},
        {"Sigmoid", &Writer::sigmoid},
        {"LogSigmoid", &Writer::log_sigmoid},
        {"Tanh", &Writer::tanh},
        {"Tanhshrink", &Writer::tanhshrink},
        {"SiLU", &Writer::silu},
        {"Mish", &Writer::mish},
        {"Softplus", &Writer::softplus},
        {"Softsign", &Writer::softsign},
        {"Hardtanh", &Writer::hardtanh},
        {"ReLU6", &Writer::relu6},
        {"Hardsigmoid", &Writer::hardsigmoid},
        {"Hardswish", &Writer::hardswish},
        {"Hardshrink", &Writer::hardshrink},
        {"Softshrink", &Writer::softshrink},
        {"Threshold", &Writer::threshold},
    };
    const auto found = known.find(component.type);
    if (found != known.end()) return (this->*found->second)(x, at);
    if (const auto written = add_picture_layer(tape_, x, at)) return *written;
    throw Refused(fmt::format("layer {} is {}, for which ONNX has no operations", at.prefix, component.type));
  }

  Value joined(Value x, const std::string& type, const std::vector<LayerBranch>& branches,
               const LayerAt& at) {
    if (type == "Variational") return variational(x, branches, at);
    std::vector<Value> given;
    for (std::size_t b = 0; b < branches.size(); ++b)
      given.push_back(chain(x, *branches[b].layers, at.summary.inside[b].network, at.input,
                            at.prefix + branches[b].prefix));
    if (type == "Concat") return tape_.concat(std::move(given));
    if (type == "Residual" && given.size() == 1) given.push_back(x);  // no layers on the way past them
    Value sum = given.front();
    for (std::size_t b = 1; b < given.size(); ++b) sum = tape_.add(sum, given[b]);
    return sum;
  }

  /// The mean; or a draw, where evaluations sample.
  Value variational(Value x, const std::vector<LayerBranch>& branches, const LayerAt& at) {
    const auto branch = [&](std::size_t b) {
      return chain(x, *branches[b].layers, at.summary.inside[b].network, at.input,
                   at.prefix + branches[b].prefix);
    };
    const Value mean = branch(0);
    if (text_option(at.options(), "evaluation") != "sample") return mean;
    const Value log_variance = branch(1);
    const Value deviation = tape_.map("Exp", tape_.mul(log_variance, number(x, 0.5)));
    return tape_.add(mean, tape_.mul(deviation, tape_.map("RandomNormalLike", mean)));
  }

  const NamedTensor* tensor_of(const std::string& name) const {
    const auto found = weights_.find(name);
    return found == weights_.end() ? nullptr : found->second;
  }
  Value tensor(Value beside, const NamedTensor& tensor, Shape shape) {
    return tape_.constant(tape_.type(beside), std::move(shape), tensor.numbers());
  }
  /// One value for each of the first dimension of a sample, or for all.
  Value per_channel(Value beside, std::vector<double> numbers, const LayerAt& at) {
    Shape shape(at.input.size() + 1, 1);
    shape[1] = static_cast<Index>(numbers.size());
    return tape_.constant(tape_.type(beside), std::move(shape), std::move(numbers));
  }
  Value number(Value beside, double value) { return tape_.number(beside, value); }
  double option(const LayerAt& at, const char* key, double otherwise) const {
    return number_option(at.options(), key, otherwise);
  }

  Value linear(Value x, const LayerAt& at) {
    const NamedTensor& weight = *at.find("weight");
    const NamedTensor* bias = at.find("bias");
    const Value w = tensor(x, weight, weight.shape);
    // With all three operands: onnxruntime has failed without.
    const Value b = bias ? tensor(x, *bias, bias->shape)
                         : tape_.row(x, std::vector<double>(static_cast<std::size_t>(weight.shape[0])));
    return tape_.step("Gemm", {x, w, b}, tape_.type(x), {{"transB", std::int64_t{1}}});
  }

  Value batch_norm(Value x, const LayerAt& at) {
    const NamedTensor *mean = at.find("running_mean"), *variance = at.find("running_var");
    if (!mean || !variance)
      throw Refused(
          fmt::format("layer {} is {} with track_running_stats: false: what it gives depends "
                      "on the other rows",
                      at.prefix, at.component.type));
    std::vector<double> inverse = variance->numbers();
    for (double& value : inverse) value = 1 / std::sqrt(value + option(at, "eps", 1e-5));
    if (const NamedTensor* weight = at.find("weight")) {
      const auto factors = weight->numbers();
      for (std::size_t i = 0; i < inverse.size(); ++i) inverse[i] *= factors[i];
    }
    x = tape_.mul(tape_.sub(x, per_channel(x, mean->numbers(), at)), per_channel(x, std::move(inverse), at));
    const NamedTensor* bias = at.find("bias");
    return bias ? tape_.add(x, per_channel(x, bias->numbers(), at)) : x;
  }

  /// The trailing dimensions that are normalised together, counted with the batch.
  static std::vector<std::int64_t> normalized_axes(const LayerAt& at) {
    const Node* shape = at.options().find("normalized_shape");
    const std::size_t count = shape && shape->is_sequence() ? shape->items().size() : 1;
    std::vector<std::int64_t> axes;
    for (std::size_t i = at.input.size() + 1 - count; i <= at.input.size(); ++i)
      axes.push_back(static_cast<std::int64_t>(i));
    return axes;
  }
  Value normalized(Value x, const LayerAt& at, bool centred, double eps) {
    const auto axes = normalized_axes(at);
    if (centred) x = tape_.sub(x, tape_.reduce("ReduceMean", x, axes));
    const Value variance = tape_.reduce("ReduceMean", tape_.mul(x, x), axes);
    x = tape_.div(x, tape_.map("Sqrt", tape_.add(variance, number(x, eps))));
    if (const NamedTensor* weight = at.find("weight")) x = tape_.mul(x, tensor(x, *weight, weight->shape));
    if (const NamedTensor* bias = at.find("bias")) x = tape_.add(x, tensor(x, *bias, bias->shape));
    return x;
  }
  Value layer_norm(Value x, const LayerAt& at) { return normalized(x, at, true, option(at, "eps", 1e-5)); }
  Value rms_norm(Value x, const LayerAt& at) { return normalized(x, at, false, option(at, "eps", at.step)); }

  Value prelu(Value x, const LayerAt& at) {
    const Value slope = per_channel(x, at.find("weight")->numbers(), at);
    return tape_.where(tape_.less(x, number(x, 0)), tape_.mul(x, slope), x);
  }
  std::int64_t axis(const LayerAt& at) const {
    const auto dim = static_cast<std::int64_t>(option(at, "dim", -1));
    return dim < 0 ? dim + static_cast<std::int64_t>(at.input.size()) + 1 : dim;
  }
  Value glu(Value x, const LayerAt& at) {
    const std::int64_t along = axis(at), whole = at.input[static_cast<std::size_t>(along - 1)];
    return tape_.mul(tape_.slice(x, along, 0, whole / 2),
                     tape_.map("Sigmoid", tape_.slice(x, along, whole / 2, whole)));
  }
  Value softmax(Value x, const LayerAt& at) { return tape_.softmax(x, axis(at)); }
  Value log_softmax(Value x, const LayerAt& at) { return tape_.softmax(x, axis(at), true); }
  Value softmin(Value x, const LayerAt& at) { return tape_.softmax(tape_.map("Neg", x), axis(at)); }

  Value pass(Value x, const LayerAt& /*at*/) { return x; }
  Value relu(Value x, const LayerAt& /*at*/) { return tape_.max(x, number(x, 0)); }
  Value leaky(Value x, double slope) {
    return tape_.where(tape_.less(x, number(x, 0)), tape_.mul(x, number(x, slope)), x);
  }
  Value leaky_relu(Value x, const LayerAt& at) { return leaky(x, option(at, "negative_slope", 0.01)); }
  Value rrelu(Value x, const LayerAt& at) {
    return leaky(x, (option(at, "lower", 1.0 / 8) + option(at, "upper", 1.0 / 3)) / 2);
  }
  /// e^(x · inner) - 1, where it is below zero.
  Value exponential(Value x, double inner, double outer, double above) {
    const Value zero = number(x, 0);
    const Value below = tape_.mul(tape_.min(x, zero), number(x, inner));
    const Value bent = tape_.mul(tape_.sub(tape_.map("Exp", below), number(x, 1)), number(x, outer));
    return tape_.where(tape_.less(x, zero), bent, tape_.mul(x, number(x, above)));
  }
  Value elu(Value x, const LayerAt& at) { return exponential(x, 1, option(at, "alpha", 1), 1); }
  Value celu(Value x, const LayerAt& at) {
    const double alpha = option(at, "alpha", 1);
    return exponential(x, 1 / alpha, alpha, 1);
  }
  Value selu(Value x, const LayerAt& /*at*/) {
    constexpr double scale = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;
    return exponential(x, 1, scale * alpha, scale);
  }
  Value gelu(Value x, const LayerAt& at) {
    const Value half_x = tape_.mul(x, number(x, 0.5));
    if (text_option(at.options(), "approximate") == "tanh") {
      const Value cube = tape_.mul(tape_.mul(tape_.mul(x, x), x), number(x, 0.044715));
      const double root = std::sqrt(2 / std::numbers::pi);
      const Value t = tape_.map("Tanh", tape_.mul(tape_.add(x, cube), number(x, root)));
      return tape_.mul(half_x, tape_.add(t, number(x, 1)));
    }
    if (tape_.type(x) == Tape::Type::float64)
      throw Refused(
          fmt::format("layer {} is GELU: there is no error function for float64 in onnxruntime; train "
                      "with dtype: float32 or approximate: tanh",
                      at.prefix));
    const Value erf = tape_.map("Erf", tape_.mul(x, number(x, std::numbers::sqrt2 / 2)));
    return tape_.mul(half_x, tape_.add(erf, number(x, 1)));
  }
  Value sigmoid(Value x, const LayerAt& /*at*/) { return tape_.map("Sigmoid", x); }
  Value tanh(Value x, const LayerAt& /*at*/) { return tape_.map("Tanh", x); }
  Value tanhshrink(Value x, const LayerAt& /*at*/) { return tape_.sub(x, tape_.map("Tanh", x)); }
  Value silu(Value x, const LayerAt& /*at*/) { return tape_.mul(x, tape_.map("Sigmoid", x)); }
  /// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), which never overflows.
  Value log1p_exp(Value x) {
    const Value small = tape_.map("Exp", tape_.map("Neg", tape_.map("Abs", x)));
    return tape_.add(tape_.max(x, number(x, 0)), tape_.map("Log", tape_.add(small, number(x, 1))));
  }
  Value log_sigmoid(Value x, const LayerAt& /*at*/) {
    return tape_.map("Neg", log1p_exp(tape_.map("Neg", x)));
  }
  Value mish(Value x, const LayerAt& /*at*/) { return tape_.mul(x, tape_.map("Tanh", log1p_exp(x))); }
  Value softplus(Value x, const LayerAt& at) {
    const double beta = option(at, "beta", 1);
    const Value scaled = tape_.mul(x, number(x, beta));
    const Value curve = tape_.div(log1p_exp(scaled), number(x, beta));
    return tape_.where(tape_.less(number(x, option(at, "threshold", 20)), scaled), x, curve);
  }
  Value softsign(Value x, const LayerAt& /*at*/) {
    return tape_.div(x, tape_.add(tape_.map("Abs", x), number(x, 1)));
  }
  Value clamp(Value x, double low, double high) {
    return tape_.min(tape_.max(x, number(x, low)), number(x, high));
  }
  Value hardtanh(Value x, const LayerAt& at) {
    return clamp(x, option(at, "min_val", -1), option(at, "max_val", 1));
  }
  Value relu6(Value x, const LayerAt& /*at*/) { return clamp(x, 0, 6); }
  Value hardsigmoid(Value x, const LayerAt& /*at*/) {
    return tape_.div(clamp(tape_.add(x, number(x, 3)), 0, 6), number(x, 6));
  }
  Value hardswish(Value x, const LayerAt& at) { return tape_.mul(x, hardsigmoid(x, at)); }
  Value hardshrink(Value x, const LayerAt& at) {
    const Value lambd = number(x, option(at, "lambd", 0.5));
    return tape_.where(tape_.less(lambd, tape_.map("Abs", x)), x, number(x, 0));
  }
  Value softshrink(Value x, const LayerAt& at) {
    const double lambd = option(at, "lambd", 0.5);
    return tape_.sub(x, clamp(x, -lambd, lambd));
  }
  Value threshold(Value x, const LayerAt& at) {
    const Value limit = number(x, option(at, "threshold", 0));
    return tape_.where(tape_.less(limit, x), x, number(x, option(at, "value", 0)));
  }

  Tape& tape_;
  double step_;
  std::map<std::string, const NamedTensor*> weights_;
};

}  // namespace

Value add_network(Tape& tape, Value in, const TrainedModel& model, const StateDict& weights) {
  const Shape shape = model.input_shape();
  Diagnostics unheard;  // it was trained
  const auto summary = summarize(model.config.network, shape, unheard);
  if (!summary) throw Refused("its network is not understood\n" + unheard.text());
  if (shape.size() > 1) {
    std::vector<std::int64_t> extents = {-1};
    extents.insert(extents.end(), shape.begin(), shape.end());
    in = tape.reshape(in, std::move(extents));
  }
  Value out = Writer(tape, model, weights).chain(in, model.config.network, *summary, shape, "");
  if (summary->output.size() > 1) out = tape.reshape(out, {-1, size_of(summary->output)});
  return out;
}

}  // namespace runner
