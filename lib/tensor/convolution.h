#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "tensor/buffer.h"
#include "tensor/lanes.h"
#include "tensor/matrix.h"
#include "tensor/scratch.h"
#include "tensor/window_axis.h"

// The three sums of a convolution over samples in lanes (tensor/lanes.h). Nothing is laid out for a product
// of matrices: a sample is a lane of the registers, so whatever the channels, kernels and sizes are, every
// lane is at work. Every value is one sum, begun with the bias and taken in one order by fused multiply-adds:
// its bits depend neither on other samples, nor on threads, nor on the width of the machine's registers.

namespace runner {

/// A convolution of pictures of `channels` to `features`, [channels, rows, columns] both; a series has one
/// row. The weight is [features, channels / groups, kernel…].
struct ConvolutionShape {
  Index channels = 1;
  Index features = 1;
  Index groups = 1;
  std::array<WindowShape, 2> axes;  ///< rows, columns

  Index picture_size() const { return channels * axes[0].picture * axes[1].picture; }
  Index output_size() const { return features * axes[0].output * axes[1].output; }
  Index kernel_size() const { return axes[0].kernel * axes[1].kernel; }
  Index weight_size() const { return features * (channels / groups) * kernel_size(); }
};

/// Samples in lanes.
struct LaneBatch {
  Index rows = 0;   ///< without those that pad the last block
  Index lanes = 8;  ///< or 16
  int threads = 1;

  Index blocks() const { return (rows + lanes - 1) / lanes; }
};

/// What becomes of a value when its sum is there.
template <class T>
struct WindowFinish {
  bool fuse_relu = false;   ///< max(x, 0); NaN passes on
  const T* gate = nullptr;  ///< unless null, laid out as the values: 0 where it is not above 0
};

/// One of the two ways through a convolution: values of windows are summed up, or scattered to where their
/// windows lie.
template <class T>
class WindowPass {
 public:
  /// `scatters`: from features to pictures. `rounds`: operands are rounded to bfloat16.
  WindowPass(const ConvolutionShape& shape, bool scatters, bool rounds);

  /// The weights in the order in which tiles of so many lanes read them; as many as there are, or fewer.
  void pack(const T* weight, T* packed, Index lanes) const;
  /// Bytes of memory that each thread needs.
  Index scratch_bytes() const;
  void run(const T* in, const T* packed, const T* bias, T* out, const LaneBatch& batch,
           const WindowFinish<T>& finish, Scratch& scratch) const;

 private:
  /// What a piece of the work is made of.
  struct Job {
    const T* in = nullptr;
    const T* packed = nullptr;
    const T* bias = nullptr;
    T* out = nullptr;
    WindowFinish<T> finish;
    Index bands = 1, parts = 1;  // of rows; of tiles of output channels
  };
  /// Pixels of a row, as a tile takes them.
  struct Strip {
    Index first = 0, registers = 0;
    Index neighbours = 1;     // in a register
    bool steps_back = false;  // by one, with the last register
  };
  /// How tiles cover a group's output channels and the pixels of a row.
  struct Tiling {
    std::vector<Index> features;             // of each tile
    std::vector<std::vector<Strip>> strips;  // by the columns' phase
  };
  Tiling tiling_for(Index lanes) const;
  const Tiling& tiling(Index lanes) const { return tilings_[lanes == most_lanes ? 0 : 1]; }
  /// Of one block of samples.
  template <Index L>
  struct Place;
  template <Index L>
  void run_piece(const Job& job, Index piece, std::byte* scratch) const;
  template <Index L>
  void run_row(const Place<L>& place, Index y) const;
  template <Index L>
  void fill(const Place<L>& place, Index row) const;

  ConvolutionShape shape_;
  bool scatters_, rounds_;
  WindowAxis rows_, columns_;
  RowLayout layout_;
  bool copies_;
  Index ring_rows_;                  // 0 where nothing is copied
  Index in_channels_, in_of_group_;  // of the source
  Index out_channels_, out_of_group_;
  std::array<Tiling, 2> tilings_;    // for 16 lanes and for 8
  std::vector<Index> first_weight_;  // in `packed`, by the rows' phase, then the columns'
  Index work_ = 0;                   // multiply-adds of a block
};

/// Blocks of samples of which each lane has one sum.
struct Blocks {
  Index first, count;
};

/// The weight's gradient of a convolution: for every value of the kernel the sum over samples and windows of
/// what they are multiplied by, times the gradient by the sum.
template <class T>
class WeightPass {
 public:
  WeightPass(const ConvolutionShape& shape, bool rounds);

