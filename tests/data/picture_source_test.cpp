// Sources of pictures: their classes, their own test parts, and what they refuse.

#include "support.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Files = std::map<std::string, std::string>;
using Names = std::vector<std::string>;
using Classes = std::vector<std::int32_t>;

std::string bytes_of(const json& digits) {
  const auto text = digits.get<std::string>();
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  return bytes;
}

/// A file of make_pictures.py.
std::string drawn(const std::string& name) {
  const json all = reference("reference/pictures.json");
  for (const json& one : all["files"])
    if (one["name"] == name) return bytes_of(one["file"]);
  return bytes_of(all["others"][name]);
}

std::string idx_file(const std::vector<int>& sizes, const std::string& values) {
  std::string file = {0, 0, 8, static_cast<char>(sizes.size())};
  for (const int size : sizes) file += {0, 0, static_cast<char>(size / 256), static_cast<char>(size % 256)};
  return file + values;
}

/// `count` rows of CIFAR: labels, then a picture whose bytes are all the number of its row.
std::string cifar_file(int count, const std::string& labels) {
  std::string file;
  for (int i = 0; i < count; ++i) {
    const std::size_t each = labels.size() / static_cast<std::size_t>(count);
    file += labels.substr(static_cast<std::size_t>(i) * each, each) + std::string(3072, static_cast<char>(i));
  }
  return file;
}

Prepared as_classes(const std::string& yaml, const Files& files) {
  return prepare_files(yaml, files, TargetKind::classes);
}

Files cats_and_dogs() {
  const std::string rgb = drawn("png_rgb"), gray = drawn("png_gray");
  return {{"pets/dog/2.png", gray}, {"pets/dog/10.PNG", rgb},     {"pets/cat/b/1.png", rgb},
          {"pets/cat/z.png", gray}, {"pets/cat/notes.txt", "hi"}, {"pets/.cache/x.png", "no picture"}};
}

}  // namespace

TEST_CASE("a folder of pictures has a class for each of its folders, in torchvision's order") {
  const Prepared prepared = as_classes("{type: image_folder, path: pets}", cats_and_dogs());
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  const Dataset& data = prepared.parts->train;
  CHECK(data.class_names == Names{"cat", "dog"});
  CHECK(data.classes == Classes{0, 0, 1, 1});  // cat/z.png, cat/b/1.png, dog/10.PNG, dog/2.png
  CHECK(data.sample_shape == Shape{3, 6, 5});
  CHECK(data.features.empty());
  const auto plane = static_cast<std::size_t>(6 * 5);
  REQUIRE(data.pixels.size() == 12 * plane);
  const auto at = [&](std::size_t i) {
    const auto begin = data.pixels.begin() + static_cast<Index>(i * plane);
    return Bytes(begin, begin + static_cast<Index>(plane));
  };
  CHECK(at(0) == at(1));  // gray three times
  CHECK(at(0) == at(2));
  CHECK(at(3) == at(6));  // the same picture
  CHECK(at(3) != at(4));
}

TEST_CASE("pictures of a folder may be gray, and have parts of their own") {
  Files files = cats_and_dogs();
  files["later/dog/1.png"] = drawn("png_gray");
  const Prepared prepared =
      as_classes("{type: image_folder, path: pets, test_path: later, channels: 1}", files);
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.rows == 4);
  CHECK(prepared.parts->test.rows == 1);
  CHECK(prepared.parts->test.classes == Classes{1});
  CHECK(prepared.parts->test.sample_shape == Shape{1, 6, 5});
}

