#!/usr/bin/python3
"""Write torchvision's networks with random weights, as PyTorch checkpoints and as ONNX models of the same weights.

    python3 tests/MiniConvViz.Benchmarks/export_networks.py --out DIR [--models vgg16 resnet18]

DIR/NAME.pth is read by MiniConvViz, DIR/NAME.onnx by ONNX Runtime: the two sides of `dotnet run -c Release -- networks DIR`.
"""

import argparse
from pathlib import Path

import torch
import torchvision

NETWORKS = ["alexnet", "vgg16", "resnet18", "resnet50", "squeezenet1_1", "mobilenet_v2"]


def export(name, folder):
    """One network, batch 1, 3x224x224."""
    torch.manual_seed(20261122)
    model = getattr(torchvision.models, name)(weights=None).eval()
    torch.save(model.state_dict(), folder / f"{name}.pth")
    image = torch.randn(1, 3, 224, 224)
    torch.onnx.export(model, image, str(folder / f"{name}.onnx"), input_names=["input"], output_names=["output"],
                      dynamic_axes={"input": {0: "n"}, "output": {0: "n"}}, opset_version=13)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", nargs="+", default=NETWORKS)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.models:
        export(name, arguments.out)
        print(name)


if __name__ == "__main__":
    main()