  Index scratch_bytes() const;
  /// Of how many whole blocks each lane has one sum, before lanes are added: by the shape alone.
  Index blocks_together() const { return blocks_together_; }
  /// `features`: the gradient by them. `bias_gradient`, unless null, gets their sums.
  void run(const T* pictures, const T* features, T* gradient, T* bias_gradient, const LaneBatch& batch,
           Scratch& scratch) const;

 private:
  /// Channels of a group that are taken together, so that their copies stay in the second cache.
  struct Unit {
    Index group, first, count;
  };
  struct Job {
    const T* pictures = nullptr;
    const T* features = nullptr;
    T* gradient = nullptr;
    T* bias_gradient = nullptr;
    LaneBatch batch;
    Index parts = 1;  // of tiles of features
  };
  /// A value of the kernel that a unit's tiles meet: where it meets its first value in the planes (values
  /// of a sample), and its place in a feature's gradient, both counted from the unit's first channel.
  struct Tap {
    Index offset, place;
  };
  /// A row of the kernel: the outputs whose windows have it inside of the picture, and channel by channel its
  /// taps, those of the largest unit.
  struct KernelRow {
    Index first = 0, count = 0;
    std::vector<Tap> taps;
  };
  template <Index L>
  void run_piece(const Job& job, Index piece, std::byte* scratch) const;
  template <Index L>
  void run_tiles(const Job& job, const Unit& unit, const Blocks& blocks, const T* planes, Index feature,
                 Index count, T* sums) const;
  template <Index L>
  void copy_planes(const T* pictures, Index channels, Index blocks, T* to) const;
  Index plane_values() const;

  ConvolutionShape shape_;
  bool rounds_;
  WindowAxis rows_, columns_;
  RowLayout layout_;
  bool copies_;
  std::vector<Unit> units_;
  Index together_ = 1;           // channels of the largest unit
  Index blocks_together_ = 1;    // that have no padding
  std::vector<Index> features_;  // of each tile of a group
  Index most_taps_ = 1;          // of a tile
  std::vector<KernelRow> kernel_rows_;
  Index whole_row_ = -1;  // a row of the kernel that every window has inside of the picture
  Buffer<T> ones_;        // what the bias is multiplied by
};

/// All of a convolution. It allocates when built, never in a pass.
template <class T>
class Convolution {
 public:
  /// `rounds`: operands are rounded to bfloat16; sums are made in T as ever.
  Convolution(const ConvolutionShape& shape, Index max_batch, bool rounds = false);

  /// out (features) = bias + windows of in (pictures) · weight. `same_weight`: as in the call before.
  void gather(const T* in, const T* weight, const T* bias, T* out, const LaneBatch& batch,
              const WindowFinish<T>& finish = {}, bool same_weight = false);
  /// out (pictures) = bias + values of in (features) · weight, each where its window lies.
  void scatter(const T* in, const T* weight, const T* bias, T* out, const LaneBatch& batch,
               const WindowFinish<T>& finish = {}, bool same_weight = false);
  /// The gradient by the weight, where `pictures` and `features` are the two sides, one of them as a
  /// gradient; unless null, `bias_gradient` gets the sums of each feature.
  void weight_gradient(const T* pictures, const T* features, T* gradient, T* bias_gradient,
                       const LaneBatch& batch);
  /// As in `WeightPass`.
  Index blocks_together() const { return weight_.blocks_together(); }

 private:
  /// For whom weights are packed.
  struct Packed {
    const WindowPass<T>* pass = nullptr;
    Index lanes = 0;
    bool operator==(const Packed&) const = default;
  };
  void pack(Packed wanted, const T* weight, bool same_weight);

  ConvolutionShape shape_;
  bool rounds_;
  WindowPass<T> gather_, scatter_;
  WeightPass<T> weight_;
  Buffer<T> packed_;
  Packed packed_for_;
  Buffer<T> rounded_;  // the features, where operands are rounded
  Scratch scratch_;
};

/// out (a value for each channel) = the sums over all samples of the rows × columns that a channel has, made
/// lane by lane as `weight_tile` does it, of so many whole blocks at once.
template <class T>
void sum_channels(const T* in, Index channels, Index rows, Index columns, T* out, const LaneBatch& batch,
                  Index blocks_together = 1);

}  // namespace runner
