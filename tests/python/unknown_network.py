#!/usr/bin/python3
"""A network that is not in the zoo, in several formats, and the Python that `inspect --weights` prints for each.

    python3 tests/python/unknown_network.py save FOLDER      prints the names of the files
    python3 tests/python/unknown_network.py export FOLDER    executes the lines in lines.json: { file: [line, line] }

`reference.npz` holds an `input`, and the `output` of the network that was saved.
"""

import json
import os
import pickle
import sys

import numpy
import torch
from torch import nn


class YourNetwork(nn.Module):
    """Two convolutions side by side, which no network of the zoo begins with."""

    def __init__(self):
        super().__init__()
        self.left = nn.Conv2d(4, 6, 3, 2, 1, bias=False)
        self.right = nn.Conv2d(4, 6, 5, 2, 2)
        self.norm = nn.BatchNorm2d(12)
        self.last = nn.Linear(12, 5)

    def forward(self, x):
        x = torch.cat([self.left(x), self.right(x).sigmoid()], 1)
        return self.last(torch.relu(self.norm(x)).mean((2, 3)))


def save():
    torch.manual_seed(3)
    network = YourNetwork()
    image = torch.randn(1, 4, 224, 224)
    network(torch.randn(4, 4, 32, 32))
    network.eval()
    with torch.no_grad():
        numpy.savez("reference.npz", input=image.numpy(), output=network(image).numpy())
    state = network.state_dict()
    arrays = {name: value.numpy() for name, value in state.items()}
    torch.save({"epoch": 3, "model": nn.DataParallel(network).state_dict()}, "nested.pth")
    torch.save({"net": network, "loss": nn.CrossEntropyLoss(), "state": [state]}, "whole.pth")
    numpy.savez("arrays.npz", **{name.replace(".", "/"): value for name, value in arrays.items()})
    with open("arrays.pkl", "wb") as file:
        pickle.dump({"model": arrays}, file)
    torch.jit.save(torch.jit.script(network), "script.pt")
    parts = {name: f"pytorch_model-0000{1 + number % 2}-of-00002.bin" for number, name in enumerate(state)}
    for part in set(parts.values()):
        torch.save({name: state[name] for name in state if parts[name] == part}, part)
    with open("pytorch_model.bin.index.json", "w", encoding="utf-8") as file:
        json.dump({"weight_map": parts}, file)
    print("nested.pth whole.pth arrays.npz arrays.pkl script.pt pytorch_model.bin.index.json")


def export():
    with open("lines.json", encoding="utf-8") as file:
        for lines in json.load(file).values():
            exec("\n".join(lines), {"YourNetwork": YourNetwork})


if __name__ == "__main__":
    # Pickled classes and printed imports name the module, not the script.
    import unknown_network
    os.chdir(sys.argv[2])
    {"save": unknown_network.save, "export": unknown_network.export}[sys.argv[1]]()
