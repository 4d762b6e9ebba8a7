#include "nn/branches.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "base/parallel.h"
#include "nn/layers/element_wise.h"

// Every branch has its chain with buffers of its own, since its backward pass needs what it gave. The
// branches go one after the other, each on all threads: a few branches of unlike size would keep threads
// waiting. Gradients by the input are added up in the order of the branches, the first written in place and
// the others by way of scratch memory.

namespace runner {
namespace {

/// Calls `work(i)` for the rows of a matrix.
template <class T, class Work>
void for_branch_rows(Matrix<T> matrix, int threads, const Work& work) {
  const Index piece = std::max(element_wise_piece / std::max(matrix.cols, Index{1}), Index{1});
  for_chunks(threads, matrix.rows, piece, [&](Index first, Index count) {
    for (Index i = first; i < first + count; ++i) work(i);
  });
}

/// Columns first … of `wide` from `narrow`.
template <class T>
void put_columns(Matrix<const T> narrow, Index first, Matrix<T> wide, int threads) {
  for_branch_rows(narrow, threads,
                  [&](Index i) { std::copy_n(narrow.row(i), narrow.cols, wide.row(i) + first); });
}

/// Columns first … of `wide` into `narrow`.
template <class T>
void take_columns(Matrix<const T> wide, Index first, Matrix<T> narrow, int threads) {
  for_branch_rows(narrow, threads,
                  [&](Index i) { std::copy_n(wide.row(i) + first, narrow.cols, narrow.row(i)); });
}

/// Blocks of samples side by side as rows of all their values, one row each.
template <class T>
Matrix<T> block_rows(Matrix<T> batch, const ForwardContext& context) {
  return {batch.data, padded_rows(batch.rows, context.lanes) / context.lanes, batch.cols * context.lanes};
}

/// to = a + b, of which what is not above 0 becomes 0 where it is rectified; NaN passes on.
template <bool rectified, class T>
void add(const T* a, const T* b, Matrix<T> to, int threads) {
  for_chunks(threads, to.size(), element_wise_piece, [&](Index first, Index count) {
    for (Index i = first; i < first + count; ++i) {
      const T sum = a[i] + b[i];
      to.data[i] = rectified && sum <= 0 ? T(0) : sum;
    }
  });
}

template <class T>
void rectify_values(Matrix<T> values) {
  for (T& value : values.span()) value = value <= 0 ? T(0) : value;
}

}  // namespace

std::vector<LayerBranch> numbered_branches(const std::vector<LayerComponents>& branches) {
  std::vector<LayerBranch> numbered;
  for (std::size_t b = 0; b < branches.size(); ++b)
    numbered.push_back({fmt::format("branches.{}", b), fmt::format("{}.", b), &branches[b]});
  return numbered;
}

template <class T>
Branches<T>::Branches(const std::vector<LayerBranch>& branches, Join join, const Shape& input,
                      Index max_batch)
    : join_(join),
      parts_(branches.size()),
      scratch_(product_of_sizes({padded_rows(max_batch, most_lanes), size_of(input)})) {
  Diagnostics unheard;  // all of it has been reported
  const auto wants_lanes = [&](const LayerBranch& branch) {
    return takes_lanes(summarize(*branch.layers, input, unheard).value());
  };
  const Packing packing = std::ranges::any_of(branches, wants_lanes) ? Packing::lanes : Packing::rows;
  Index parameters = 0;
  for (std::size_t b = 0; b < branches.size(); ++b) {
    prefixes_.push_back(branches[b].prefix);
    chains_.emplace_back(*branches[b].layers, input, max_batch, packing);
    first_parameter_.push_back(parameters);
    for (ParameterView view : chains_.back().parameters()) {
      view.name.insert(0, prefixes_[b]);
      view.offset += first_parameter_.back();
      parameters += view.size;
      layout_.push_back(std::move(view));
    }
  }
}

template <class T>
void Branches<T>::attach(T* parameters, T* gradients) {
  for (std::size_t b = 0; b < chains_.size(); ++b)
    chains_[b].attach(parameters + first_parameter_[b], gradients + first_parameter_[b]);
}

template <class T>
void Branches<T>::initialize(Generator& generator) {
  for (Chain<T>& chain : chains_) chain.initialize(generator);
}

template <class T>
void Branches<T>::apply_user_init(Generator& generator) {
  for (Chain<T>& chain : chains_) chain.apply_user_init(generator);
}

template <class T>
std::vector<StateView> Branches<T>::state() {
  std::vector<StateView> views;
  for (std::size_t b = 0; b < chains_.size(); ++b) add_state(views, prefixes_[b], chains_[b].state());
  return views;
}

template <class T>
void Branches<T>::use_bfloat16() {
  for (Chain<T>& chain : chains_) chain.use_bfloat16();
}

template <class T>
bool Branches<T>::fuse_epilogue(Epilogue epilogue) {
  rectifies_ = join_ == Join::sum && epilogue == Epilogue::relu;
  return rectifies_;
}

template <class T>
void Branches<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  for (std::size_t b = 0; b < chains_.size(); ++b)
    parts_[b] = block_rows(chains_[b].forward(in, context), context);
  const Matrix<T> whole = block_rows(out, context);
  if (join_ == Join::concat) {
    Index column = 0;
    for (const Matrix<const T>& part : parts_) {
      put_columns(part, column, whole, context.threads);
      column += part.cols;
    }
    return;
  }
  if (parts_.size() == 1) {
    std::copy_n(parts_[0].data, parts_[0].size(), out.data);
    if (rectifies_) rectify_values(whole);
  }
  for (std::size_t b = 1; b < parts_.size(); ++b) {
    const T* before = b == 1 ? parts_[0].data : out.data;
    const bool rectified = rectifies_ && b + 1 == parts_.size();
    (rectified ? add<true, T> : add<false, T>)(before, parts_[b].data, whole, context.threads);
  }
}

/// The gradient of one branch by the input, written into `into` unless its data is null.
template <class T>
Matrix<T> Branches<T>::input_gradient(Matrix<const T> grad_out, Index column, std::size_t branch,
                                      Matrix<const T> in, Matrix<T> into, const ForwardContext& context) {
  Chain<T>& chain = chains_[branch];
  if (chain.empty()) {
    if (into.data)
      take_columns(block_rows(grad_out, context), column, block_rows(into, context), context.threads);
  } else {
    take_columns(block_rows(grad_out, context), column, block_rows(chain.output_gradient(in.rows), context),
                 context.threads);
    chain.backward(in, into, context);
  }
  return into;
}

template <class T>
void Branches<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                           Matrix<T> grad_in, const ForwardContext& context) {
  Index column = 0;
  for (std::size_t b = 0; b < chains_.size(); ++b) {
    Matrix<T> into = grad_in;
    if (b > 0 && grad_in.data) into.data = scratch_.data();
    const Matrix<T> part = input_gradient(grad_out, column, b, in, into, context);
    if (b > 0 && grad_in.data)
      add<false, T>(grad_in.data, part.data, block_rows(grad_in, context), context.threads);
    if (join_ == Join::concat) column += chains_[b].output_size() * context.lanes;
  }
}

template <class T>
void Branches<T>::add_loss(std::span<double> of_samples) const {
  for (const Chain<T>& chain : chains_) chain.add_loss(of_samples);
}

template class Branches<float>;
template class Branches<double>;

}  // namespace runner