TEST_CASE("what is wrong with a folder of pictures is told with its files") {
  const auto messages = [](const std::string& options, Files files) {
    return as_classes("{type: image_folder, path: pets" + options + "}", files).messages;
  };
  Files other_size = cats_and_dogs(), damaged = cats_and_dogs(), empty = cats_and_dogs(),
        gif = cats_and_dogs();
  other_size["pets/dog/3.jpg"] = drawn("jpeg_gray");
  CHECK(messages("", other_size) ==
        "[pets] data.path: 'pets/cat/z.png' and 'pets/dog/3.jpg' are of different sizes: 5 × 6 and 19 × 17 "
        "pixels; "
        "write 'preprocess: [{type: Resize, size: [6, 5]}]', or CenterCrop\n");
  CHECK(messages(", preprocess: [{type: Resize, size: 6}]", other_size) ==
        "[pets] data.path: 'pets/cat/z.png' and 'pets/dog/3.jpg' are of different sizes after the steps of "
        "preprocess: 6 × 7 and 6 × 6 pixels; write 'preprocess: [{type: Resize, size: [7, 6]}]', or "
        "CenterCrop\n");
  CHECK(messages(", preprocess: [{type: Resize, size: [4, 4]}]", other_size) == "");
  CHECK(messages(", preprocess: [{type: CenterCrop, size: 5}, ToTensor]", other_size) == "");
  damaged["pets/dog/2.png"] = drawn("png_gray").substr(0, 50);
  CHECK(messages("", damaged) ==
        "[pets] data.path: cannot read 'pets/dog/2.png': it is a damaged PNG file: it ends too early\n");
  gif["pets/dog/2.png"] = drawn("gif");
  CHECK(messages("", gif) ==
        "[pets] data.path: cannot read 'pets/dog/2.png': it is a GIF file; PNG and JPEG are "
        "read: convert it\n");
  empty["pets/eel/notes.txt"] = "none yet";
  CHECK(messages("", empty) ==
        "[pets] data.path: 'pets/eel' holds no picture (.png, .jpg or .jpeg), and each folder "
        "is a class\n");
  CHECK(messages("", {{"pets/1.png", drawn("png_gray")}}) ==
        "[pets] data.path: 'pets' has no folders, its pictures lie side by side: expected one with pictures "
        "for "
        "each class\n");
  CHECK(messages("", {{"pets", "a file"}}) ==
        "[pets] data.path: 'pets' is no folder: expected one with a folder of pictures for each class\n");
  CHECK(messages("", {}) ==
        "[pets] data.path: 'pets' is no folder: expected one with a folder of pictures for each class\n");
  CHECK(messages(", channels: 2", cats_and_dogs()) == "[2] data.channels: expected 1 or 3\n");
  Files other_class = cats_and_dogs();
  other_class["later/cta/1.png"] = drawn("png_rgb");
  CHECK(messages(", test_path: later", other_class) ==
        "[later] data.test_path: 'later/cta' is no class of 'pets'; did you mean 'cat'?\n");
}

TEST_CASE("CIFAR-10 and CIFAR-100 are read with their own test parts and names") {
  Files ten = {{"c/test_batch.bin", cifar_file(1, {9})}};
  for (int i = 1; i <= 5; ++i)
    ten[fmt::format("c/data_batch_{}.bin", i)] = cifar_file(2, {static_cast<char>(i), 0});
  const Prepared cifar = as_classes("{type: cifar, path: c}", ten);
  CHECK(cifar.messages == "");
  REQUIRE(cifar.parts);
  CHECK(cifar.parts->train.sample_shape == Shape{3, 32, 32});
  CHECK(cifar.parts->train.classes == Classes{1, 0, 2, 0, 3, 0, 4, 0, 5, 0});
  CHECK(cifar.parts->train.class_names[9] == "truck");
  CHECK(cifar.parts->train.pixels[3072] == 1);
  CHECK(cifar.parts->test.classes == Classes{9});

  std::string fine, coarse;
  for (int i = 0; i < 100; ++i) fine += fmt::format("f{}\n", i);
  for (int i = 0; i < 20; ++i) coarse += fmt::format("c{}\n", i);
  const Files hundred = {{"c/train.bin", cifar_file(2, {19, 99, 3, 4})},
                         {"c/test.bin", cifar_file(1, {0, 1})},
                         {"c/fine_label_names.txt", fine},
                         {"c/coarse_label_names.txt", coarse}};
  const Prepared by_fine = as_classes("{type: cifar, path: c}", hundred);
  REQUIRE(by_fine.parts);
  CHECK(by_fine.parts->train.classes == Classes{99, 4});
  CHECK(by_fine.parts->train.class_names[99] == "f99");
  const Prepared by_coarse = as_classes("{type: cifar, path: c, labels: coarse}", hundred);
  REQUIRE(by_coarse.parts);
  CHECK(by_coarse.parts->train.classes == Classes{19, 3});
  CHECK(by_coarse.parts->test.classes == Classes{0});
  CHECK(by_coarse.parts->train.class_names.size() == 20);
  CHECK(by_coarse.parts->train.class_names[19] == "c19");
  CHECK(as_classes("{type: cifar, path: b.bin, test_path: t.bin}",
                   {{"b.bin", cifar_file(2, {0, 1})}, {"t.bin", cifar_file(1, {1})}})
            .messages == "");
}

