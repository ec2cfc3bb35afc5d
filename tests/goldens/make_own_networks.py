#!/usr/bin/env python3
"""Writes own-networks/: checkpoints of the networks that docs/examples describes, and what PyTorch computes with them.

    python3 tests/goldens/make_own_networks.py          # PyTorch 1.13

Random weights: what is tested is that names, shapes and arguments mean the same.
"""

import pathlib
import sys

import torch
import torch.nn.functional as F
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "weights"))
from dump_reference import dump_reference  # noqa: E402


class Tutorial(nn.Module):
    """The network of PyTorch's CIFAR-10 tutorial, word for word."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


class Block1(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 6, (3, 1), stride=2, padding=(1, 0))
        self.act = nn.LeakyReLU(0.1)
        self.project = nn.Conv2d(4, 6, 1, stride=2)

    def forward(self, x):
        return self.act(self.conv(x)) + self.project(x)


class Block2(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(6, 6, 3, padding=2, dilation=2, groups=3)

    def forward(self, x):
        return self.conv(x) + x


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.relu = nn.ReLU()
        self.block1 = Block1()
        self.block2 = Block2()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x = self.block2(self.block1(self.relu(self.bn(self.conv(x)))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


def write(name, network, shape):
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
            module.weight.data.normal_(1, 0.2)
    torch.save(network.state_dict(), HERE / "own-networks" / f"{name}.pth")
    dump_reference(network.eval(), torch.randn(shape), str(HERE / "own-networks" / f"{name}.safetensors"))


torch.manual_seed(20)
write("tutorial", Tutorial(), [1, 3, 32, 32])
write("residual", Residual(), [1, 1, 16, 16])
