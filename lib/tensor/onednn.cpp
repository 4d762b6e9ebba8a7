#include "tensor/onednn.h"

#include <fmt/format.h>

#include <array>
#include <new>
#include <stdexcept>

#ifdef RUNNER_ONEDNN
#include <dlfcn.h>
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#endif

// The library is opened by dlopen and its functions are looked up by name: a program that does not use
// bfloat16 neither needs it nor pays for loading it. Its C interface is used, not the C++ one over it, whose
// classes would call functions that the linker then wants.

namespace runner {

#ifdef RUNNER_ONEDNN

namespace {

/// The functions that are used, each with its type.
#define RUNNER_ONEDNN_FUNCTIONS(F)      \
  F(engine_create)                      \
  F(get_effective_cpu_isa)              \
  F(matmul_desc_init)                   \
  F(memory_create)                      \
  F(memory_desc_get_size)               \
  F(memory_desc_init_by_strides)        \
  F(memory_desc_init_by_tag)            \
  F(memory_destroy)                     \
  F(memory_set_data_handle)             \
  F(primitive_attr_create)              \
  F(primitive_attr_destroy)             \
  F(primitive_attr_set_scratchpad_mode) \
  F(primitive_create)                   \
  F(primitive_desc_create)              \
  F(primitive_desc_destroy)             \
  F(primitive_desc_query_md)            \
  F(primitive_destroy)                  \
  F(primitive_execute)                  \
  F(stream_create)                      \
  F(stream_destroy)                     \
  F(stream_wait)

/// oneDNN as it was loaded.
struct Library {
#define RUNNER_MEMBER(name) decltype(&dnnl_##name) name = nullptr;
  RUNNER_ONEDNN_FUNCTIONS(RUNNER_MEMBER)
#undef RUNNER_MEMBER
  dnnl_engine_t engine = nullptr;
  std::string problem;  // empty where all is well

  Library() { problem = load(); }

 private:
  std::string load() {
    constexpr const char* file = "libdnnl.so.2";
    void* handle = dlopen(
        file, RTLD_NOW | RTLD_LOCAL);  // never closed: it has threads' memory and code made at run time
    if (handle == nullptr) return fmt::format("it needs oneDNN, Debian's package libdnnl2 ({})", dlerror());
    const char* missing = nullptr;
#define RUNNER_FIND(name)                                                \
  name = reinterpret_cast<decltype(name)>(dlsym(handle, "dnnl_" #name)); \
  if (name == nullptr) missing = "dnnl_" #name;
    RUNNER_ONEDNN_FUNCTIONS(RUNNER_FIND)
#undef RUNNER_FIND
    if (missing != nullptr)
      return fmt::format("{} has no function {}; it must be oneDNN 2.6 or newer", file, missing);
    const unsigned isa = get_effective_cpu_isa();
    constexpr unsigned needed = dnnl_cpu_isa_avx512_core_bf16;
    if ((isa & needed) != needed) return "the processor has neither avx512_bf16 nor amx_bf16";
    if (engine_create(&engine, dnnl_cpu, 0) != dnnl_success) return "oneDNN gives no engine";
    return "";
  }
};

const Library& library() {
  static const Library loaded;
  return loaded;
}

void check(dnnl_status_t status, const char* what) {
  if (status == dnnl_out_of_memory) throw std::bad_alloc();
  if (status != dnnl_success)
    throw std::runtime_error(fmt::format("oneDNN could not {} (status {})", what, static_cast<int>(status)));
}

dnnl_memory_desc_t plain(Index rows, Index columns, dnnl_data_type_t type) {
  const std::array<dnnl_dim_t, 2> dims = {rows, columns}, steps = {columns, 1};
  dnnl_memory_desc_t made;
  check(library().memory_desc_init_by_strides(&made, 2, dims.data(), type, steps.data()),
        "describe a matrix");
  return made;
}

dnnl_memory_desc_t packed(Index depth, Index columns) {
  const std::array<dnnl_dim_t, 2> dims = {depth, columns};
  dnnl_memory_desc_t made;
  check(library().memory_desc_init_by_tag(&made, 2, dims.data(), dnnl_bf16, dnnl_BA16a64b2a),
        "describe a packed matrix");
  return made;
}

}  // namespace

const std::string& why_no_bfloat16() {
  return library().problem;
}

struct Bfloat16Product::Handles {
  dnnl_primitive_t primitive = nullptr;
  dnnl_stream_t stream = nullptr;
  std::array<dnnl_exec_arg_t, 4> arguments{};

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    if (stream != nullptr) library().stream_destroy(stream);
    if (primitive != nullptr) library().primitive_destroy(primitive);
    for (const dnnl_exec_arg_t& argument : arguments)
      if (argument.memory != nullptr) library().memory_destroy(argument.memory);
  }

