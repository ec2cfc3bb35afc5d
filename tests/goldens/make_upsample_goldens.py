#!/usr/bin/python3
"""Write operators-upsample.safetensors: how PyTorch resizes images, sequences and volumes.

    python3 tests/goldens/make_upsample_goldens.py [--out FILE]

The keys and the metadata are those of operators.safetensors (README.md beside this script). The images are positive, so
that mixing pixels never cancels and every output number can be checked by itself.
"""

import argparse
import json
from pathlib import Path

import torch
from torch.nn import functional as F

import make_operator_goldens as goldens
from make_operator_goldens import add_case, seed


def upsample(name, shape, mode, size=None, scale_factor=None, align_corners=None):
    """Nearest neighbours are chosen in float32; mixed ones are also computed in float64."""
    seed(f"Upsample/{name}")
    attributes = dict(mode=mode)
    if size:
        attributes["size"] = size
    else:
        attributes["scale_factor"] = scale_factor
    if align_corners:
        attributes["align_corners"] = True
    goldens.WITH_FLOAT64 -= {"Upsample"}
    if "nearest" not in mode:
        goldens.WITH_FLOAT64 |= {"Upsample"}
    add_case("Upsample", name, attributes, [torch.rand(shape) + 0.5], lambda image: F.interpolate(
        image, size, scale_factor, mode, align_corners))


def nearest():
    for mode in ("nearest", "nearest-exact"):
        upsample(f"{mode}_times_2", [2, 3, 5, 7], mode, scale_factor=[2.0, 2.0])
        upsample(f"{mode}_times_1.7_2.6", [1, 3, 9, 11], mode, scale_factor=[1.7, 2.6])
        upsample(f"{mode}_times_0.4", [1, 3, 9, 11], mode, scale_factor=[0.4, 0.4])
        upsample(f"{mode}_to_7_20", [1, 3, 9, 11], mode, size=[7, 20])
        upsample(f"{mode}_to_49", [1, 2, 7, 3], mode, size=[49, 1])
        upsample(f"{mode}_sequence", [2, 3, 13], mode, size=[30])
        upsample(f"{mode}_volume", [1, 2, 3, 4, 5], mode, scale_factor=[2.0, 1.0, 3.0])


def linear():
    for align in (False, True):
        kind = "_align_corners" if align else ""
        upsample(f"linear{kind}", [2, 3, 13], "linear", size=[30], align_corners=align)
        upsample(f"bilinear{kind}_times_2", [2, 3, 5, 7], "bilinear", scale_factor=[2.0, 2.0], align_corners=align)
        upsample(f"bilinear{kind}_to_7_20", [1, 3, 9, 11], "bilinear", size=[7, 20], align_corners=align)
        upsample(f"bilinear{kind}_one_axis", [1, 3, 9, 11], "bilinear", size=[9, 4], align_corners=align)
        upsample(f"bilinear{kind}_to_1", [1, 3, 6, 5], "bilinear", size=[1, 1], align_corners=align)
        upsample(f"bilinear{kind}_from_1", [1, 3, 1, 1], "bilinear", size=[3, 4], align_corners=align)
        upsample(f"trilinear{kind}", [1, 2, 3, 4, 5], "trilinear", size=[5, 7, 4], align_corners=align)
    upsample("bilinear_times_1.7_0.6", [1, 3, 9, 11], "bilinear", scale_factor=[1.7, 0.6], align_corners=False)


def cubic():
    for align in (False, True):
        kind = "_align_corners" if align else ""
        upsample(f"bicubic{kind}_times_2", [2, 3, 5, 7], "bicubic", scale_factor=[2.0, 2.0], align_corners=align)
        upsample(f"bicubic{kind}_to_7_20", [1, 3, 9, 11], "bicubic", size=[7, 20], align_corners=align)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=goldens.HERE / "operators-upsample.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (nearest, linear, cubic):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_upsample_goldens.py",
                    cases=json.dumps(goldens.CASES))
    goldens.safetensors_io.save(arguments.out, goldens.TENSORS, metadata)
    size = Path(arguments.out).stat().st_size
    print(f"{len(goldens.CASES)} cases, {len(goldens.TENSORS)} tensors, {size} bytes")


if __name__ == "__main__":
    main()
