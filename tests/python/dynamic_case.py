"""How the networks of `dynamic_networks.py` are written down: a function that makes one, and the sizes of its inputs."""

import torch
from torch import nn

# name -> Case, in the order of the files.
CASES = {}

IMAGE = {0: "N", 2: "H", 3: "W"}  # the axes of [N,C,H,W] that the file leaves open
BATCH = {0: "N"}
SEQUENCE = {0: "N", 2: "L"}


class Case:
    """A network, the input that it is exported with, another that it is compared at, and the axes that are open."""

    def __init__(self, make, first, other, axes, opset):
        self.make, self.first, self.other, self.axes = make, first, other, axes
        # Versions 9 to 16 of the operators in turn, but none before the network's first.
        self.opset = max(opset, 9 + len(CASES) % 8)


def case(first, other, axes=None, opset=9):
    """A decorator of functions that make a network; several inputs are lists of shapes."""
    def add(make):
        CASES[make.__name__] = Case(make, first, other, IMAGE if axes is None else axes, opset)
        return make
    return add


class Graph(nn.Module):
    """A network written as a function of itself and its input: `Graph(lambda net, x: net.conv(x), conv=...)`."""

    def __init__(self, function, **modules):
        super().__init__()
        self.function = function
        for name, module in modules.items():
            setattr(self, name, module)

    def forward(self, x):
        return self.function(self, x)


class ConvNormAct(nn.Sequential):
    """A convolution that keeps the size at stride 1, a batch norm, an activation."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, groups=1, act=nn.ReLU):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs), act())


def parameter(*shape):
    """A parameter of a network's own, drawn anew."""
    return nn.Parameter(torch.randn(shape) * 0.2)
