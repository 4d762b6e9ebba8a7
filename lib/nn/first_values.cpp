#include "nn/first_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "spec/nested_error_sink.h"

namespace runner {
namespace {

/// The shape of values written out; nothing where rows differ in length.
std::optional<Shape> written_shape(const std::vector<double>& values) {
  return Shape{static_cast<Index>(values.size())};
}
std::optional<Shape> written_shape(const std::vector<std::vector<double>>& rows) {
  const std::size_t columns = rows.empty() ? 0 : rows.front().size();
  const auto as_long = [&](const auto& row) { return row.size() == columns; };
  if (!std::all_of(rows.begin(), rows.end(), as_long)) return std::nullopt;
  return Shape{static_cast<Index>(rows.size()), static_cast<Index>(columns)};
}
std::optional<Shape> written_shape(const NestedNumbers& numbers) {
  return numbers.shape;
}

template <class T>
void write_values(const std::vector<double>& values, std::span<T> out) {
  std::transform(values.begin(), values.end(), out.begin(),
                 [](double value) { return static_cast<T>(value); });
}
template <class T>
void write_values(const std::vector<std::vector<double>>& rows, std::span<T> out) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    write_values(rows[i], out.subspan(i * rows[i].size(), rows[i].size()));
}
template <class T>
void write_values(const NestedNumbers& numbers, std::span<T> out) {
  write_values(numbers.values, out);
}

}  // namespace

template <class Values>
void check_first_values(const FirstValues<Values>& first, const Shape& shape, std::string_view tensor,
                        ErrorSink& sink) {
  if (!first) return;
  const std::string parameter = fmt::format("{}_init", tensor);
  if (const auto* component = std::get_if<Component<InitializerConfig>>(&*first)) {
    NestedErrorSink at_parameter(parameter, sink);
    (*component)->check(shape, at_parameter);
    return;
  }
  const std::optional<Shape> found = written_shape(std::get<Values>(*first));
  if (!found) {
    sink.error(parameter, fmt::format("the rows of {} have different lengths", parameter));
  } else if (*found != shape) {
    sink.error(parameter, fmt::format("{} has the shape {}, but the {} has the shape {}", parameter,
                                      shape_text(*found), tensor, shape_text(shape)));
  }
}

template <class Values, class T>
void fill_first_values(const FirstValues<Values>& first, const Shape& shape, std::span<T> out,
                       Generator& generator) {
  if (!first) return;
  if (const auto* component = std::get_if<Component<InitializerConfig>>(&*first)) {
    (*component)->fill(out, shape, generator);
  } else {
    write_values(std::get<Values>(*first), out);
  }
}

using Row = std::vector<double>;
using Rows = std::vector<Row>;
template void check_first_values(const FirstValues<Row>&, const Shape&, std::string_view, ErrorSink&);
template void check_first_values(const FirstValues<Rows>&, const Shape&, std::string_view, ErrorSink&);
template void check_first_values(const FirstValues<NestedNumbers>&, const Shape&, std::string_view,
                                 ErrorSink&);
template void fill_first_values(const FirstValues<Row>&, const Shape&, std::span<float>, Generator&);
template void fill_first_values(const FirstValues<Row>&, const Shape&, std::span<double>, Generator&);
template void fill_first_values(const FirstValues<Rows>&, const Shape&, std::span<float>, Generator&);
template void fill_first_values(const FirstValues<Rows>&, const Shape&, std::span<double>, Generator&);
template void fill_first_values(const FirstValues<NestedNumbers>&, const Shape&, std::span<float>,
                                Generator&);
template void fill_first_values(const FirstValues<NestedNumbers>&, const Shape&, std::span<double>,
                                Generator&);

}  // namespace runner
