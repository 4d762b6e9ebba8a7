"""Makes the inputs from which the fuzzers begin: tests/fuzz/make_corpus.py [RUNNER]; standard library alone.

They are committed, so that nobody has to; who changes a format adds a new form and leaves the old ones there."""
import gzip
import io
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
RUNNER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parents[1] / "build/runner/runner").resolve()

# As in checkpoint_fuzz.cpp and run_folder_fuzz.cpp.
EXPERIMENTS = [
    "data: {type: make_moons, n_samples: 12, split: {validation: 4}}\n"
    "network: [{type: Linear, out_features: 3}, BatchNorm1d, Dropout, {type: Linear, out_features: 2}]\n"
    "loss: CrossEntropyLoss\noptimizer: Adam\ntraining: {epochs: 4, batch_size: 3}\n"
    "early_stopping: {patience: 2}\nmetrics: [accuracy, {type: ema, metric: train_loss}]\n"
    "record: {iterations: true}\n",
    "problem: rosenbrock\noptimizer: {type: SGD, lr: 1e-4, momentum: 0.9}\n"
    "scheduler: {type: ReduceLROnPlateau, patience: 1}\ntraining: {iterations: 9, iterations_per_epoch: 2}\n"
    "record: {iterations: true}\n"]
FOLDER = ("name: fuzz\ndata: {type: make_moons, n_samples: 12, split: {validation: 4}}\n"
          "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
          "training: {epochs: 2, batch_size: 4}\nmetrics: [accuracy]\nsweep: {seeds: 2}\n")
FILES = ("status", "run.json", "metrics.csv", "config.yaml", "checkpoint", "log.txt")


