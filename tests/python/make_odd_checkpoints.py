#!/usr/bin/python3
"""Write checkpoints as training scripts really save them, with PyTorch, and what reading them must give.

    python3 tests/python/make_odd_checkpoints.py --out FOLDER

Objects of all kinds beside the weights, some of classes that exist nowhere else (`object-*`); dicts in dicts
(`dict-*`); networks inside other modules, without a head or with another (`model-*`). `odd.json` says of each file
what it must give: `expected.safetensors` holds the weights of the small network, `model.safetensors` those of a
ResNet-18 with the image it is run on and PyTorch's results.
"""

import argparse
import collections
import dataclasses
import datetime
import enum
import functools
import json
import pathlib
import random
import sys
import types
import warnings
from pathlib import Path

import numpy
import torch
import torchvision
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parent))
import safetensors_io  # noqa: E402


def lost_module(name, **contents):
    """A module that exists in this process only: a reader of the files does not have such classes."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    for key, value in contents.items():
        value.__module__ = name
        value.__qualname__ = key
        setattr(module, key, value)
    return module


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Settings:
    rate: float = 0.1
    path: pathlib.Path = pathlib.Path("data/train")
    colour: Colour = Colour.RED


class ConfigDict(dict):
    def __init__(self, *pairs, **more):
        super().__init__(*pairs, **more)
        self.filename = "resnet18.py"


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a, self.b = 1, [2, 3]


class Listed(list):
    pass


def objects(network):
    """Objects beside the weights."""
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    one_cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=10)
    network(torch.ones(1, 1, 4, 4)).sum().backward()
    optimizer.step()
    recursive = []
    recursive.append((recursive, 1))
    return {
        "namespace": argparse.Namespace(lr=0.1, arch="resnet18", nested=argparse.Namespace(gpus=[0, 1])),
        "numpy_scalar": numpy.float64(76.5), "numpy_int": numpy.int64(3), "numpy_bool": numpy.bool_(True),
        "numpy_array": numpy.arange(1000.0).reshape(10, 100), "numpy_text": numpy.array(["a", "bc"]),
        "numpy_objects": numpy.array([{"a": 1}, None], dtype=object), "numpy_state": numpy.random.get_state(),
        "numpy_generator": numpy.random.default_rng(1), "defaultdict": collections.defaultdict(list, a=[1, 2]),
        "counter": collections.Counter("hello"), "deque": collections.deque([1, 2], maxlen=5), "set": {1, "two"},
        "frozenset": frozenset({1}), "path": pathlib.Path("runs/1"), "windows_path": pathlib.PureWindowsPath("c:/runs"),
        "datetime": datetime.datetime(2024, 5, 1, 12, 30), "timedelta": datetime.timedelta(seconds=3),
        "timezone": datetime.datetime(2024, 5, 1, tzinfo=datetime.timezone.utc), "version": torch.__version__,
        "bound_method": one_cycle.get_last_lr, "scheduler": one_cycle.state_dict(), "whole_scheduler": one_cycle,
        "optimizer": optimizer.state_dict(), "partial": functools.partial(int, base=2), "enum": Colour.RED,
        "dataclass": Settings(), "config": ConfigDict(model=ConfigDict(type="ResNet", depth=18)), "slots": Slotted(),
        "list_class": Listed([1, 2]), "criterion": nn.CrossEntropyLoss(), "device": torch.device("cpu"),
        "dtype": torch.float16, "dtype_complex": torch.complex64, "size": torch.Size([1, 2]),
        "bytes": b"\x00\xff" * 400, "bytearray": bytearray(b"abc"), "huge": 1 << 3000, "complex": 1 + 2j, "range": range(3),
        "slice": slice(1, 2), "ellipsis": ..., "type": int, "random_state": random.getstate(), "torch_state": torch.get_rng_state(),
        "recursive": recursive, "sparse": torch.eye(3).to_sparse(),
        "complex_tensor": torch.ones(2, dtype=torch.complex64),
        "quantized": torch.quantize_per_tensor(torch.ones(2), 0.5, 3, torch.qint8),
        "storage": torch.ones(3).storage(), "layout": torch.strided,
    }


def small_network(seed=5):
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2))
    network.train()(torch.randn(2, 1, 4, 4))
    return network.eval()


def dicts(state):
    """Name -> (content, the key to ask for or None): the state of the small network, and others that are not meant."""
    other = small_network(seed=6).state_dict()
    attributed = {name: value.clone() for name, value in state.items()}
    for value in attributed.values():
        value.note = "an attribute"
    return {
        "plain": (state, None), "state_dict": ({"state_dict": state, "class_weights": torch.ones(5)}, None),
        "deep": ({"a": {"b": {"c": [{"d": {"e": {"f": {"g": state}}}}]}}}, None),
        "model_and_ema": ({"ema": other, "model_ema": {"module": other}, "model": state}, None),
        "ema_by_key": ({"model": other, "ema": state}, "ema"),
        "ema_by_path": ({"model": {"state_dict": other, "ema": {"state_dict": state}}}, "ema.state_dict"),
        "teacher_student": ({"teacher": other, "student": state}, None), "teacher": ({"teacher": state}, None),
        "gan": ({"netD": other, "netG": state, "optimizerD": {"state": {"x": torch.ones(3)}}}, None),
        "unknown_name": ({"my_favourite": state, "loss": {"train": torch.ones(1)}}, None),
        "config_dict": (ConfigDict(state_dict=ConfigDict(state)), None), "attributes": (attributed, None),
        "parameters": ({name: nn.Parameter(value) if value.is_floating_point() else value
                        for name, value in state.items()}, None),
        "lightning": ({"epoch": 3, "global_step": 100, "pytorch-lightning_version": "1.9", "callbacks": {},
                       "optimizer_states": [{"state": {0: {"momentum_buffer": torch.ones(2)}}, "param_groups": []}],
                       "lr_schedulers": [{"last_epoch": 3}], "state_dict": state}, None),
        "rng_beside": ({"rng_state": torch.get_rng_state(), "cuda_rng": [torch.get_rng_state()], "net": state}, None),
    }


def with_prefix(prefix, state):
    return {prefix + name: value for name, value in state.items()}


def models(state, other):
    """Name -> (content, what it must end in, a prefix to ask for or None) of a ResNet-18 that is somewhere inside."""
    backbone = {name: value for name, value in state.items() if not name.startswith("fc.")}
    head = {name: value for name, value in state.items() if name.startswith("fc.")}
    counters = {"total_ops": torch.zeros(1), "conv1.total_ops": torch.zeros(1), "layer1.0.total_params": torch.zeros(1)}
    hidden = {"fc.0.weight": torch.ones(7, 512), "fc.0.bias": torch.ones(7), "fc.2.weight": torch.ones(5, 7)}
    averaged = torch.optim.swa_utils.AveragedModel(nn.Identity())
    return {
        "plain": (state, "fc", None), "module": (with_prefix("module.", state), "fc", None),
        "compiled_module": (with_prefix("_orig_mod.module.", state), "fc", None),
        "averaged": ({"n_averaged": averaged.n_averaged, **with_prefix("module.", state)}, "fc", None),
        "profiled": ({**counters, **state}, "fc", None), "net": (with_prefix("net.", state), "fc", None),
        "deep": (with_prefix("module.system.model.", state), "fc", None),
        "loss_beside": ({**with_prefix("model.", state), "criterion.weight": torch.ones(5)}, "fc", None),
        "mmcls": ({"state_dict": {**with_prefix("backbone.", backbone), **with_prefix("head.", head)}}, "fc", None),
        "head_elsewhere": ({**with_prefix("encoder.", backbone), "linear.weight": state["fc.weight"],
                            "linear.bias": state["fc.bias"]}, "fc", None),
        "dropout_before": ({**backbone, "fc.1.weight": state["fc.weight"], "fc.1.bias": state["fc.bias"]}, "fc", None),
        "two_networks": ({**with_prefix("encoder_q.", state), **with_prefix("encoder_k.", other)}, "fc", None),
        "second_by_prefix": ({**with_prefix("encoder_k.", other), **with_prefix("encoder_q.", state)},
                             "fc", "encoder_q"),
        "backbone": (backbone, "avgpool", None),
        "backbone_prefix": (with_prefix("backbone.", backbone), "avgpool", None),
        "hidden_layer": ({**backbone, **hidden}, "avgpool", None),
    }


def resnet(seed):
    torch.manual_seed(seed)
    network = torchvision.models.resnet18(weights=None, num_classes=5)
    network.train()(torch.randn(4, 3, 64, 64))
    return network.eval()


def write_models(out, entries):
    network = resnet(1)
    state, other = network.state_dict(), resnet(2).state_dict()
    image = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        features = nn.Sequential(*list(network.children())[:-1])(image)
        safetensors_io.save(out / "model.safetensors", {"input": image, "fc": network(image), "avgpool": features})
    for name, (content, last, prefix) in models(state, other).items():
        torch.save(content, out / f"model-{name}.pth")
        entries.append(dict(file=f"model-{name}.pth", kind="model", last=last, prefix=prefix))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    lost_module("lost_project")
    lost_module("lost_project.settings", Colour=Colour, Settings=Settings, ConfigDict=ConfigDict, Slotted=Slotted,
                Listed=Listed)
    network = small_network()
    state = {name: value.clone() for name, value in network.state_dict().items()}
    safetensors_io.save(out / "expected.safetensors", {name: value.float() for name, value in state.items()})
    entries = []
    for name, value in objects(network).items():
        for protocol, zipped in ((2, True), (2, False), (3, True), (4, True), (4, False), (5, True)):
            file = f"object-{name}-protocol{protocol}{'' if zipped else '-legacy'}.pth"
            torch.save({"first": value, "state_dict": state, "last": [value]}, out / file, pickle_protocol=protocol,
                       _use_new_zipfile_serialization=zipped)
            entries.append(dict(file=file, kind="object"))
    for name, (content, key) in dicts(state).items():
        torch.save(content, out / f"dict-{name}.pth")
        entries.append(dict(file=f"dict-{name}.pth", kind="dict", key=key))
    write_models(out, entries)
    torch.save(torch.arange(6.0).reshape(2, 3).t(), out / "tensor.pt")
    torch.save(torch.arange(6.0).reshape(2, 3).t(), out / "tensor-legacy.pt", _use_new_zipfile_serialization=False)
    (out / "odd.json").write_text(json.dumps(entries))


if __name__ == "__main__":
    main()