  void add(std::size_t place, int name, const dnnl_memory_desc_t& shape, void* data) {
    arguments[place].arg = name;
    check(library().memory_create(&arguments[place].memory, &shape, library().engine, data), "take memory");
  }
};

namespace {

/// A description of the computation, gone at the end of the block.
struct Description {
  dnnl_primitive_attr_t attributes = nullptr;
  dnnl_primitive_desc_t made = nullptr;

  explicit Description(const dnnl_matmul_desc_t& matmul) {
    const Library& onednn = library();
    check(onednn.primitive_attr_create(&attributes), "take attributes");
    check(onednn.primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
          "take our memory");
    check(onednn.primitive_desc_create(&made, &matmul, attributes, onednn.engine, nullptr),
          "multiply matrices of this size");
  }
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;
  ~Description() {
    if (made != nullptr) library().primitive_desc_destroy(made);
    if (attributes != nullptr) library().primitive_attr_destroy(attributes);
  }
};

/// oneDNN has threads of its own by OpenMP; the pieces of a product are on ours.
void keep_to_one_thread() {
  omp_set_num_threads(1);
}

}  // namespace

Bfloat16Product::Bfloat16Product(const ProductSize& size, const Bfloat16* left, const Bfloat16* right)
    : handles_(std::make_unique<Handles>()) {
  keep_to_one_thread();
  const Library& onednn = library();
  const dnnl_memory_desc_t a = plain(size.rows, size.depth, dnnl_bf16), b = packed(size.depth, size.columns),
                           out = plain(size.rows, size.columns, dnnl_f32);
  dnnl_matmul_desc_t matmul;
  check(onednn.matmul_desc_init(&matmul, &a, &b, nullptr, &out), "describe a product");
  const Description description(matmul);
  check(onednn.primitive_create(&handles_->primitive, description.made), "make a product");
  check(onednn.stream_create(&handles_->stream, onednn.engine, dnnl_stream_default_flags), "make a stream");
  const dnnl_memory_desc_t* scratchpad =
      onednn.primitive_desc_query_md(description.made, dnnl_query_scratchpad_md, 0);
  scratchpad_ = Buffer<std::byte>(static_cast<Index>(onednn.memory_desc_get_size(scratchpad)));
  // It reads from these two alone.
  handles_->add(0, DNNL_ARG_SRC, a, const_cast<Bfloat16*>(left));       // NOLINT
  handles_->add(1, DNNL_ARG_WEIGHTS, b, const_cast<Bfloat16*>(right));  // NOLINT
  handles_->add(2, DNNL_ARG_SCRATCHPAD, *scratchpad, scratchpad_.data());
  handles_->add(3, DNNL_ARG_DST, out, nullptr);
}

void Bfloat16Product::run(float* out) {
  keep_to_one_thread();
  const Library& onednn = library();
  const auto& arguments = handles_->arguments;
  check(onednn.memory_set_data_handle(arguments.back().memory, out), "take memory");
  check(onednn.primitive_execute(handles_->primitive, handles_->stream, static_cast<int>(arguments.size()),
                                 arguments.data()),
        "multiply");
  check(onednn.stream_wait(handles_->stream), "multiply");
}

#else

const std::string& why_no_bfloat16() {
  static const std::string reason = "this runner was built without oneDNN 2, Debian's package libdnnl-dev";
  return reason;
}

struct Bfloat16Product::Handles {};

Bfloat16Product::Bfloat16Product(const ProductSize& /*size*/, const Bfloat16* /*left*/,
                                 const Bfloat16* /*right*/) {
  throw std::runtime_error(why_no_bfloat16());
}

void Bfloat16Product::run(float* /*out*/) {}

#endif

Bfloat16Product::Bfloat16Product(Bfloat16Product&& other) noexcept = default;
Bfloat16Product::~Bfloat16Product() = default;

}  // namespace runner
