// Binary files of NumPy and in MNIST's format, written by tests/reference/make_arrays.py.

#include <cmath>
#include <cstring>
#include <functional>
#include <stdexcept>

#include "data/sources/npy_format.h"
#include "data/sources/zip_reader.h"
#include "support.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

using Numbers = std::vector<double>;
using Files = std::map<std::string, std::string>;

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

const json& made() {
  static const json all = reference("reference/arrays.json");
  return all;
}

std::string array_named(const std::string& name) {
  for (const json& one : made()["arrays"]) {
    if (one["name"] == name) return from_hex(one["bytes"]);
  }
  return {};
}

std::string archive(const std::string& name) {
  return from_hex(made()["archives"][name]);
}

std::string picture(const std::string& name) {
  return from_hex(made()["pictures"][name]);
}

/// A .npy file with a header of our own making.
std::string npy(const std::string& header, const std::string& numbers = std::string(8, '\0')) {
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + numbers;
}

/// A .npy file of doubles.
std::string npy_of(const Numbers& values) {
  std::string bytes(values.size() * sizeof(double), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  const std::string size = std::to_string(values.size());
  return npy("{'descr': '<f8', 'fortran_order': False, 'shape': (" + size + ",)}", bytes);
}

constexpr const char* npy_yaml = "{type: npy, path: x.npy, target: y.npy}";
constexpr const char* npz_yaml = "{type: npz, path: d.npz}";
constexpr const char* idx_yaml = "{type: idx, path: pixels, labels: labels}";

Dataset good(const Prepared& prepared) {
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  return prepared.parts->train;
}

struct Case {
  std::string yaml;
  Files files;
  std::string messages;
  TargetKind wanted = TargetKind::values;
};

void check_refused(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(one.messages);
    const Prepared prepared = prepare_files(one.yaml, one.files, one.wanted);
    CHECK(prepared.messages == one.messages);
    CHECK(!prepared.parts);
  }
}

}  // namespace

TEST_CASE("NumPy's arrays are read in every type, byte order, order of indices and version") {
  REQUIRE(made()["arrays"].size() > 20);
  for (const json& one : made()["arrays"]) {
    CAPTURE(one["name"].get<std::string>());
    const auto shape = one["shape"].get<Shape>();
    const Numbers rows(static_cast<std::size_t>(shape[0]), 1);
    const Dataset data =
        good(prepare_files(npy_yaml, {{"x.npy", from_hex(one["bytes"])}, {"y.npy", npy_of(rows)}}));
    CHECK(data.rows == shape[0]);
    CHECK(data.sample_shape == (shape.size() == 1 ? Shape{1} : Shape(shape.begin() + 1, shape.end())));
    CHECK(data.features == one["values"].get<Numbers>());
  }
}

TEST_CASE("a target may have several columns") {
  const Dataset data =
      good(prepare_files(npy_yaml, {{"x.npy", array_named("<f8")}, {"y.npy", array_named(">f4")}}));
  CHECK(data.target_columns == 4);
  CHECK(data.targets == data.features);
}

TEST_CASE("the arrays of an .npz file are found by their names") {
  const std::map<std::string, std::string> cases = {{"savez", ""},
                                                    {"compressed", ""},
                                                    {"positional", ""},
                                                    {"keras", ""},
                                                    {"others", ", features: inputs, target: classes"}};
  for (const auto& [name, options] : cases) {
    CAPTURE(name);
    const std::string yaml = "{type: npz, path: d.npz" + options + "}";
    const Dataset data = good(prepare_files(yaml, {{"d.npz", archive(name)}}, TargetKind::classes));
    CHECK(data.features == Numbers{0, 1, 2, 3, 4, 5});
    CHECK(data.sample_shape == Shape{2});
    CHECK(data.class_names == std::vector<std::string>{"3", "7"});
    CHECK(data.classes == std::vector<std::int32_t>{0, 1, 0});
  }
}

TEST_CASE("MNIST's files give pictures of bytes, which are divided when they are used, and their classes") {
  const auto pixels = made()["pictures"]["values"].get<Numbers>();
  Numbers scaled = pixels, halves;
  for (double& pixel : scaled) pixel /= 255;
  for (const double pixel : pixels) halves.push_back(std::floor(pixel / 2));
  for (const char* name : {"pixels", "gzip"}) {
    Dataset data = good(prepare_files(idx_yaml, {{"pixels", picture(name)}, {"labels", picture("labels")}},
                                      TargetKind::classes));
    CHECK(data.sample_shape == Shape{1, 2, 2});
    CHECK(data.features.empty());
    CHECK(Numbers(data.pixels.begin(), data.pixels.end()) == pixels);
    data.settle();
    CHECK(data.features == scaled);
    CHECK(data.class_names == std::vector<std::string>{"0", "5"});
    CHECK(data.classes == std::vector<std::int32_t>{1, 0, 1});
  }
  for (const char* name : {"i1", "i2", "i4", "f4", "f8"}) {
    CAPTURE(name);
    const Dataset data = good(prepare_files("{type: idx, path: pixels, labels: labels, scale: 1}",
                                            {{"pixels", picture(name)}, {"labels", picture("labels")}}));
    CHECK(data.features == halves);
  }
}

