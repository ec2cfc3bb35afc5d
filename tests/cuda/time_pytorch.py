#!/usr/bin/env python3
"""Times a torchvision network in eager PyTorch on CUDA, in float32 or with TF32 allowed, and prints a line of JSON.

    time_pytorch.py MODEL BATCH [tf32]
"""
import json
import statistics
import sys
import time

import torch
import torchvision


def main():
    name, batch = sys.argv[1], int(sys.argv[2])
    is_tf32 = "tf32" in sys.argv[3:]
    torch.backends.cuda.matmul.allow_tf32 = is_tf32
    torch.backends.cudnn.allow_tf32 = is_tf32
    model = torchvision.models.get_model(name, weights=None).eval().cuda()
    image = torch.rand(batch, 3, 224, 224)
    times = []
    with torch.inference_mode():
        for run in range(60):
            start = time.perf_counter()
            output = model(image.cuda()).cpu()  # there and back, as a session's run
            torch.cuda.synchronize()
            if run >= 10:
                times.append(1000 * (time.perf_counter() - start))
    assert output.shape[0] == batch
    print(json.dumps({
        "engine": f"PyTorch {torch.__version__}, {torch.cuda.get_device_name()}",
        "model": name,
        "batch": batch,
        "allowTf32": is_tf32,
        "medianMilliseconds": statistics.median(times),
        "minimumMilliseconds": min(times),
    }))


main()
