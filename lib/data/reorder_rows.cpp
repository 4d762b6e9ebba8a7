#include "data/reorder_rows.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/stop.h"

// A permutation is done in place by walking along its cycles, each row moving to where the last one was. But
// a table is larger than any cache, and a walk waits for each of its rows in turn; a random permutation has
// hardly more than one cycle. So the cycle is cut at many rows, which are set aside first, and several walks
// go from cut to cut at the same time: while one waits for its row, the others move theirs.

namespace runner {

namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t most_fetched =
    16 * cache_line;  // of a longer row the processor fetches the rest itself
constexpr std::size_t walks_at_once = 16;
constexpr std::size_t most_cuts = 1024, most_kept = std::size_t{1} << 22U;  // rows that are set aside; bytes

/// All that belongs to a row, one array after the other.
class Rows {
 public:
  explicit Rows(std::span<const RowBytes> arrays) {
    for (const RowBytes& array : arrays) {
      if (array.row_size == 0) continue;
      arrays_.push_back(array);
      size_ += array.row_size;
    }
  }

  std::size_t size() const { return size_; }  ///< bytes
  void move(std::size_t from, std::size_t to) const {
    for (const RowBytes& array : arrays_) std::memcpy(at(array, to), at(array, from), array.row_size);
  }
  void copy(std::size_t from, std::byte* to) const {
    for (const RowBytes& array : arrays_) {
      std::memcpy(to, at(array, from), array.row_size);
      to += array.row_size;
    }
  }
  void take(const std::byte* from, std::size_t to) const {
    for (const RowBytes& array : arrays_) {
      std::memcpy(at(array, to), from, array.row_size);
      from += array.row_size;
    }
  }
  void prefetch(std::size_t row) const {
    for (const RowBytes& array : arrays_) {
      const std::byte* const begin = at(array, row);
      const std::size_t last = std::min(array.row_size, most_fetched) - 1;
      for (std::size_t i = 0; i < last; i += cache_line) __builtin_prefetch(begin + i, 1);
      __builtin_prefetch(begin + last, 1);
    }
  }

 private:
  static std::byte* at(const RowBytes& array, std::size_t row) { return array.begin + row * array.row_size; }

  std::vector<RowBytes> arrays_;
  std::size_t size_ = 0;
};

class Reordering {
 public:
  Reordering(std::span<const RowBytes> arrays, std::span<const std::uint32_t> order)
      : rows_(arrays), order_(order), done_(order.size()) {
    cuts_at_once_ = std::clamp<std::size_t>(most_kept / std::max<std::size_t>(1, rows_.size()), 1, most_cuts);
    cuts_.reserve(cuts_at_once_);
    kept_.resize(cuts_at_once_ * rows_.size());
  }

  void run() {
    while (cut()) {
      std::size_t begun = 0, walking = 0;
      std::array<Walk, walks_at_once> walks{};
      while (walking < walks_at_once && begun < cuts_.size()) walks[walking++] = begin(begun++);
      while (walking > 0) {
        look_at_stop();
        for (std::size_t i = 0; i < walking;) {
          if (step(walks[i])) {
            ++i;
          } else if (begun < cuts_.size()) {
            walks[i] = begin(begun++);
          } else {
            walks[i] = walks[--walking];
          }
        }
      }
    }
  }

 private:
  /// `to` gets the row `from`, which is being fetched.
  struct Walk {
    std::size_t to = 0, from = 0;
  };

  /// The next rows that are not in their places yet, spread so far that walks are of about equal length.
  bool cut() {
    const std::size_t rows = order_.size();
    while (next_ < rows && done_[next_]) ++next_;
    cuts_.clear();
    const std::size_t stride = std::max<std::size_t>(1, (rows - next_) / cuts_at_once_);
    for (std::size_t row = next_; row < rows && cuts_.size() < cuts_at_once_; row += stride) {
      if (!done_[row]) keep(row);
    }
    return !cuts_.empty();
  }

  void keep(std::size_t row) {
    done_[row] = true;
    rows_.copy(row, kept_.data() + cuts_.size() * rows_.size());
    cuts_.push_back(row);
  }

  Walk begin(std::size_t cut) const {
    const std::size_t to = cuts_[cut];
    return fetched({to, order_[to]});
  }

  Walk fetched(Walk walk) const {
    rows_.prefetch(walk.from);
    __builtin_prefetch(&order_[walk.from]);
    return walk;
  }

  /// False where the walk has come to a cut.
  bool step(Walk& walk) {
    if (done_[walk.from]) {
      const auto cut = std::lower_bound(cuts_.begin(), cuts_.end(), walk.from) - cuts_.begin();
      rows_.take(kept_.data() + static_cast<std::size_t>(cut) * rows_.size(), walk.to);
      return false;
    }
    rows_.move(walk.from, walk.to);
    done_[walk.from] = true;
    walk = fetched({walk.from, order_[walk.from]});
    return true;
  }

  Rows rows_;
  std::span<const std::uint32_t> order_;
  std::vector<bool> done_;  ///< rows that are in their places, or set aside
  std::size_t cuts_at_once_ = 1;
  std::vector<std::size_t> cuts_;  ///< ascending
  std::vector<std::byte> kept_;    ///< their rows
  std::size_t next_ = 0;           ///< all rows before it are done
};

}  // namespace

void reorder_rows(std::span<const RowBytes> arrays, std::span<const std::uint32_t> order) {
  Reordering(arrays, order).run();
}

}  // namespace runner
