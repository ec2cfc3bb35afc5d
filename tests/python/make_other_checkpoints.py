#!/usr/bin/python3
"""Write checkpoints of other projects' networks, formats and parametrisations, with what PyTorch computes from them.

    python3 tests/python/make_other_checkpoints.py --out FOLDER

`other.json` says of each file what it must give: the model of the zoo, the file or folder, the reference
(`*.safetensors`: the image `input`, and the outputs of modules under the names of our nodes; `output` is the last).
"""

import argparse
import json
import pickle
import re
import sys
import warnings
from pathlib import Path

import numpy
import torch
import torchvision
from torch import nn
from torch.nn.utils import parametrizations, prune, spectral_norm, weight_norm

sys.path.insert(0, str(Path(__file__).resolve().parent))
import other_networks as other  # noqa: E402
import safetensors_io  # noqa: E402


def trained(network, image):
    """Batch norms with statistics of their own; evaluation mode."""
    torch.manual_seed(7)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = None
                module.weight.uniform_(0.5, 1.5)
                module.bias.uniform_(-0.5, 0.5)
    network.train()
    with torch.no_grad():
        network(torch.randn(4, *image.shape[1:]))
    return network.eval()


def reference(path, network, image, rename=lambda name: name):
    """The outputs of every convolution, batch norm, pool and linear layer in one run."""
    values = {}
    kinds = (nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d, nn.AvgPool2d, nn.Linear)

    def keep(name):
        def hook(_, __, y):  # returns nothing: what a hook returns would be the output that an in-place ReLU overwrites
            values.setdefault(rename(name), y.detach().clone())
        return hook
    hooks = [module.register_forward_hook(keep(name))
             for name, module in network.named_modules() if isinstance(module, kinds)]
    with torch.no_grad():
        output = network(image)
    for hook in hooks:
        hook.remove()
    safetensors_io.save(path, {"input": image, "output": output, **values})


def renamed(state, *rules):
    """Keys by the first pattern that matches."""
    def rename(name):
        for pattern, replacement in rules:
            if re.search(pattern, name):
                return re.sub(pattern, replacement, name)
        return name
    return {rename(name): value for name, value in state.items()}


def families():
    """(our model, network, size, renamed state or None, our node names from the network's)."""
    same = lambda name: name  # noqa: E731
    downsample = lambda name: name.replace(".shortcut.", ".downsample.").replace("linear", "fc")  # noqa: E731
    yield "cifar_resnet20", other.CifarResNet([3, 3, 3], 16, "A"), 32, None, same
    yield "cifar_resnet20_b", other.CifarResNet([3, 3, 3], 16, "B"), 32, None, same
    yield "resnet18", other.CifarResNet([2, 2, 2, 2], 64, "K"), 32, None, downsample
    yield "cifar_vgg11_bn", other.CifarVgg(other.VGG11, True, False), 32, None, same
    yield "cifar_vgg11", other.CifarVgg(other.VGG11, False, False), 32, None, same
    yield "cifar_vgg11_bn_mlp", other.CifarVgg(other.VGG11, True, True), 32, None, same
    yield "resnet18d", other.ResNetD([2, 2, 2, 2], False), 65, None, same
    yield "resnet26d", other.ResNetD([2, 2, 2, 2], True), 65, None, same
    yield "mobilenetv2_100", other.MobileNet(other.V2, nn.functional.relu6, False), 64, None, same
    yield "mobilenetv3_small_100", other.MobileNetV3(), 64, None, same
    yield "timm_efficientnet_b0", other.MobileNet(other.B0, nn.functional.silu, True), 64, None, same
    yield "tf_efficientnet_b0", other.MobileNet(other.B0, nn.functional.silu, True, 1e-3, True), 65, None, same
    yield ("lukemelas_efficientnet_b0", other.MobileNet(other.B0, nn.functional.silu, True, 1e-3, True, True), 64, None,
           same)