TEST_CASE("a pixel in float32 is what torchvision's ToTensor gives") {
  for (int k = 0; k < 256; ++k) CHECK(static_cast<float>(k / 255.0) == static_cast<float>(k) / 255.0F);
}

TEST_CASE("what is no array is refused with what was expected") {
  const std::string y = npy_of({1, 2, 3});
  const auto with = [&](const std::string& x) { return Files{{"x.npy", x}, {"y.npy", y}}; };
  const std::string at = "[x.npy] data.path: cannot read 'x.npy': ";
  check_refused({
      {npy_yaml, {{"y.npy", y}}, at + "No such file or directory\n"},
      {npy_yaml, with(""), at + "it is no .npy file: it does not begin with \\x93NUMPY\n"},
      {npy_yaml, with("a,b\n1,2\n"), at + "it is no .npy file: it does not begin with \\x93NUMPY\n"},
      {npy_yaml, with(std::string("\x93NUMPY\x04\x00\x00\x00", 10)),
       at + "it has format version 4, expected 1, 2 or 3\n"},
      {npy_yaml, with(y.substr(0, 20)), at + "it ends within its header: it has 20 bytes, expected 65\n"},
      {npy_yaml, with(y.substr(0, y.size() - 1)),
       at + "its shape (3,) takes 24 bytes of numbers, but it has 23\n"},
      {npy_yaml, with(y + "x"), at + "its shape (3,) takes 24 bytes of numbers, but it has 25\n"},
      {npy_yaml, with(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1073741824, 1073741824)}")),
       at + "its shape (1073741824, 1073741824) has more than 536870912 numbers\n"},
      {npy_yaml, with(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807)}")),
       at + "it holds no numbers: its shape is (0, 9223372036854775807)\n"},
      {npy_yaml, with(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}")),
       at + "its header is damaged: expected a size or ')' at byte 51 of it\n"},
      {npy_yaml, with(npy("{'descr': '<f8', 'fortran_order': False, 'shape': ()}")),
       at + "it holds a single number, expected an array\n"},
      {npy_yaml, with(npy("{'descr': '<U5', 'fortran_order': False, 'shape': (1,)}")),
       at + "it holds '<U5', expected numbers: f4, f8, i1 to i8, u1 to u8 or b1\n"},
      {npy_yaml, with(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}")),
       at + "it holds '|O', expected numbers: f4, f8, i1 to i8, u1 to u8 or b1\n"},
      {npy_yaml, with(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}")),
       at + "it holds records, expected numbers of one type\n"},
      {npy_yaml, with(npy("{'descr': '<f8', 'shape': (1,)}")),
       at + "its header is damaged: expected 'descr', 'fortran_order' and 'shape'\n"},
      {npy_yaml, with(npy("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}")),
       at + "its header is damaged: expected True or False at byte 34 of it\n"},
      {npy_yaml, with(npy("{'kind': 1}")),
       at + "its header is damaged: expected 'descr', 'fortran_order' or 'shape' at byte 1 of it\n"},
      {npy_yaml, with(npy_of({1, std::nan(""), 3})), at + "its number 1 is nan\n"},
      {npy_yaml, with(npy_of({1, 2})), "[y.npy] data.target: 3 targets for 2 rows of features\n"},
      {npy_yaml,
       {{"x.npy", y}, {"y.npy", array_named("cube")}},
       "[y.npy] data.target: expected a target of one or two dimensions, found the shape (2, 3, 4)\n"},
      {npy_yaml,
       {{"x.npy", y}, {"y.npy", npy_of({1, 2.5, 3})}},
       "[y.npy] data.target: the target has numbers with decimals (2.5), but the loss wants classes\n",
       TargetKind::classes},
  });
}

