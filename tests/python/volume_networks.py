#!/usr/bin/python3
"""Small networks over volumes, exported to ONNX beside what PyTorch computes at every node, for `VolumeExportTests`.

    python3 tests/python/volume_networks.py --out DIR

Every network gets NAME.onnx, NAME.safetensors, and where its file leaves axes open NAME-other.safetensors for an input of
another size.
"""

import argparse
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "weights"))
from dump_reference import dump_reference  # noqa: E402


def stack(*layers):
    return nn.Sequential(*layers)


class UNet3d(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv3d(1, 6, 3, padding=1)
        self.pool = nn.MaxPool3d(2)
        self.middle = nn.Conv3d(6, 8, 3, padding=1)
        self.norm = nn.InstanceNorm3d(8, affine=True)
        self.up = nn.ConvTranspose3d(8, 6, 2, 2)
        self.last = nn.Conv3d(12, 3, 1)

    def forward(self, x):
        across = self.down(x).relu()
        below = nn.functional.leaky_relu(self.norm(self.middle(self.pool(across))))
        return self.last(torch.cat([across, self.up(below)], 1))


class Video(nn.Module):
    """The shape of torchvision's r3d and r2plus1d: windows along space, then along time, and a residual."""

    def __init__(self):
        super().__init__()
        self.spatial = nn.Conv3d(3, 6, (1, 7, 7), (1, 2, 2), (0, 3, 3), bias=False)
        self.bn1 = nn.BatchNorm3d(6)
        self.temporal = nn.Conv3d(6, 8, (3, 1, 1), padding=(1, 0, 0), bias=False)
        self.bn2 = nn.BatchNorm3d(8)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv3d(8, 8, 3, padding=2, dilation=2, groups=4)
        self.avgpool = nn.AdaptiveAvgPool3d(1)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = self.relu(self.bn1(self.spatial(x)))
        x = self.relu(self.bn2(self.temporal(x)))
        x = self.relu(self.conv(x) + x)
        return self.fc(self.avgpool(x).flatten(1))


NETWORKS = {
    # name: (network, input, another input where depth, height and width are open)
    "unet3d": (UNet3d, [1, 1, 4, 8, 12], [2, 1, 6, 10, 4]),
    "video": (Video, [2, 3, 5, 18, 22], [1, 3, 3, 14, 16]),
    "conv_strides": (lambda: stack(
        nn.Conv3d(2, 6, (3, 4, 2), (2, 1, 3), (1, 2, 0), (1, 2, 3), 2), nn.Conv3d(6, 6, 3, groups=6, padding=1)),
        [1, 2, 7, 11, 13], [1, 2, 9, 8, 12]),
    "max_pools": (lambda: stack(
        nn.Conv3d(1, 3, 1), nn.MaxPool3d(3, 2, 1), nn.MaxPool3d((1, 2, 3), (1, 2, 1), (0, 1, 1), ceil_mode=True),
        nn.MaxPool3d(2, 1, 0, (2, 1, 3))), [1, 1, 9, 12, 11], None),
    "avg_pools": (lambda: stack(
        nn.Conv3d(1, 3, 1), nn.AvgPool3d(3, 2, 1, count_include_pad=False), nn.AvgPool3d((3, 2, 1), 1, (1, 1, 0)),
        nn.AvgPool3d(2)), [1, 1, 9, 12, 11], [1, 1, 12, 9, 8]),
    "avg_pool_ceil": (lambda: stack(
        nn.Conv3d(1, 3, 1), nn.AvgPool3d(3, 2, 1, ceil_mode=True, count_include_pad=False)), [1, 1, 6, 8, 10], None),
    "transposed": (lambda: stack(
        nn.ConvTranspose3d(3, 4, 3, 2, 1, 1), nn.BatchNorm3d(4), nn.PReLU(4),
        nn.ConvTranspose3d(4, 6, (2, 3, 4), (1, 2, 3), (1, 0, 2), 0, 2, dilation=(1, 2, 1))), [1, 3, 3, 4, 5],
        [2, 3, 5, 3, 2]),
}


def randomise(model):
    """Batch norms with statistics that change the result."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm3d):
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
    return model


def export(folder, name, make, shape, other):
    torch.manual_seed(1)
    model = randomise(make()).eval()
    file = folder / f"{name}.safetensors"
    dump_reference(model, torch.randn(shape), file, float64=True)
    axes = None if other is None else {"input": {0: "N", 2: "D", 3: "H", 4: "W"}}
    torch.onnx.export(
        model, torch.randn(shape), folder / f"{name}.onnx", input_names=["input"], output_names=["output"],
        opset_version=17, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE, dynamic_axes=axes)
    if other is not None:
        dump_reference(model, torch.randn(other), folder / f"{name}-other.safetensors", float64=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    for name, (make, shape, other) in NETWORKS.items():
        export(folder, name, make, shape, other)


if __name__ == "__main__":
    main()