TEST_CASE("what is wrong with CIFAR's files is told with numbers") {
  const auto messages = [](const Files& files) {
    return as_classes("{type: cifar, path: c}", files).messages;
  };
  CHECK(messages({{"c", "abc"}}) ==
        "[c] data.path: cannot read 'c': it has 3 bytes, which is no multiple of the 3073 of a picture of "
        "CIFAR-10 "
        "(a label and 3 × 32 × 32)\n");
  CHECK(messages({{"c", cifar_file(2, {3, 10})}}) ==
        "[c] data.path: cannot read 'c': its picture 2 has the label 10, but CIFAR-10 has classes from 0 to "
        "9\n");
  CHECK(messages({{"c", ""}}) == "[c] data.path: cannot read 'c': it is empty\n");
  CHECK(messages({{"c/readme.html", "x"}}) ==
        "[c] data.path: 'c' has no data_batch_1.bin (CIFAR-10) and no train.bin (CIFAR-100): expected the "
        "folder of "
        "the binary version, or a file of it\n");
  CHECK(messages({{"c/data_batch_1.bin", "x"}, {"c/data_batch_3.bin", "x"}}) ==
        "[c] data.path: 'c' has no data_batch_2.bin; CIFAR-10 has five of them\n");
  CHECK(as_classes("{type: cifar, path: c, labels: fine}", {{"c", cifar_file(1, {1})}}).messages ==
        "[c] data.path: cannot read 'c': it has 3073 bytes, which is no multiple of the 3074 of a picture of "
        "CIFAR-100 (two labels and 3 × 32 × 32)\n");
}

TEST_CASE("Fashion-MNIST has its own test part and torchvision's classes, wherever it lies") {
  const std::string one(784, '\x07');
  const Files files = {{"f/raw/train-images-idx3-ubyte", idx_file({2, 28, 28}, one + one)},
                       {"f/raw/train-labels-idx1-ubyte", idx_file({2}, {9, 0})},
                       {"f/raw/t10k-images-idx3-ubyte", idx_file({1, 28, 28}, one)},
                       {"f/raw/t10k-labels-idx1-ubyte", idx_file({1}, {1})}};
  const Prepared prepared = as_classes("{type: fashion_mnist, path: f}", files);
  CHECK(prepared.messages == "");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.classes == Classes{9, 0});
  CHECK(prepared.parts->train.class_names.front() == "T-shirt/top");
  CHECK(prepared.parts->train.class_names.back() == "Ankle boot");
  CHECK(prepared.parts->test.classes == Classes{1});
  CHECK(prepared.parts->test.sample_shape == Shape{1, 28, 28});
  CHECK(prepared.parts->test.pixels == Bytes(784, 7));

  Files fewer = files;
  fewer["f/raw/t10k-labels-idx1-ubyte"] = idx_file({2}, {1, 1});
  CHECK(as_classes("{type: fashion_mnist, path: f}", fewer).messages ==
        "[f] data.path: cannot read 'f/raw/t10k-images-idx3-ubyte': it has 1 pictures, but there are 2 "
        "labels\n");
  fewer.erase("f/raw/t10k-labels-idx1-ubyte");
  CHECK(as_classes("{type: fashion_mnist, path: f}", fewer).messages ==
        "[f] data.path: there is no Fashion-MNIST in 'f' (t10k-labels-idx1-ubyte or the same with .gz is "
        "missing); "
        "./dev data fashion_mnist installs it as the package dataset-fashion-mnist, or 'path' says which "
        "folder has "
        "its four files\n");
  CHECK(prepare_files("{type: fashion_mnist, path: f}", files, TargetKind::binary).messages ==
        "[{] data: the target has 10 classes (T-shirt/top, Trouser, Pullover, Dress, Coat, …), "
        "but the "
        "loss wants two classes\n");
}