TEST_CASE("an archive without the array, or a damaged one, is refused") {
  const std::string zip = archive("savez"), packed = archive("compressed");
  std::string wrong = zip;
  wrong[wrong.find("NUMPY") + 130] ^= 1;  // a digit of x
  std::string method = zip;
  method[method.find("PK\1\2") + 10] = 12;
  std::string encrypted = zip;
  encrypted[encrypted.find("PK\1\2") + 8] = 1;
  std::string larger = packed;
  larger[larger.find("PK\1\2") + 24] ^= 1;
  const std::string at = "[{] data.features: cannot read 'd.npz': 'x.npy': ";
  const std::string whole = "[d.npz] data.path: cannot read 'd.npz': ";
  check_refused({
      {npz_yaml,
       {{"d.npz", archive("others")}},
       "[{] data.features: 'd.npz' has no array of the usual names (x, X, features, x_train, arr_0); it "
       "has: inputs, "
       "classes\n[{] data.target: 'd.npz' has no array of the usual names (y, Y, target, y_train, arr_1); "
       "it has: "
       "inputs, classes\n"},
      {"{type: npz, path: d.npz, target: z}",
       {{"d.npz", zip}},
       "[z] data.target: 'd.npz' has no array 'z'; it has: x, y\n"},
      {npz_yaml,
       {{"d.npz", zip.substr(0, zip.size() - 1)}},
       whole + "it is no whole ZIP file, as .npz files are: it has no directory at its end\n"},
      {npz_yaml,
       {{"d.npz", array_named("<f8")}},
       whole + "it is no whole ZIP file, as .npz files are: it has no directory at its end\n"},
      {npz_yaml, {{"d.npz", zip.substr(zip.find("PK\1\2"))}}, whole + "its ZIP directory is damaged\n"},
      {npz_yaml, {{"d.npz", wrong}}, at + "its checksum is wrong\n"},
      {npz_yaml,
       {{"d.npz", method}},
       at + "it is packed by method 12, expected 0 (stored) or 8 (deflated)\n"},
      {npz_yaml, {{"d.npz", encrypted}}, at + "it is encrypted\n"},
      {npz_yaml, {{"d.npz", larger}}, at + "its packed data does not come to the 177 bytes that were told\n"},
  });
}

TEST_CASE("what is no IDX file is refused with what was expected") {
  const std::string pixels = picture("pixels"), labels = picture("labels");
  const auto with = [&](const std::string& bytes) { return Files{{"pixels", bytes}, {"labels", labels}}; };
  const std::string at = "[pixels] data.path: cannot read 'pixels': ";
  check_refused({
      {idx_yaml, with("abc"), at + "it has 3 bytes, too few for an IDX file\n"},
      {idx_yaml, with(archive("savez")),
       at + "it is no IDX file: it begins with 504b0304, expected 0000, a type (08, 09, 0b, 0c, 0d or 0e) "
            "and the "
            "number of dimensions\n"},
      {idx_yaml, with(pixels.substr(0, 11)),
       at + "it ends within its header: it has 11 bytes, expected 16 for 3 dimensions\n"},
      {idx_yaml, with(pixels.substr(0, 20)),
       at + "its shape (3, 2, 2) takes 12 bytes of numbers, but it has 4\n"},
      {idx_yaml, with(std::string("\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16)),
       at + "its shape (4294967295, 4294967295, 4294967295) has more than 536870912 numbers\n"},
      {idx_yaml, with(picture("gzip").substr(0, 30)),
       "[pixels] data.path: cannot unpack 'pixels': the gzip data ends too early\n"},
      {idx_yaml, with(labels.substr(0, 7) + "\x02" + "ab"),
       "[labels] data.labels: 3 targets for 2 rows of features\n"},
      {idx_yaml,
       {{"pixels", pixels}, {"labels", pixels}},
       "[labels] data.labels: expected a target of one or two dimensions, found the shape (3, 2, 2)\n"},
      {"{type: idx, path: pixels, labels: labels, scale: 0}", with(pixels),
       "[0] data.scale: 0 is out of range; expected a number above 0\n"},
  });
}

namespace {

/// Whether a file's bytes are read; otherwise there is a reason.
using Reader = std::function<bool(const std::string& bytes)>;

/// As a reader that throws tells it.
bool reads(const std::function<void()>& read) {
  try {
    read();
    return true;
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()) != "");
    return false;
  }
}

void read_every_array(const std::string& bytes) {
  const ZipReader zip(bytes);
  for (std::size_t i = 0; i < zip.names().size(); ++i) read_npy(zip.read(i));
}

/// Cut after each of its bytes, and with each of them changed.
void check_damaged(const std::string& content, const Reader& reads_it) {
  CHECK(reads_it(content));
  for (std::size_t size = 0; size < content.size(); ++size) {
    CAPTURE(size);
    CHECK(!reads_it(content.substr(0, size)));
  }
  for (std::size_t i = 0; i < content.size(); ++i) {
    for (const int flipped : {0x01, 0x80, 0xFF}) {
      CAPTURE(i);
      std::string bytes = content;
      bytes[i] = static_cast<char>(bytes[i] ^ flipped);
      reads_it(bytes);
    }
  }
}

}  // namespace

TEST_CASE("no truncated or damaged file crashes: it is read, or refused with a reason") {
  for (const char* name : {"fortran cube", "version 1", "version 3"}) {
    check_damaged(array_named(name),
                  [](const std::string& bytes) { return reads([&] { read_npy(bytes); }); });
  }
  for (const char* name : {"savez", "compressed"}) {
    check_damaged(archive(name),
                  [](const std::string& bytes) { return reads([&] { read_every_array(bytes); }); });
  }
  const TestFolder folder;
  folder.write("labels", picture("labels"));
  for (const char* name : {"pixels", "gzip"}) {
    check_damaged(picture(name), [&](const std::string& bytes) {
      folder.write("pixels", bytes);
      const Prepared prepared = prepare(idx_yaml, TargetKind::values, folder.path());
      CHECK(prepared.parts.has_value() == prepared.messages.empty());
      return prepared.parts.has_value();
    });
  }
}
