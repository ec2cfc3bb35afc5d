#!/usr/bin/python3
"""What tutorials teach: hook every conv, ReLU and pool of ResNet-18, and draw each channel as a subplot of a figure.

    python3 tests/MiniConvViz.Benchmarks/hooks_matplotlib.py --weights resnet18.pth --image cat.png --out DIR

Like hooks_make_grid.py, but with matplotlib (Debian's package python3-matplotlib): a colour map, and a title for each channel;
again at most 64 channels per layer.
"""

import argparse
import math
from pathlib import Path

import matplotlib
import torch
import torchvision
from PIL import Image
from torch import nn
from torchvision import transforms

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the backend was chosen)

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
    channels = output[0][:64]
    side = math.ceil(math.sqrt(len(channels)))
    figure, axes = plt.subplots(side, side, figsize=(12, 12))
    for axis in axes.flat:
        axis.axis("off")
    for number, (channel, axis) in enumerate(zip(channels, axes.flat)):
        axis.imshow(channel.numpy(), cmap="viridis")
        axis.set_title(str(number), fontsize=6)
    figure.suptitle(name)
    figure.savefig(arguments.out / f"{index:02}-{name}.png")
    plt.close(figure)
print(f"{len(maps)} figures in {arguments.out}")
