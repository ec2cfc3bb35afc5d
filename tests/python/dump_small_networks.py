#!/usr/bin/python3
"""Export every network of small_networks.py, and some of torchvision's, to ONNX with the activations beside it.

    python3 tests/python/dump_small_networks.py --out FOLDER

Writes NAME.onnx and NAME.safetensors (a second set of activations in double precision); `resnet18_folded.onnx` as
`torch.onnx.export` does it by default, batch norms folded, and `resnet18_opset9.onnx` in an old version of ONNX. The
segmentation networks are exported at one size, with free axes, and run at another.
"""

import argparse
import sys
import warnings
from pathlib import Path

import torch
import torchvision

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "weights")]
import small_networks  # noqa: E402
from dump_reference import dump_reference  # noqa: E402


# torchvision's segmentation networks: they resize to the size of another tensor.
SEGMENTATION = {"lraspp": "lraspp_mobilenet_v3_large", "deeplabv3": "deeplabv3_mobilenet_v3_large"}


def dump_segmentation(name, out):
    torch.manual_seed(3)
    create = getattr(torchvision.models.segmentation, SEGMENTATION[name])
    model = small_networks.Segmentation(create(weights=None, weights_backbone=None, num_classes=5))
    model = small_networks.randomised(model)
    free = {0: "N", 2: "H", 3: "W"}
    torch.onnx.export(
        model, torch.randn(1, 3, 64, 64), str(out / f"{name}.onnx"), input_names=["input"], output_names=["output"],
        opset_version=13, training=torch.onnx.TrainingMode.PRESERVE, dynamic_axes={"input": free, "output": free})
    dump_reference(model, torch.randn(2, 3, 72, 104), str(out / f"{name}.safetensors"), float64=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    for name, shape in small_networks.INPUTS.items():
        torch.manual_seed(3)
        model = getattr(small_networks, name)()
        dump_reference(
            model, torch.randn(shape), str(out / f"{name}.safetensors"), float64=True, onnx=str(out / f"{name}.onnx"),
            dynamic_batch=name in ("unet", "squeeze_excite"))
    resnet = small_networks.randomised(torchvision.models.resnet18(weights=None))
    image = torch.randn(1, 3, 64, 64)
    dump_reference(resnet, image, str(out / "resnet18_opset9.safetensors"), float64=True,
                   onnx=str(out / "resnet18_opset9.onnx"), opset=9)
    dump_reference(resnet, image, str(out / "resnet18_folded.safetensors"), float64=True)
    torch.onnx.export(resnet, image, str(out / "resnet18_folded.onnx"), input_names=["input"], opset_version=17)
    for name in SEGMENTATION:
        dump_segmentation(name, out)


if __name__ == "__main__":
    main()
