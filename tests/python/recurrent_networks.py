#!/usr/bin/python3
"""Small networks with recurrent layers, exported to ONNX beside what PyTorch computes at every node, for
`RecurrentExportTests`.

    python3 tests/python/recurrent_networks.py --out DIR

Every network gets NAME.onnx, NAME.pth, NAME.safetensors, and where its file leaves axes open NAME-other.safetensors for an input of
another size.
"""

import argparse
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "weights"))
from dump_reference import dump_reference  # noqa: E402


class CRNN(nn.Module):
    """A text recogniser: convolutions, the columns of their maps as time steps, LSTMs, a class per column."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(8, 12, 3, padding=1)
        self.norm = nn.BatchNorm2d(12)
        self.rnn = nn.LSTM(12, 16, num_layers=2, bidirectional=True)
        self.fc = nn.Linear(32, 11)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = torch.relu(self.norm(self.conv2(x)))
        x = x.mean(2).permute(2, 0, 1)
        return self.fc(self.rnn(x)[0]).log_softmax(2)


class Tagger(nn.Module):
    """Two bidirectional GRU layers over sequences with the batch first."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 10, 3, padding=1)
        self.gru = nn.GRU(10, 7, num_layers=2, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(14, 5)

    def forward(self, x):
        x = torch.relu(self.conv(x)).transpose(1, 2)
        return self.fc(self.gru(x)[0])


class Classifier(nn.Module):
    """A plain RNN, of which only the last state is read."""

    def __init__(self, nonlinearity):
        super().__init__()
        self.rnn = nn.RNN(6, 9, nonlinearity=nonlinearity)
        self.fc = nn.Linear(9, 4)

    def forward(self, x):
        return self.fc(self.rnn(x)[1].squeeze(0))


class Translator(nn.Module):
    """An encoder whose last states are the first ones of a decoder, and a learned state before the first step."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(5, 8, batch_first=True)
        self.decoder = nn.LSTM(5, 8, batch_first=True)
        self.state = nn.Parameter(torch.randn(1, 2, 8))
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        last = self.encoder(x, (self.state, self.state))
        return self.fc(self.decoder(x.flip(1), last[1])[0] + last[0])


class Counter(nn.Module):
    """A GRU without biases, whose states and last state are both read."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(4, 6, bias=False, bidirectional=True)
        self.fc = nn.Linear(12, 2)

    def forward(self, x):
        both = self.gru(x)
        return self.fc(both[0]) + both[1].mean([0, 2]).unsqueeze(1)


NETWORKS = {
    # name: (network, input, open axes, another input)
    "crnn": (CRNN, [1, 1, 12, 40], None, None),
    "crnn_dynamic": (CRNN, [1, 1, 12, 40], {0: "N", 3: "W"}, [3, 1, 12, 66]),
    "tagger": (Tagger, [2, 3, 11], {0: "N", 2: "L"}, [1, 3, 6]),
    "rnn_tanh": (lambda: Classifier("tanh"), [5, 2, 6], None, None),
    "rnn_relu": (lambda: Classifier("relu"), [5, 2, 6], {0: "T", 1: "N"}, [3, 4, 6]),
    "translator": (Translator, [2, 7, 5], None, None),
    "counter": (Counter, [6, 3, 4], None, None),
}


def export(folder, name, make, shape, axes, other):
    torch.manual_seed(3)
    model = make().eval()
    torch.save(model.state_dict(), folder / f"{name}.pth")
    dump_reference(model, torch.randn(shape), folder / f"{name}.safetensors", float64=True)
    torch.onnx.export(
        model, torch.randn(shape), folder / f"{name}.onnx", input_names=["input"], output_names=["output"],
        opset_version=17, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE,
        dynamic_axes=axes and {"input": axes})
    if other is not None:
        dump_reference(model, torch.randn(other), folder / f"{name}-other.safetensors", float64=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    for name, (make, shape, axes, other) in NETWORKS.items():
        export(folder, name, make, shape, axes, other)


if __name__ == "__main__":
    main()
