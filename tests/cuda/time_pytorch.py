#!/usr/bin/env python3
"""Times torchvision's networks in eager PyTorch (1.13 or newer), as run.sh asks for them.

    time_pytorch.py SIZE RUNS [cuda|cpu]

Reads lines "MODEL BATCH" and answers each with a line of JSON per mode, then an empty line. resnet18, vgg16 and the
bundled networks need no torchvision. SIZE is height and width of the input (28 for the bundled ones). Times are
milliseconds: of a run that copies the input to the device and the output back, by the clock; and on CUDA of the forward
pass alone, by events around several that do not wait for each other.
"""
import importlib
import json
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn

WARM_UP_SECONDS, LEAST_RUNS, MOST_SECONDS = 0.3, 3, 1.0

BUNDLED = {"fashion-lenet": "FashionLeNet", "fashion-resnet": "FashionResNet"}
sys.path.append(str(Path(__file__).resolve().parent / "weights"))  # where pack.sh puts them

# name: (TF32 in cuDNN, cudnn.benchmark, every convolution's output copied to the host)
MODES = {
    "float32": (False, False, False),
    "float32 benchmark": (False, True, False),
    "float32 tapped": (False, False, True),
    "default": (True, False, False),
    "default benchmark": (True, True, False),
    "default tapped": (True, False, True),
}


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
        *layers, nn.AdaptiveAvgPool2d(7), nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace=True),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 1000))


def network(name):
    if name in ("resnet18", "vgg16"):
        return {"resnet18": resnet18, "vgg16": vgg16}[name]()
    if name in BUNDLED:
        return getattr(importlib.import_module("fashion_models"), BUNDLED[name])()
    import torchvision
    return getattr(torchvision.models, name)(weights=None)


def repeated(run, runs):
    """Milliseconds of each run; fewer than requested if they would take long."""
    start, done = time.perf_counter(), 0
    while done < LEAST_RUNS or time.perf_counter() - start < WARM_UP_SECONDS:
        run()
        done += 1
    times, start = [], time.perf_counter()
    while len(times) < LEAST_RUNS or (len(times) < runs and time.perf_counter() - start < MOST_SECONDS):
        before = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - before))
    return times


def event_milliseconds(forward, passes=10):
    """Milliseconds of a forward pass on the device, of several in a row."""
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    for _ in range(passes):
        forward()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) / passes


@torch.inference_mode()
def measure(model, image, device, runs, mode):
    """The times of one mode, as a dictionary."""
    tf32, benchmark, tapped = MODES[mode]
    torch.backends.cuda.matmul.allow_tf32 = False  # PyTorch's default: TF32 in convolutions alone
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cudnn.benchmark = benchmark
    taps = {}
    hooks = [
        module.register_forward_hook(lambda _, inputs, output, name=name: taps.update({name: output.cpu()}))
        for name, module in model.named_modules() if tapped and isinstance(module, nn.Conv2d)
    ]
    times = repeated(lambda: model(image.to(device)).cpu(), runs)
    on_device = image.to(device)
    events = event_milliseconds(lambda: model(on_device)) if device.type == "cuda" and not tapped else None
    for hook in hooks:
        hook.remove()
    return {
        "mode": mode, "runs": len(times), "tapped": len(taps), "medianMilliseconds": statistics.median(times),
        "minimumMilliseconds": min(times), "eventMilliseconds": events,
    }


def main():
    size, runs, device = int(sys.argv[1]), int(sys.argv[2]), torch.device(*sys.argv[3:4] or ["cuda"])
    hardware = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    for line in sys.stdin:
        name, batch = line.split()
        try:
            model = network(name).eval().to(device)
            image = torch.rand(int(batch), *((1, 28, 28) if name in BUNDLED else (3, size, size)))
            for mode in MODES:
                facts = {"model": name, "batch": int(batch), "engine": f"PyTorch {torch.__version__}, {hardware}"}
                print(json.dumps({**facts, **measure(model, image, device, runs, mode)}), flush=True)
        except Exception as problem:  # out of memory, no such network: the next request may succeed
            print(json.dumps({"model": name, "batch": int(batch), "error": str(problem)}), flush=True)
        model = None
        if device.type == "cuda":
            torch.cuda.empty_cache()
        print(flush=True)


main()
