"""Small real files for the mutation test: NumPy arrays, and a network as torch.onnx.export writes it.

    /usr/bin/python3 tests/goldens/make_mutation_goldens.py

writes tests/goldens/mutations/. The checkpoints and safetensors that the test mutates lie in checkpoints/.
"""
import pathlib

import numpy
import torch
from torch import nn

OUT = pathlib.Path(__file__).parent / "mutations"


class Network(nn.Module):
    """A convolution, a batch norm that the exporter folds, a residual add, a reshape and a linear layer."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU())
        self.block = nn.Conv2d(4, 4, 3, padding=1, groups=2)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(4 * 4 * 4, 5)

    def forward(self, x):
        x = self.stem(x)
        x = self.pool(x + torch.sigmoid(self.block(x)))
        return self.fc(x.reshape(x.size(0), -1))


def main():
    OUT.mkdir(exist_ok=True)
    numbers = numpy.arange(120, dtype=numpy.float64).reshape(2, 3, 4, 5) / 7
    numpy.save(OUT / "c-order.npy", numbers.astype(">f4"))
    numpy.save(OUT / "fortran.npy", numpy.asfortranarray(numbers))
    numpy.savez(OUT / "arrays.npz", input=numbers.astype("<f4"), flags=numbers > 3)
    numpy.savez_compressed(OUT / "packed.npz", input=numpy.zeros((1, 3, 64, 64), dtype="<i2"), other=numbers)
    torch.manual_seed(3)
    torch.onnx.export(
        Network().eval(), torch.zeros(1, 1, 8, 8), OUT / "network.onnx", opset_version=13,
        input_names=["x"], output_names=["logits"], dynamic_axes={"x": {0: "N"}, "logits": {0: "N"}})


if __name__ == "__main__":
    main()