def spellings():
    """torchvision's networks under the names that Hugging Face and mmpretrain give to the same parameters."""
    models = torchvision.models
    for name, model in (("resnet18", models.resnet18), ("resnet50", models.resnet50)):
        network = model(num_classes=5)
        block = r"^layer(\d)\.(\d+)\."
        hugging = renamed(
            network.state_dict(), (r"^conv1\.", "resnet.embedder.embedder.convolution."),
            (r"^bn1\.", "resnet.embedder.embedder.normalization."), (r"^fc\.", "classifier.1."),
            *((block + part + rf"{i}\.", rf"resnet.encoder.stages.S\1.layers.\2.layer.{i - 1}.{word}.")
              for i in (1, 2, 3) for part, word in (("conv", "convolution"), ("bn", "normalization"))),
            (block + r"downsample\.0\.", r"resnet.encoder.stages.S\1.layers.\2.shortcut.convolution."),
            (block + r"downsample\.1\.", r"resnet.encoder.stages.S\1.layers.\2.shortcut.normalization."))
        hugging = {re.sub(r"stages\.S(\d)", lambda m: f"stages.{int(m[1]) - 1}", key): value
                   for key, value in hugging.items()}
        yield name, network, f"hf-{name}", hugging
        mm = renamed(network.state_dict(), (r"^fc\.", "head.fc."), (r"^", "backbone."))
        yield name, network, f"mm-{name}", {"state_dict": mm, "meta": {"epoch": 100}}
    network = models.mobilenet_v2(num_classes=5)
    starts = [0, 1, 3, 6, 10, 13, 16, 17]

    def stage(m):
        index = int(m[1]) - 1
        layer = max(i for i in range(7) if starts[i] <= index)
        last = 1 if layer == 0 else 2
        rest = m[2].split(".")
        place, part = ((int(rest[0]), int(rest[1])) if len(rest) == 2 else (last, int(rest[0]) - last))
        return f"backbone.layer{layer + 1}.{index - starts[layer]}.conv.{place}.{('conv', 'bn')[part]}."
    mm = renamed(
        network.state_dict(), (r"^features\.0\.0\.", "backbone.conv1.conv."), (r"^features\.0\.1\.", "backbone.conv1.bn."),
        (r"^features\.18\.0\.", "backbone.conv2.conv."), (r"^features\.18\.1\.", "backbone.conv2.bn."),
        (r"^features\.(\d+)\.conv\.(\d(?:\.\d)?)\.(?=[a-z])", stage), (r"^classifier\.1\.", "head.fc."))
    yield "mobilenet_v2", network, "mm-mobilenet_v2", {"state_dict": mm}
    network = models.vgg11_bn(num_classes=5)
    convolutions = [i for i, module in enumerate(network.features) if isinstance(module, nn.Conv2d)]
    pools = [i for i, module in enumerate(network.features) if isinstance(module, nn.MaxPool2d)]

    def vgg(m):
        index = int(m[1])
        part = "conv" if index in convolutions else "bn"
        first = index if part == "conv" else index - 1
        place = sum(i < first for i in convolutions) + sum(i < first for i in pools)
        return f"features.{place}.{part}."
    mm = renamed({name: value for name, value in network.state_dict().items() if name.startswith("features.")},
                 (r"^features\.(\d+)\.", vgg))  # without the head, whose weights would take half a gigabyte
    yield "vgg11_bn", network, "mm-vgg11_bn", {"state_dict": {f"backbone.{name}": value for name, value in mm.items()}}


def parametrised():
    """A small network with every parametrisation, old spelling and new; what its layers really use."""
    torch.manual_seed(3)

    def fresh():
        return nn.Sequential(nn.Conv2d(1, 3, 3), nn.Conv2d(3, 5, 3), nn.Flatten(), nn.Linear(5, 4), nn.Linear(4, 2))
    old, new = fresh(), fresh()
    weight_norm(old[0])
    weight_norm(old[1], dim=None)
    spectral_norm(old[3])
    prune.l1_unstructured(old[4], "weight", amount=0.5)
    parametrizations.spectral_norm(new[0])
    parametrizations.spectral_norm(new[3])
    for network in (old, new):
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.1)
        network.train()(torch.randn(2, 1, 5, 5))
        network.eval()(torch.randn(2, 1, 5, 5))
        weights = {f"{i}.{part}": getattr(network[i], part).detach().clone()
                   for i in (0, 1, 3, 4) for part in ("weight", "bias")}
        yield network.state_dict(), weights
    by_hand = weights.copy()  # PyTorch 2's names: g is original0, v is original1
    v, g = torch.randn(6, 3, 2, 2), torch.rand(1, 3, 1, 1) + 0.5
    by_hand = {"0.parametrizations.weight.original0": g, "0.parametrizations.weight.original1": v}
    yield by_hand, {"0.weight": torch._weight_norm(v, g, 1)}


