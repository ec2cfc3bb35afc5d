#!/usr/bin/python3
"""What a PyTorch user writes today: hook every conv, ReLU and pool of ResNet-18, and save a grid of each with make_grid.

    python3 tests/MiniConvViz.Benchmarks/hooks_make_grid.py --weights resnet18.pth --image cat.png --out DIR

The peer of `miniconvviz render --model resnet18 --layers kind:Conv2d kind:ReLU kind:MaxPool2d kind:AdaptiveAvgPool2d`; time the
two as whole processes. (It draws at most 64 channels per layer, unlabelled; and without the clone the ReLUs would overwrite
what was hooked before them.)
"""

import argparse
from pathlib import Path

import torch
import torchvision
from PIL import Image
from torch import nn
from torchvision import transforms
from torchvision.utils import save_image

parser = argparse.ArgumentParser()
parser.add_argument("--weights", required=True)
parser.add_argument("--image", required=True)
parser.add_argument("--out", type=Path, required=True)
arguments = parser.parse_args()
arguments.out.mkdir(parents=True, exist_ok=True)

model = torchvision.models.resnet18(weights=None)
model.load_state_dict(torch.load(arguments.weights))
model.eval()
maps = []
for name, module in model.named_modules():
    if isinstance(module, (nn.Conv2d, nn.ReLU, nn.MaxPool2d, nn.AdaptiveAvgPool2d)):
        module.register_forward_hook(lambda _, __, output, name=name: maps.append((name, output.clone())))

prepare = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
with torch.no_grad():
    model(prepare(Image.open(arguments.image).convert("RGB")).unsqueeze(0))

for index, (name, output) in enumerate(maps):
    save_image(output[0][:64].unsqueeze(1), arguments.out / f"{index:02}-{name}.png", normalize=True)
print(f"{len(maps)} grids in {arguments.out}")
