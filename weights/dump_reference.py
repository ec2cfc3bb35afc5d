#!/usr/bin/python3
"""Write what PyTorch computes at every node of a network for one picture: what `miniconvviz verify` compares with.

    python3 weights/dump_reference.py --model resnet18 --weights resnet18-f37072fd.pth \\
        --image cat.png --out cat.safetensors

Keys: `input` (the preprocessed picture), then one per node under torchvision's name, and with --float64 a second set
`float64/NODE` computed in double precision. Needs torch and torchvision; MiniConvViz itself does not.
"""

import argparse
import sys
from pathlib import Path

import numpy
import torch
import torchvision
from PIL import Image
from torchvision.transforms._presets import ImageClassification

import fashion_data
from fashion_models import MODELS

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "python"))
import safetensors_io  # noqa: E402
from reference_activations import activations  # noqa: E402


def load_state(path):
    """The state_dict in a checkpoint, without wrapper and `module.` prefix."""
    state = torch.load(path, map_location="cpu")
    for wrapper in ("state_dict", "model"):
        state = state.get(wrapper, state)
    return {name.removeprefix("module."): value for name, value in state.items()}


def build(name, state):
    """A bundled or a torchvision network with the weights `state`; the number of classes follows its last bias."""
    if name in MODELS:
        model = MODELS[name]()
    else:
        classes = list(state.values())[-1].shape[0]
        model = getattr(torchvision.models, name)(weights=None, num_classes=classes)
    model.load_state_dict(state)
    return model.eval()


def preprocess(name, path, crop_size, resize_size):
    """[1,C,H,W]: torchvision's preset, or the whole 28x28 grayscale picture for a bundled network."""
    image = Image.open(path)
    if name in MODELS:
        return fashion_data.normalise(torch.from_numpy(numpy.array(image.convert("L")))[None])
    return ImageClassification(crop_size=crop_size, resize_size=resize_size)(image.convert("RGB"))[None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help=f"{', '.join(MODELS)}, or a name of torchvision's")
    parser.add_argument("--weights", required=True)
    parser.add_argument("--image", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--crop-size", type=int, default=224)
    parser.add_argument("--resize-size", type=int, default=256)
    parser.add_argument("--float64", action="store_true", help="add the activations in double precision")
    arguments = parser.parse_args()
    model = build(arguments.model, load_state(arguments.weights))
    image = preprocess(arguments.model, arguments.image, arguments.crop_size, arguments.resize_size)
    tensors = {"input": image, **activations(model, image)}
    if arguments.float64:
        double = activations(model.double(), image.double())
        tensors.update((f"float64/{node}", value) for node, value in double.items())
    safetensors_io.save(arguments.out, tensors, dict(
        torch=torch.__version__, torchvision=torchvision.__version__, model=arguments.model,
        weights=Path(arguments.weights).name, image=Path(arguments.image).name))
    print(f"{arguments.out}: {len(tensors)} tensors")


if __name__ == "__main__":
    main()