def keep(target, name, content):
    path = HERE / "corpus" / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def trained(text, *options):
    """The run folders of an experiment: a list of {file: content}."""
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        (folder / "fuzz.yaml").write_text(text)
        subprocess.run([RUNNER, "fuzz.yaml", "--no-timing", "--quiet", "--jobs", "1", *options], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        runs = sorted((folder / "results/fuzz/runs").iterdir(), key=lambda run: (run / "config.yaml").read_text())
        return [{name: (run / name).read_bytes() for name in FILES} for run in runs]
    finally:
        shutil.rmtree(folder)


def npy(descr, shape, values, version=1, order="False"):
    header = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"
    size = 2 if version == 1 else 4
    header += " " * (-(len(header) + 7 + 1 + size) % 64) + "\n"
    return (b"\x93NUMPY" + bytes([version, 0]) + len(header).to_bytes(size, "little") + header.encode()
            + values)


def zip_of(members, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return packed.getvalue()


def npz(compression, **arrays):
    return zip_of({name + ".npy": content for name, content in arrays.items()}, compression)


def idx(kind, shape, values):
    return struct.pack(">HBB", 0, kind, len(shape)) + struct.pack(f">{len(shape)}I", *shape) + values


def arrays():
    four = npy("|u1", "(4,)", bytes([0, 1, 0, 1]))
    forms = {"f8": ("<f8", "(4, 2)", struct.pack("<8d", *range(8))), "f4": (">f4", "(4,)", struct.pack(">4f", *range(4))),
             "i8": ("<i8", "(4, 1)", struct.pack("<4q", *range(4))), "u2": ("<u2", "(4,)", struct.pack("<4H", *range(4))),
             "bool": ("|b1", "(4,)", bytes([1, 0, 1, 0])), "i1": ("|i1", "(4, 1, 2)", bytes(range(8)))}
    for name, form in forms.items():
        keep("arrays", "npy_" + name, b"\x08" + npy(*form))
        keep("arrays", "npy_labels_" + name, b"\xc4" + npy(*form))
    keep("arrays", "npy_2", b"\x08" + npy(*forms["f8"], version=2))
    keep("arrays", "npy_3_fortran", b"\x08" + npy(*forms["f8"], version=3, order="True"))
    keep("arrays", "npy_gz", b"\x08" + gzip.compress(npy(*forms["f8"]), mtime=0))
    keep("arrays", "npz_stored", b"\x01" + npz(zipfile.ZIP_STORED, x=npy(*forms["f8"]), y=four))
    keep("arrays", "npz_deflated", b"\xc1" + npz(zipfile.ZIP_DEFLATED, arr_0=npy(*forms["i1"]), arr_1=four))
    for kind, size in ((8, 1), (9, 1), (11, 2), (12, 4), (13, 4), (14, 8)):
        keep("arrays", f"idx_{kind}", b"\x0a" + idx(kind, (4, 2), bytes(8 * size)))
        keep("arrays", f"idx_labels_{kind}", b"\x06" + idx(kind, (4,), bytes(4 * size)))


def csv():
    keep("csv", "numbers", b"\x00\x01a,b,c\n1,2.5,3\n-4e2,.5,6\r\n\n7,8,9\n")
    keep("csv", "classes", b"\x10\x00a,b,c,y\n1,2,red,yes\n3,4,\"bl\"\"ue\",no\n")
    keep("csv", "quoted", b"\xc5\x00\"a\" ;\"b\nb\";y\n\"1\"; 2 ;3\n;?;NA\n")
    keep("csv", "tabs", b"\x83\x00x\ty\n1\t0\n2\t1\n")
    keep("csv", "blanks", b"\x42\x00x y\n 1\t0\n2   1\n")
    keep("csv", "mark", b"\xc8\x00\xef\xbb\xbfa,b,\xc3\xa9\n1,2,3\n")
    keep("csv", "gz", b"\xc0\x00" + gzip.compress(b"a,y\n1,2\n3,4\n", mtime=0))
    keep("csv", "european", b"\x03\x00\xef\xbb\xbfa;b;y\r\n1,5;2;0\r\n2,25;1;1\r\n")
    keep("csv", "windows_1252", b"\x03\x00gr\xf6\xdfe;y\n1;2\n3;4\n")
    keep("csv", "utf_16", b"\x03\x00" + "\ufeffa,y\n1,2\n3,4\n".encode("utf-16-le"))
    keep("csv", "no_header", b"\x03\x805.1,3.5,a\n#\n4.9,3.0,b\n5.0,3.6,a\n")
    keep("csv", "money", b"\x23\x60a,column1,y\n$1'000,2020-01-31,1\n$5,2021-01-01,2\nx,2021-01-01,2\n")
    keep("csv", "zip", b"\x03\x00" + zip_of({"t.csv": b"a,y\n1,2\n3,4\n"}))


def pictures():
    """PIL's files, as tests/reference/make_pictures.py has kept them."""
    made = json.loads((HERE.parent / "reference/pictures.json").read_text())
    for i, one in enumerate(made["files"]):
        content = bytes.fromhex(one["file"])
        if len(content) < 1000:
            keep("pictures", one["name"], bytes([32 * (i % 8) + 2 * (i % 2)]) + content)
    for name in ("cmyk", "gray_16", "bomb", "gif"):
        keep("pictures", name, b"\x00" + bytes.fromhex(made["others"][name]))
    for name, options in (("cifar_10", 1), ("cifar_100_fine", 3), ("cifar_100_coarse", 11), ("cifar_cut", 5)):
        keep("pictures", name, bytes([options, 7, 3, 1, 2, 3]))


def expression():
    for i, text in enumerate(("0.95 ** epoch", "lambda e: 1 if e < 5 else -0.5e-3 / math.sqrt(e + 1)",
                              "max(0.1, min(1, step // 3 % 2)) and not pi or e", "0 <= epoch < 10 != 2",
                              "log(2, 10) + round(1.5) - floor(-.5) * int(2.7) + abs(-1)", "((((1))))", "-epoch**-2**-1",
                              "sin(epoch", "2 +", "1e999 * 0", "True if epoch is 3")):
        keep("expression", f"{i:02}", text)


def slurm():
    for i, text in enumerate(("gpu,long\n1:30:00\n4G\n#SBATCH --account=lab\n#SBATCH -p debug",
                              "\n2-12\n500M", "a b\n1x\n4Q\nrm -rf", "\nUNLIMITED\n\n#SBATCH --gres=gpu:1 --exclusive",
                              "\n\n\n#SBATCH -Ha1-5", "\n\n\n#SBATCH --arr=1", "p@n/x%+-\n90\n1T\n#SBATCH -x\f#SBATCH -a1",
                              "\n1-2:3:4\n16\n#SBATCH\t-a 1")):
        keep("slurm", f"{i:02}", text)


def yaml():
    texts = (
        *EXPERIMENTS, FOLDER,
        "data: {type: inline, features: [[1, 2], [3, 4], [5, 6]], target: [a, b, a]}\nnetwork: [{Residual: [ReLU]}, {type: "
        "Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: {type: Adam, betas: [.9, 1E-3]}\n"
        "training: {iterations: 3, batch_size: full}\nsweep:\n  grid:\n    optimizer:\n      - &sgd {type: SGD, lr: 1e-3}\n"
        "      - *sgd\n      - Adam\n    training.batch_size: [1, 2]\n  seeds: [1, 2]\n",
        "problem: {type: quadratic, start: [1, 1]}\noptimizer: SGD\nscheduler: {type: LambdaLR, lr_lambda: 0.95 ** epoch}\n"
        "training: {iterations: 5}\nsweep: {random: {n: 3, values: {optimizer.lr: {loguniform: [1e-4, 1]}}}}\n",
        "data: {type: make_blobs, n_samples: 20, centers: 3, split: {validation: 0.2, test: 5}, preprocess: [StandardScaler]}\n"
        "network:\n- {type: Concat, branches: [[{type: Linear, out_features: 2}], []]}\n- type: Linear\n  out_features: 3\n"
        "loss: {type: CrossEntropyLoss, label_smoothing: 0.1}\noptimizer: {type: AdamW}\ntraining: {epochs: 9}\n"
        "search: {type: successive_halving, factor: 3}\nsweep: {grid: {optimizer.lr: {linspace: [0, 1, 4]}}}\n",
        "launch: {slurm: {elements: 3, time: 1-2, extra: ['#SBATCH -p x']}}\nname: größe\ndescription: |-\n  one\n   two\n",
        "a: [1, {b: ~}]\n'c': \"it\\u20ac\"\n? x\n: y\n", "%YAML 1.2\n---\na: !!str 1\n...\n")
    for i, text in enumerate(texts):
        keep("yaml", f"{i:02}", text)


def checkpoint():
    for i, text in enumerate(EXPERIMENTS):
        files, = trained(text)
        keep("checkpoint", f"finished_{i}", bytes([i]) + files["checkpoint"])


def run_folder():
    first, second = trained(FOLDER)

    def folder(*runs):
        return b"".join(f"=== {run} {name}\n".encode() + content for run, files in runs for name, content in files.items())

    keep("run_folder", "whole", folder((0, first), (1, second)))
    without = {name: content for name, content in second.items() if name not in ("checkpoint", "log.txt")}
    keep("run_folder", "one", folder((1, without)))
    keep("run_folder", "interrupted", folder((0, {**first, "status": b"interrupted\n"})))
    keep("run_folder", "cut", folder((0, {**first, "metrics.csv": first["metrics.csv"][:-5]}), (1, without)))


for make in (arrays, csv, pictures, expression, slurm, yaml, checkpoint, run_folder):
    make()
