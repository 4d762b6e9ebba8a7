#include "tensor/rounded_products.h"

#include <algorithm>

#include "base/parallel.h"

// What is multiplied is rounded and packed into buffers that stay where they are, because a product of oneDNN
// is built for one size and place; for which machine code is made. So there is one for each piece
// and number of rows that has come up, of which a training has two: the batch and the rest of an epoch.

namespace runner {
namespace {

/// A block of the result.
struct Block {
  Index row, column, rows, columns;
};

/// The length of pieces along `total`, in whole blocks of the packing, when the whole takes so many
/// multiply-adds.
Index piece_length(Index total, Index work) {
  constexpr Index least_work = Index{1} << 25U, most_pieces = 16;  // at least some 30 µs, with AMX
  constexpr Index unit = PackedShape::block_columns;
  const Index pieces = std::clamp(work / least_work, Index{1}, most_pieces);
  return ((total + pieces - 1) / pieces + unit - 1) / unit * unit;
}

std::vector<Block> cut(Index rows, Index columns, Index row_length, Index column_length) {
  std::vector<Block> blocks;
  for (Index row = 0; row < rows; row += row_length) {
    for (Index column = 0; column < columns; column += column_length) {
      blocks.push_back(
          {row, column, std::min(row_length, rows - row), std::min(column_length, columns - column)});
    }
  }
  return blocks;
}

/// What a few samples give is cut along the columns, so that every piece has weights of its own to read.
std::vector<Block> cut_samples(const ProductSize& size) {
  constexpr Index most_rows = 1024;
  const Index rows = std::min(size.rows, most_rows);
  return cut(size.rows, size.columns, most_rows,
             piece_length(size.columns, rows * size.columns * size.depth));
}

/// A weight's gradient is as large as the weight: cut along the rows, it is written where it belongs.
std::vector<Block> cut_weights(const ProductSize& size) {
  return cut(size.rows, size.columns, piece_length(size.rows, size.rows * size.columns * size.depth),
             size.columns);
}

/// Takes `count` sums of one row to where they belong.
void finish_row(const float* sums, Index count, const float* bias, bool fuse_relu, const float* gate,
                float* out) {
  for (Index j = 0; j < count; ++j) {
    float value = sums[j];
    if (bias != nullptr) value += bias[j];
    if (fuse_relu) value = value <= 0 ? 0 : value;  // NaN passes on
    if (gate != nullptr) value = gate[j] <= 0 ? 0 : value;
    out[j] = value;
  }
}

template <class T>
void grow(Buffer<T>& buffer, Index size) {
  if (static_cast<Index>(buffer.size()) < size) buffer = Buffer<T>(size);
}

}  // namespace

struct RoundedProducts::Piece {
  Block block;
  Bfloat16Product product;
};

/// All that depends on the number of rows.
struct RoundedProducts::Prepared {
  Index rows;
  std::vector<Piece> forward, weight_gradient, input_gradient;
};

RoundedProducts::RoundedProducts(Index inputs, Index outputs, Index max_rows)
    : inputs_(inputs),
      outputs_(outputs),
      max_rows_(max_rows),
      left_(std::max((max_rows + 1) * outputs, max_rows * inputs)),
      weight_(PackedShape{inputs, outputs}.size()) {}

RoundedProducts::~RoundedProducts() = default;

RoundedProducts::Prepared& RoundedProducts::prepared_for(Index rows) {
  for (const auto& prepared : prepared_)
    if (prepared->rows == rows) return *prepared;
  prepared_.push_back(std::make_unique<Prepared>(Prepared{rows, {}, {}, {}}));
  return *prepared_.back();
}

namespace {

/// The products of all blocks, both factors in their buffers.
template <class Pieces>
void prepare(const std::vector<Block>& blocks, Index depth, const Buffer<Bfloat16>& left,
             const Buffer<Bfloat16>& right, Pieces& pieces) {
  const PackedShape packed{depth, 0};
  for (const Block& block : blocks) {
    pieces.push_back(
        {block, Bfloat16Product({block.rows, block.columns, depth}, left.data() + block.row * depth,
                                right.data() + packed.offset(block.column))});
  }
}

}  // namespace

/// The sums of a piece that has not all columns are made apart, since oneDNN leaves no gaps between rows.
void RoundedProducts::multiply(std::vector<Piece>& pieces, const float* bias, bool fuse_relu,
                               const float* gate, const Matrix<float>& out, int threads) {
  const bool is_whole = pieces.front().block.columns == out.cols;
  if (!is_whole) grow(sums_, max_rows_ * std::max(inputs_, outputs_));
  parallel_for(threads, static_cast<Index>(pieces.size()), [&](Index i) {
    Piece& piece = pieces[static_cast<std::size_t>(i)];
    const auto& [row, column, rows, columns] = piece.block;
    float* sums = is_whole ? out.row(row) : sums_.data() + row * out.cols + column * rows;
    piece.product.run(sums);
    if (is_whole && bias == nullptr && !fuse_relu && gate == nullptr) return;
    for (Index r = 0; r < rows; ++r) {
      const Index at = (row + r) * out.cols + column;
      finish_row(sums + r * columns, columns, bias == nullptr ? nullptr : bias + column, fuse_relu,
                 gate == nullptr ? nullptr : gate + at, out.data + at);
    }
  });
}

void RoundedProducts::forward(const Matrix<const float>& in, const Matrix<const float>& weight,
                              bool same_weight, const float* bias, bool fuse_relu, const Matrix<float>& out,
                              int threads) {
  auto& pieces = prepared_for(in.rows).forward;
  if (pieces.empty()) prepare(cut_samples({in.rows, outputs_, inputs_}), inputs_, left_, weight_, pieces);
  if (!same_weight) pack_transposed(weight, weight_.data(), threads);
  round_to_bfloat16(in, left_.data(), threads);
  multiply(pieces, bias, fuse_relu, nullptr, out, threads);
}

void RoundedProducts::weight_gradient(const Matrix<const float>& grad, const Matrix<const float>& in,
                                      const Matrix<float>& out, int threads) {
  auto& pieces = prepared_for(in.rows).weight_gradient;
  grow(in_, PackedShape{max_rows_, inputs_}.size());
  const Index depth = in.rows + in.rows % 2;  // as `round_transposed` fills it up
  if (pieces.empty()) prepare(cut_weights({outputs_, inputs_, depth}), depth, left_, in_, pieces);
  round_transposed(grad, left_.data(), threads);
  pack(in, in_.data(), threads);
  multiply(pieces, nullptr, false, nullptr, out, threads);
}

void RoundedProducts::input_gradient(const Matrix<const float>& grad, const Matrix<const float>& weight,
                                     const float* gate, const Matrix<float>& out, int threads) {
  auto& pieces = prepared_for(grad.rows).input_gradient;
  grow(weight_by_output_, PackedShape{outputs_, inputs_}.size());
  if (pieces.empty())
    prepare(cut_samples({grad.rows, inputs_, outputs_}), outputs_, left_, weight_by_output_, pieces);
  pack(weight, weight_by_output_.data(), threads);
  round_to_bfloat16(grad, left_.data(), threads);
  multiply(pieces, nullptr, false, gate, out, threads);
}

}  // namespace runner
