#!/usr/bin/python3
"""Write checkpoints of torchvision's networks, and every activation that PyTorch computes with them.

    python3 tests/python/dump_networks.py --out DIR [--models resnet18 ...] [--size 224] [--zip-only] [--noise]
                                            [--node-names]

Per network: DIR/NAME/weights.pth (zip), weights-legacy.pth, weights.safetensors and reference.safetensors, with keys
`input`, NODE (float32) and `float64/NODE` (the same network and input in double precision). The weights are random
(a fixed seed), scaled so that activations neither vanish nor explode; the batch-norm statistics are real ones, gathered
on photographs where there are any, and with --noise on smooth noise in any case.

With --node-names, DIR/node_names.json: for every network of the model zoo a line per node, `name operator [output shape
for a 1x3x224x224 input] <- inputs`, and a line per entry of its state_dict, `name [shape]`, sorted. For the siblings of
the networks in WRITTEN_OUT only the count of nodes and the SHA-256 of these lines are kept, or it would have 3 MB.
tests/goldens/torchvision_nodes.json is it.
"""

import argparse
import contextlib
import hashlib
import json
import time
from pathlib import Path
from unittest import mock

import torch
import torchvision
from PIL import Image
from torch import nn
from torchvision import transforms

import safetensors_io
from reference_activations import activations, describe, official_names, operator_name, shape_text, trace

ROOT = Path(__file__).resolve().parents[2]
PHOTOGRAPHS = ROOT.parent / "shared" / "images"
NETWORKS = ["resnet18", "vgg16_bn", "squeezenet1_1", "mobilenet_v2", "alexnet"]
ZOO = [
    "alexnet", *(f"vgg{depth}{bn}" for depth in (11, 13, 16, 19) for bn in ("", "_bn")),
    *(f"resnet{depth}" for depth in (18, 34, 50, 101, 152)),
    "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2",
    "squeezenet1_0", "squeezenet1_1", *(f"densenet{depth}" for depth in (121, 161, 169, 201)),
    "googlenet", "inception_v3", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large",
    *(f"regnet_x_{size}" for size in ("400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf")),
    *(f"regnet_y_{size}" for size in ("400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf", "128gf")),
    *(f"efficientnet_b{scale}" for scale in range(8)), *(f"efficientnet_v2_{size}" for size in "sml"),
    *(f"mnasnet{width}" for width in ("0_5", "0_75", "1_0", "1_3")),
    *(f"shufflenet_v2_x{width}" for width in ("0_5", "1_0", "1_5", "2_0")),
    *(f"convnext_{size}" for size in ("tiny", "small", "base", "large")),
]
WRITTEN_OUT = ["alexnet", "vgg11", "vgg16_bn", "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2",
               "squeezenet1_0", "squeezenet1_1", "densenet121", "googlenet", "inception_v3", "mobilenet_v2",
               "mobilenet_v3_small", "regnet_x_400mf", "regnet_y_400mf", "efficientnet_b0", "efficientnet_v2_s",
               "mnasnet0_5", "shufflenet_v2_x0_5", "convnext_tiny"]
NORMALISE = transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def smooth_random_image(size):
    """Noise of every scale, summed: the spectrum of a photograph. [3,size,size] in 0..1."""
    image = torch.zeros(1, 3, size, size)
    cells = 2
    while cells < size:
        noise = torch.randn(1, 3, cells, cells)
        image += nn.functional.interpolate(noise, (size, size), mode="bicubic", align_corners=False) / cells ** 0.5
        cells *= 2
    return image[0].mul(0.25).add(0.45).clamp(0, 1)


def images(count, size, noise):
    """`count` normalised images [count,3,size,size]: random crops of photographs, or smooth noise without any."""
    paths = sorted(PHOTOGRAPHS.glob("*.*")) if PHOTOGRAPHS.is_dir() and not noise else []
    crop = transforms.Compose([transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip(),
                               transforms.ToTensor()])
    photographs = [Image.open(path).convert("RGB") for path in paths]
    images = [crop(photographs[i % len(photographs)]) if photographs else smooth_random_image(size)
                for i in range(count)]
    return torch.stack([NORMALISE(image) for image in images])


@contextlib.contextmanager
def no_initialisation():
    """Build modules without their random initial values, which would take most of the time."""
    with contextlib.ExitStack() as stack:
        for name in ("kaiming_uniform_", "kaiming_normal_", "uniform_", "normal_", "trunc_normal_"):
            stack.enter_context(mock.patch.object(nn.init, name, lambda tensor, *args, **kwargs: tensor))
        yield