TEST_CASE("pictures keep their bytes until a step wants numbers, and channels are normalised last") {
  const Files files = {{"pixels", idx_file({2, 1, 2}, {0, 51, 102, '\xff'})},
                       {"labels", idx_file({2}, {0, 1})}};
  const auto prepared = [&](const std::string& steps) {
    return as_classes("{type: idx, path: pixels, labels: labels, preprocess: [" + steps + "]}", files);
  };
  const Prepared normalized = prepared("ToTensor, {type: Normalize, mean: [0.5], std: [0.25]}");
  CHECK(normalized.messages == "");
  REQUIRE(normalized.parts);
  Dataset data = normalized.parts->train;
  CHECK(data.pixels == Bytes{0, 51, 102, 255});
  CHECK(data.channel_mean == std::vector<double>{0.5});
  data.settle();
  CHECK(data.features == std::vector<double>{-2, (0.2 - 0.5) / 0.25, (0.4 - 0.5) / 0.25, 2});
  CHECK(data.pixels.empty());

  const Prepared scaled = prepared("StandardScaler");
  REQUIRE(scaled.parts);
  CHECK(scaled.parts->train.pixels.empty());
  const std::vector<double> expected = {-1, -1, 1, 1};
  REQUIRE(scaled.parts->train.features.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(scaled.parts->train.features[i] == doctest::Approx(expected[i]));
  CHECK(scaled.parts->train.sample_shape == Shape{1, 1, 2});

  CHECK(
      prepared("{type: Normalize, mean: [0.5, 0.5], std: [1]}").messages ==
      "[[] data.preprocess.0.mean: mean has 2 numbers, but samples of the shape [1, 1, 2] have 1 channel\n");
  CHECK(prepared("{type: Normalize, mean: [0.5], std: [0]}").messages ==
        "[0] data.preprocess.0.std.0: 0 is out of range; expected a number above 0\n");
  CHECK(prepared("{type: Normalize, mean: [0.5], std: [1]}, {type: Resize, size: 2}").messages ==
        "[{] data.preprocess.1: Resize is done to bytes as they are read; it stands before all steps that "
        "change numbers\n");
  CHECK(prepare("{type: make_moons, preprocess: [{type: Resize, size: 2}]}").messages ==
        "[{] data.preprocess.0: Resize is for pictures of bytes, such as idx, fashion_mnist, cifar and "
        "image_folder read them, but here are numbers\n");
  CHECK(prepare("{type: make_moons, preprocess: [{type: Normalize, mean: [0], std: [1]}]}").messages ==
        "[{] data.preprocess.0: Normalize is for pictures, but a sample has the shape [2]; use "
        "StandardScaler\n");
}

TEST_CASE("parts of pictures have their bytes, divided in place or chosen") {
  std::string values;
  for (char i = 0; i < 12; ++i) values += i;
  const Files files = {{"pixels", idx_file({6, 1, 2}, values)},
                       {"labels", idx_file({6}, {0, 1, 0, 1, 0, 1})}};
  for (const char* split : {"{validation: 2, test: 2}", "{method: kfold, n_splits: 3}"}) {
    CAPTURE(split);
    const Prepared prepared =
        as_classes("{type: idx, path: pixels, labels: labels, split: " + std::string(split) + "}", files);
    CHECK(prepared.messages == "");
    REQUIRE(prepared.parts);
    Index rows = 0;
    for (const Dataset* part : {&prepared.parts->train, &prepared.parts->validation, &prepared.parts->test}) {
      REQUIRE(part->pixels.size() == static_cast<std::size_t>(2 * part->rows));
      rows += part->rows;
      for (std::size_t i = 0; i < part->source_rows.size(); ++i) {
        CHECK(part->pixels[2 * i] == 2 * part->source_rows[i]);
        CHECK(part->classes[i] == part->source_rows[i] % 2);
      }
    }
    CHECK(rows == 6);
  }
}

TEST_CASE("a folder's hash is of the names and contents of all its files") {
  const TestFolder folder;
  folder.write("f/a/1", "one");
  folder.write("f/b", "two");
  const auto hash = [&] { return DataFiles().hash(folder.path() / "f", true); };
  const std::string before = hash();
  CHECK(before.size() == 32);
  folder.write("f/.hidden", "x");
  CHECK(hash() == before);
  folder.write("f/b", "tww");
  CHECK(hash() != before);
  folder.write("f/b", "two");
  CHECK(hash() == before);
  folder.write("f/c", "");
  CHECK(hash() != before);
  std::filesystem::rename(folder.path() / "f/c", folder.path() / "f/a/c");
  CHECK(hash() != before);
  DataFiles files(0);
  files.hash(folder.path() / "f", true);
  folder.write("f/b", "2");
  CHECK_THROWS(files.take(folder.path() / "f/b", 100));
}