def formats(out, network, image):
    """The same network in every format; what does not follow from the content must not follow from the name."""
    state = network.state_dict()
    arrays = {name: value.numpy() for name, value in state.items()}
    safetensors_io.save(out / "format-safetensors.bin", state)
    torch.save(state, out / "format-legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"state_dict": arrays}, out / "format-arrays.pth")
    torch.save({"state_dict": arrays}, out / "format-arrays4.pth", pickle_protocol=4)
    for protocol in (2, 3, 4, 5):
        (out / f"format-arrays{protocol}.pkl").write_bytes(pickle.dumps({"model": arrays, "author": "me"}, protocol))
    fortran = {name: numpy.asfortranarray(value) for name, value in arrays.items()}
    (out / "format-fortran.pkl").write_bytes(pickle.dumps(fortran))
    numpy.savez(out / "format-plain.npz", **fortran)
    numpy.savez_compressed(out / "format-packed.npz", **{name.replace(".", "/"): a for name, a in arrays.items()})
    torch.jit.save(torch.jit.script(network), out / "format-script.pt")
    torch.jit.save(torch.jit.trace(network, image), out / "format-trace.bin")
    names = list(state)
    halves = {"1": names[:60], "2": names[60:]}
    for kind, write in (("safetensors", safetensors_io.save), ("bin", lambda path, part: torch.save(part, path))):
        folder = out / f"format-folder-{kind}"
        folder.mkdir()
        stem = "model" if kind == "safetensors" else "pytorch_model"
        index = {"metadata": {"total_size": 1}, "weight_map": {}}
        for number, half in halves.items():
            file = f"{stem}-0000{number}-of-00002.{kind}"
            write(folder / file, {name: state[name] for name in half})
            index["weight_map"].update({name: file for name in half})
        (folder / f"{stem}.{kind}.index.json").write_text(json.dumps(index))
        (folder / "config.json").write_text(json.dumps({"architecture": "mobilenet_v3_small", "num_classes": 5}))
    folder = out / "format-folder-whole"
    folder.mkdir()
    safetensors_io.save(folder / "model.safetensors", state)
    return sorted(path.name for path in out.glob("format-*"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    entries = []

    def add(kind, model, file, against):
        entries.append({"kind": kind, "model": model, "file": file, "reference": against})

    for model, network, size, state, rename in families():
        torch.manual_seed(1)
        image = torch.randn(1, 3, size, size)
        trained(network, image)
        torch.save(state or network.state_dict(), out / f"family-{model}.pth")
        reference(out / f"family-{model}.safetensors", network, image, rename)
        add("family", model, f"family-{model}.pth", f"family-{model}.safetensors")
    image = torch.randn(1, 3, 64, 64)
    for model, network, file, content in spellings_trained(image):
        torch.save(content, out / f"{file}.pth")
        reference(out / f"{file}.safetensors", network, image)
        add("family", model, f"{file}.pth", f"{file}.safetensors")
    for number, (state, weights) in enumerate(parametrised()):
        torch.save(state, out / f"parametrised-{number}.pth")
        safetensors_io.save(out / f"parametrised-{number}.safetensors", weights)
        add("parametrised", "", f"parametrised-{number}.pth", f"parametrised-{number}.safetensors")
    network = trained(torchvision.models.mobilenet_v3_small(num_classes=5), image)
    reference(out / "formats.safetensors", network, image)
    for file in formats(out, network, image):
        add("format", "mobilenet_v3_small", file, "formats.safetensors")
    stems(out, add)
    (out / "other.json").write_text(json.dumps(entries))


def spellings_trained(image):
    """Batch norms get their statistics before the state is renamed."""
    original = {name: getattr(torchvision.models, name) for name in ("resnet18", "resnet50", "mobilenet_v2", "vgg11_bn")}
    try:
        for name, model in original.items():
            setattr(torchvision.models, name, lambda num_classes, model=model: trained(model(num_classes=num_classes), image))
        yield from spellings()
    finally:
        for name, model in original.items():
            setattr(torchvision.models, name, model)


def stems(out, add):
    """ResNet-18 whose first convolution takes another number of channels."""
    for name, channels, cifar in (("grey", 1, False), ("four", 4, False), ("twelve", 12, False), ("cifar", 3, True)):
        network = torchvision.models.resnet18(num_classes=5)
        network.conv1 = nn.Conv2d(channels, 64, 3, 1, 1, bias=False) if cifar else nn.Conv2d(
            channels, 64, 7, 2, 3, bias=False)
        network.maxpool = nn.Identity() if cifar else network.maxpool
        image = torch.randn(1, channels, 32 if cifar else 64, 32 if cifar else 64)
        trained(network, image)
        torch.save(network.state_dict(), out / f"stem-{name}.pth")
        reference(out / f"stem-{name}.safetensors", network, image)
        add("family", "resnet18", f"stem-{name}.pth", f"stem-{name}.safetensors")


if __name__ == "__main__":
    main()
