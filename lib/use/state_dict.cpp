#include "use/state_dict.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "config/json.h"

namespace runner {

namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

/// The buffers of PyTorch's modules; other state is of generators.
bool is_buffer(std::string_view name) {
  constexpr std::array<std::string_view, 3> buffers = {"running_mean", "running_var", "num_batches_tracked"};
  return std::ranges::any_of(buffers, [&](std::string_view buffer) { return name.ends_with(buffer); });
}

template <class T>
StateDict state_dict_as(const TrainedModel& model, Weights weights) {
  Network<T> network(model.config.network, model.input_shape(), 1);
  put_weights(model, weights, network);
  StateDict tensors;
  for (const ParameterView& view : network.layout()) {
    const auto values = std::as_bytes(network.parameters().subspan(static_cast<std::size_t>(view.offset),
                                                                   static_cast<std::size_t>(view.size)));
    tensors.push_back(
        {view.name, view.shape, element_type<T>(), std::vector<std::byte>(values.begin(), values.end())});
  }
  for (const StateView& view : network.state()) {
    if (is_buffer(view.name))
      tensors.push_back({view.name,
                         {view.shape.begin(), view.shape.end()},
                         view.type,
                         std::vector<std::byte>(view.bytes.begin(), view.bytes.end())});
  }
  return tensors;
}

template <class T>
std::vector<double> as_doubles(std::span<const std::byte> bytes) {
  std::vector<double> numbers(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    T value{};
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    numbers[i] = static_cast<double>(value);
  }
  return numbers;
}

std::string_view type_name(ElementType type) {
  if (type == ElementType::float32) return "F32";
  return type == ElementType::float64 ? "F64" : "I64";
}

}  // namespace

std::vector<double> NamedTensor::numbers() const {
  if (type == ElementType::float32) return as_doubles<float>(bytes);
  return type == ElementType::float64 ? as_doubles<double>(bytes) : as_doubles<std::int64_t>(bytes);
}

StateDict state_dict(const TrainedModel& model, Weights weights) {
  return model.config.dtype == DType::float32 ? state_dict_as<float>(model, weights)
                                              : state_dict_as<double>(model, weights);
}

std::string safetensors_file(const StateDict& tensors) {
  std::vector<Node::Entry> header = {{"__metadata__", {}, json::object({{"format", json::text("pt")}})}};
  std::string values;
  for (const NamedTensor& tensor : tensors) {
    const auto begin = static_cast<std::int64_t>(values.size());
    values.append(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
    std::vector<Node> shape;
    for (const Index extent : tensor.shape) shape.push_back(json::integer(extent));
    header.push_back(
        {tensor.name,
         {},
         json::object(
             {{"dtype", json::text(type_name(tensor.type))},
              {"shape", json::array(std::move(shape))},
              {"data_offsets", json::array({json::integer(begin),
                                            json::integer(static_cast<std::int64_t>(values.size()))})}})});
  }
  std::string text = json::write(Node::map(std::move(header)));
  constexpr std::size_t alignment = 8;
  text.append((alignment - text.size() % alignment) % alignment, ' ');
  const std::uint64_t length = text.size();
  std::string file(sizeof(length), '\0');
  std::memcpy(file.data(), &length, sizeof(length));
  return file + text + values;
}

}  // namespace runner
