#!/usr/bin/env python3
"""Whole trainings by PyTorch from a seed: construction, shuffling, loss, optimizer, schedule.

Run with PyTorch 2.13 from the repository's top folder; writes tests/reference/training.json. Each case is a YAML
experiment that must give the same losses epoch by epoch.
"""
import csv
import json
import pathlib

import torch

TOP = pathlib.Path(__file__).resolve().parents[2]


def table(name, dtype):
    rows = list(csv.reader(open(TOP / "experiments/data" / f"{name}.csv", encoding="utf-8")))[1:]
    features = torch.tensor([[float(v) for v in row[:-1]] for row in rows], dtype=torch.float64)
    return features.to(dtype), [row[-1] for row in rows]


def classes(name, dtype):
    features, labels = table(name, dtype)
    names = sorted(set(labels), key=lambda v: (float(v),) if v.replace(".", "").isdigit() else v)
    return features, torch.tensor([names.index(v) for v in labels])


def numbers(name, dtype):
    features, labels = table(name, dtype)
    return features, torch.tensor([[float(v)] for v in labels], dtype=torch.float64).to(dtype)


def train(case, dtype):
    torch.set_default_dtype(dtype)
    torch.manual_seed(case["seed"])
    x, y = case["data"](case["file"], dtype)
    model = torch.nn.Sequential(*case["model"]())
    loss_function = case["loss"]()
    optimizer = case["optimizer"](model.parameters())
    scheduler = case["scheduler"](optimizer) if case.get("scheduler") else None
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=case["batch_size"],
                                         shuffle=True, drop_last=case.get("drop_last", False))
    losses = []
    for _ in range(case["epochs"]):
        total, count = 0.0, 0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_function(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
            count += len(xb)
        losses.append(total / count)
        if scheduler:
            scheduler.step()
    parameters = torch.cat([p.detach().reshape(-1) for p in model.parameters()])
    return {"losses": losses, "parameters": [parameters.sum().item(), parameters.abs().max().item()]}


L = torch.nn.Linear
CASES = [
    dict(name="iris, tanh, Adam with StepLR", file="iris", data=classes, seed=0, batch_size=16, epochs=30,
         model=lambda: [L(4, 16), torch.nn.Tanh(), L(16, 3)], loss=torch.nn.CrossEntropyLoss,
         optimizer=lambda p: torch.optim.Adam(p, lr=0.01),
         scheduler=lambda o: torch.optim.lr_scheduler.StepLR(o, 10, 0.5),
         yaml="data: {type: csv, path: experiments/data/iris.csv}\n"
              "network: [{type: Linear, out_features: 16}, Tanh, {type: Linear, out_features: 3}]\n"
              "loss: CrossEntropyLoss\noptimizer: {type: Adam, lr: 0.01}\n"
              "scheduler: {type: StepLR, step_size: 10, gamma: 0.5}\ntraining: {epochs: 30, batch_size: 16}\n"),
    dict(name="wine, drop_last, SGD with momentum", file="wine", data=classes, seed=3, batch_size=32, epochs=30,
         drop_last=True,
         model=lambda: [L(13, 8), torch.nn.Sigmoid(), L(8, 8), torch.nn.LeakyReLU(), L(8, 3)],
         loss=lambda: torch.nn.CrossEntropyLoss(label_smoothing=0.1),
         optimizer=lambda p: torch.optim.SGD(p, lr=0.001, momentum=0.9, nesterov=True),
         yaml="seed: 3\ndata: {type: csv, path: experiments/data/wine.csv}\n"
              "network: [{type: Linear, out_features: 8}, Sigmoid, {type: Linear, out_features: 8}, LeakyReLU, "
              "{type: Linear, out_features: 3}]\n"
              "loss: {type: CrossEntropyLoss, label_smoothing: 0.1}\n"
              "optimizer: {type: SGD, lr: 0.001, momentum: 0.9, nesterov: true}\n"
              "training: {epochs: 30, batch_size: 32, drop_last: true}\n"),
    dict(name="diabetes, SmoothL1, RMSprop", file="diabetes", data=numbers, seed=1, batch_size=50, epochs=20,
         model=lambda: [L(10, 12), torch.nn.ReLU(), L(12, 1)], loss=lambda: torch.nn.SmoothL1Loss(beta=10.0),
         optimizer=lambda p: torch.optim.RMSprop(p, lr=0.003, momentum=0.5),
         yaml="seed: 1\ndata: {type: csv, path: experiments/data/diabetes.csv}\n"
              "network: [{type: Linear, out_features: 12}, ReLU, {type: Linear, out_features: 1}]\n"
              "loss: {type: SmoothL1Loss, beta: 10}\noptimizer: {type: RMSprop, lr: 0.003, momentum: 0.5}\n"
              "training: {epochs: 20, batch_size: 50}\n"),
]


def main():
    torch.set_num_threads(1)
    made = [{"name": case["name"], "dtype": name, "yaml": f"dtype: {name}\n" + case["yaml"], **train(case, dtype)}
            for case in CASES for name, dtype in (("float64", torch.float64), ("float32", torch.float32))]
    text = ",\n".join(json.dumps(case) for case in made)
    (TOP / "tests/reference/training.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
