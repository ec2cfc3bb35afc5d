#!/usr/bin/env python3
"""Times a network in eager PyTorch (1.13 or newer) on CUDA, in float32 or with TF32 allowed, and prints a line of JSON.

    time_pytorch.py MODEL BATCH [tf32] [cpu]

MODEL is torchvision's; resnet18 and vgg16 need no torchvision. With "cpu" it runs there, to try this script.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True),
            nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.body(x) + self.shortcut(x))


def resnet18():
    blocks = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1),
              (128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    return nn.Sequential(
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1),
        *(Residual(*block) for block in blocks), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


def vgg16():
    layers, channels = [], 3
    for out in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]:
        layers += [nn.Conv2d(channels, out, 3, padding=1), nn.ReLU(inplace=True)] if out else [nn.MaxPool2d(2, 2)]
        channels = out or channels
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace=True),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 1000))


def network(name):
    if name in ("resnet18", "vgg16"):
        return {"resnet18": resnet18, "vgg16": vgg16}[name]()
    import torchvision
    return torchvision.models.get_model(name, weights=None)


def main():
    name, batch, options = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    device = torch.device("cpu" if "cpu" in options else "cuda")
    torch.backends.cuda.matmul.allow_tf32 = "tf32" in options
    torch.backends.cudnn.allow_tf32 = "tf32" in options
    model = network(name).eval().to(device)
    image = torch.rand(batch, 3, 224, 224)
    times = []
    with torch.inference_mode():
        for run in range(60):
            start = time.perf_counter()
            output = model(image.to(device)).cpu()  # there and back, as a session's run; that waits for the device
            if run >= 10:
                times.append(1000 * (time.perf_counter() - start))
    assert output.shape == (batch, 1000)
    print(json.dumps({
        "engine": f"PyTorch {torch.__version__}, {'CPU' if device.type == 'cpu' else torch.cuda.get_device_name()}",
        "model": name,
        "batch": batch,
        "allowTf32": "tf32" in options,
        "medianMilliseconds": statistics.median(times),
        "minimumMilliseconds": min(times),
    }))


main()