def build(name):
    """A torchvision network whose convolutions and linear layers are not initialised."""
    with no_initialisation():
        return getattr(torchvision.models, name)(weights=None)


@torch.no_grad()
def randomise(model):
    """He initialisation, small biases, weights of norms around one, ConvNeXt's layer scales around 0.3."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.05)
        elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.normal_(module.weight, 1, 0.2)
            nn.init.normal_(module.bias, 0, 0.2)
        elif hasattr(module, "layer_scale"):
            nn.init.normal_(module.layer_scale, 0.3, 0.1)


@torch.no_grad()
def gather_batch_norm_statistics(model, size, noise, batches=3, batch=4):
    """Set every batch norm's mean and variance to those of a few batches of images."""
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    if not norms:
        return
    model.eval()
    for norm in norms:
        norm.momentum = None  # the plain average over the batches
        norm.train()
    for _ in range(batches):
        model(images(batch, size, noise))


def dump(name, folder, size, zip_only, noise):
    """Write the files of one network."""
    torch.manual_seed(7)
    model = build(name)
    randomise(model)
    gather_batch_norm_statistics(model, size, noise)
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    state = model.state_dict()
    metadata = dict(torch=torch.__version__, torchvision=torchvision.__version__, threads=torch.get_num_threads(),
                    model=name, photographs=PHOTOGRAPHS.is_dir() and not noise)
    torch.save(state, folder / "weights.pth")
    if not zip_only:
        torch.save(state, folder / "weights-legacy.pth", _use_new_zipfile_serialization=False)
        safetensors_io.save(folder / "weights.safetensors", state, metadata)

    image = images(1, size, noise)
    tensors = {"input": image, **activations(model, image)}
    scale = {node: value.std().item() for node, value in tensors.items() if value.numel() > 100}
    assert all(1e-3 < value < 1e3 for value in scale.values()), scale
    assert tensors[before_first_activation(model)].min() < -0.4, "an in-place ReLU corrupted the reference"
    tensors.update((f"float64/{node}", value) for node, value in activations(model.double(), image.double()).items())
    safetensors_io.save(folder / "reference.safetensors", tensors, metadata)


def before_first_activation(model):
    """The node that the first ReLU, SiLU, GELU, ... reads; torchvision computes most of them in place."""
    graph_module, names = trace(model)
    modules = dict(graph_module.named_modules())
    return next(names[node.all_input_nodes[0]] for node in graph_module.graph.nodes if node.op != "placeholder"
                and operator_name(node, modules) in ("ReLU", "ReLU6", "SiLU", "Hardswish", "GELU"))


def describe_zoo():
    """Nodes and state_dict shapes of the whole zoo, computed without values, on PyTorch's meta device."""
    zoo = {}
    for name in ZOO:
        model = build(name).to("meta").eval()
        nodes = describe(model, torch.empty(1, 3, 224, 224, device="meta"))
        keys = sorted(f"{key} {shape_text(value)}" for key, value in model.state_dict().items()
                      if not key.endswith("num_batches_tracked"))
        digest = hashlib.sha256("\n".join(nodes + keys).encode()).hexdigest()
        zoo[name] = dict(nodes=nodes, state_dict=keys) if name in WRITTEN_OUT else dict(count=len(nodes), sha256=digest)
        names = [line.split(" ")[0] for line in nodes]
        official = official_names(model)
        print(f"{name}: {len(nodes)} nodes; torchvision lists {len(official)}, of them {len({*names} & {*official})} "
              "under the same name")
    return zoo


def save_zoo(path):
    """One line per network."""
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}"
                       for name, entry in describe_zoo().items())
    path.write_text("{\n" + lines + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", nargs="*", default=NETWORKS, help=f"of {', '.join(ZOO)}")
    parser.add_argument("--size", type=int, default=224, help="height and width of the input")
    parser.add_argument("--zip-only", action="store_true", help="of the three checkpoints write weights.pth only")
    parser.add_argument("--noise", action="store_true", help="smooth noise, no photographs")
    parser.add_argument("--node-names", action="store_true", help="write node_names.json too")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.node_names:
        begin = time.time()
        save_zoo(arguments.out / "node_names.json")
        print(f"node_names.json: {time.time() - begin:.1f} s", flush=True)
    for name in arguments.models:
        begin = time.time()
        dump(name, arguments.out / name, arguments.size, arguments.zip_only, arguments.noise)
        print(f"{name}: {time.time() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main()
