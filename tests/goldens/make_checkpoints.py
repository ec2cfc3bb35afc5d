#!/usr/bin/python3
"""Write small checkpoints with real PyTorch, in every form that the wild holds, and what reading them must give.

    python3 tests/goldens/make_checkpoints.py [--out FOLDER] [--forms zip legacy]

For each checkpoint: `NAME.pth`; `NAME.expected.safetensors` where it must load; one entry in `checkpoints.json`. See
README.md beside this script. The zip files are the same bytes on every run. PyTorch's legacy format names storages by
their memory address, so those files (and the TorchScript archive) differ in bytes, but not in content.
"""

import argparse
import collections
import json
import os
import pickle
import sys
import warnings
from pathlib import Path

import numpy
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))
import safetensors_io  # noqa: E402


class Writer:
    """Writes checkpoints into a folder and remembers what each of them is."""

    def __init__(self, folder, forms):
        self.folder = Path(folder)
        self.forms = forms
        self.folder.mkdir(parents=True, exist_ok=True)
        self.entries = []

    def both(self, name, content, **about):
        """Write `content` in the zip format and in the legacy format (or whichever was asked for)."""
        for form in self.forms:
            path = self.folder / f"{name}-{form}.pth"
            torch.save(content, path, _use_new_zipfile_serialization=form == "zip")
            self.record(name, path, form, **about)

    def record(self, name, path, form, tensors=None, wrapper=None, prefix=None, reason=None, location="cpu"):
        """`tensors` (name as it must be reported -> tensor) for a file that must load; else `reason` says why not."""
        assert (tensors is None) != (reason is None)
        entry = dict(file=path.name, format=form, load=tensors is not None)
        if reason:
            entry["reason"] = reason
        else:
            expected = self.folder / f"{name}.expected.safetensors"
            entry.update(expected=expected.name, wrapper=wrapper, prefix=prefix, location=location,
                         tensors=describe(tensors))
            values = {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()}
            safetensors_io.save(expected, values, dict(torch=torch.__version__))
        self.entries.append(entry)

    def finish(self):
        entries = ",\n".join(json.dumps(entry) for entry in self.entries)
        (self.folder / "checkpoints.json").write_text(f"[\n{entries}\n]\n")


def describe(tensors):
    """Per tensor its dtype, shape, stride and offset (in elements), and which tensors share its storage."""
    storages = {}
    result = {}
    for name, tensor in tensors.items():
        storage = storages.setdefault(tensor.storage().data_ptr() or f"empty {name}", len(storages))
        result[name] = dict(dtype=str(tensor.dtype).removeprefix("torch."), shape=list(tensor.shape),
                            stride=list(tensor.stride()), offset=tensor.storage_offset(), storage=storage)
    return result


def counting(*shape, dtype=torch.float32):
    """0, 1, 2, ... in the given shape: a value says where it came from."""
    return torch.arange(numpy.prod(shape, dtype=int)).reshape(shape).to(dtype)


def small_network():
    """Something with a convolution, batch norm and a linear layer, its numbers fixed."""
    torch.manual_seed(5)
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2))
    network.train()(torch.randn(2, 1, 4, 4))
    return network.eval()


def tensor_kinds(writer):
    """Element types, layouts and shapes."""
    torch.manual_seed(1)
    floats = {f"{kind}": torch.randn(3, 5).to(getattr(torch, kind))
              for kind in ("float32", "float16", "bfloat16", "float64")}
    for kind in ("float32", "float16", "bfloat16", "float64"):
        values = [0.0, -0.0, float("inf"), -float("inf"), float("nan"), 1.0, -65504.0, 6e-8]
        floats[f"{kind}_special"] = torch.tensor(values).to(getattr(torch, kind))
    floats["num_batches_tracked"] = torch.tensor(1234567)
    writer.both("dtypes", floats, tensors=floats)

    integers = {kind: torch.tensor([0, 1, 100]).to(getattr(torch, kind))
                for kind in ("int64", "int32", "int16", "int8", "uint8", "bool")}
    integers["negative"] = torch.tensor([-1, -(1 << 24)])
    writer.both("integers", integers, tensors=integers)

    strided = {
        "transposed": counting(3, 4).t(), "every_second_column": counting(4, 6)[:, ::2],
        "rows_from_1": counting(5, 3)[1:4], "one_column": counting(4, 5)[:, 3],
        "permuted": counting(2, 3, 4).permute(2, 0, 1),
        "channels_last": counting(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        "expanded": counting(1, 4).expand(3, 4), "size_1_odd_stride": counting(6, 1)[::3],
    }
    writer.both("strided", strided, tensors=strided)

    storage = counting(24)
    shared = {"whole": storage, "again": storage, "as_matrix": storage.view(4, 6), "tail": storage[20:],
              "view_with_offset": storage[4:16].view(3, 4), "view_transposed": storage[6:18].view(4, 3).t(),
              "alone": counting(24)}
    writer.both("shared", shared, tensors=shared)

    shapes = {"zero_d": torch.tensor(2.5), "empty": torch.empty(0), "empty_matrix": torch.empty(0, 7),
              "empty_middle": torch.empty(3, 0, 2), "ones": torch.ones(1, 1, 1, 1)}
    writer.both("shapes", shapes, tensors=shapes)


def containers(writer):
    """What people wrap around a state_dict."""
    state = small_network().state_dict()  # an OrderedDict with an attribute, _metadata
    writer.both("state_dict", state, tensors=state)
    plain = dict(state)
    writer.both("plain_dict", plain, tensors=plain)
    parameters = {name: nn.Parameter(value) for name, value in state.items() if value.is_floating_point()}
    parameters["frozen"] = nn.Parameter(counting(2, 3).t(), requires_grad=False)
    writer.both("parameters", parameters, tensors=parameters)
    writer.both("wrapper_state_dict", {"state_dict": state, "epoch": 3, "best": 1.5}, tensors=state,
                wrapper="state_dict")
    writer.both("wrapper_model", {"model": state}, tensors=state, wrapper="model")
    prefixed = collections.OrderedDict((f"module.{name}", value) for name, value in state.items())
    writer.both("module_prefix", prefixed, tensors=state, prefix="module.")
    writer.both("wrapper_and_prefix", {"epoch": 7, "arch": "tiny", "state_dict": prefixed, "best_acc1": 0.25},
                tensors=state, wrapper="state_dict", prefix="module.")
    writer.both("namespace", {"model": state, "args": argparse.Namespace(lr=0.1)}, tensors=state, wrapper="model")
    scalar = numpy.float64(0.5)  # of numpy.core.multiarray, or since NumPy 2 of numpy._core.multiarray
    writer.both("numpy_scalar", {"state_dict": state, "best": scalar}, tensors=state, wrapper="state_dict")
    writer.both("training", training_checkpoint(), tensors=state, wrapper="state_dict")


def training_checkpoint():
    """What a training loop saves: the optimizer too, and every plain Python type on the way."""
    network = small_network()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    network(torch.ones(1, 1, 4, 4)).sum().backward()
    state = {name: value.clone() for name, value in network.state_dict().items()}
    optimizer.step()
    return {"epoch": 300, "negative": -5, "big": 1 << 40, "huge": -(1 << 70), "flag": True, "off": False,
            "nothing": None, "tuple": (1, 2.5, "three", (4,)), "empty": [(), [], {}], "list": list(range(300)),
            "text": "grüße, 世界", "long_text": "x" * 300, "optimizer": optimizer.state_dict(),
            "state_dict": state}


def cuda_saved(writer):
    """Tensors that say they were saved from a GPU: written with the location string that PyTorch uses there."""
    state = small_network().state_dict()
    location_tag = torch.serialization.location_tag
    torch.serialization.location_tag = lambda storage: "cuda:0"
    try:
        writer.both("cuda", state, tensors=state, location="cuda:0")
    finally:
        torch.serialization.location_tag = location_tag


class Command:
    """Unpickling this would run a command; the command does nothing."""

    def __reduce__(self):
        return os.system, ("true",)


def refused(writer):
    """Files that hold no state_dict of plain tensors, or that would run code."""
    state = small_network().state_dict()
    writer.both("module", small_network(), reason="whole pickled module")
    writer.both("os_system", {"weight": counting(2), "attack": Command()}, reason="global posix.system")
    writer.both("tensor", counting(2, 3), reason="a tensor, not a dictionary of tensors")
    writer.both("list", [counting(2, 3), counting(4)], reason="a list, not a dictionary of tensors")
    writer.both("no_tensors", {"epoch": 3, "name": "nothing here"}, reason="no tensors")
    writer.both("sparse", {"weight": torch.eye(3).to_sparse()}, reason="sparse tensor")
    writer.both("quantized", {"weight": torch.quantize_per_tensor(counting(2, 3), 0.5, 3, torch.qint8)},
                reason="quantized tensor")
    writer.both("complex", {"weight": torch.ones(2, dtype=torch.complex64)}, reason="complex tensor")
    path = writer.folder / "torchscript.pt"
    torch.jit.script(small_network()).save(str(path))
    writer.record("torchscript", path, "torchscript", reason="TorchScript archive")
    path = writer.folder / "plain_pickle.pkl"
    path.write_bytes(pickle.dumps({"weight": [1.0, 2.0]}, protocol=2))
    writer.record("plain_pickle", path, "pickle", reason="a pickle that PyTorch did not write")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "checkpoints")
    parser.add_argument("--forms", nargs="+", choices=["zip", "legacy"], default=["zip", "legacy"])
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore", category=UserWarning)
    writer = Writer(arguments.out, arguments.forms)
    for group in (tensor_kinds, containers, cuda_saved, refused):
        group(writer)
    writer.finish()
    files = [path.stat().st_size for path in writer.folder.iterdir()]
    print(f"{len(writer.entries)} checkpoints, {len(files)} files, {sum(files)} bytes")


if __name__ == "__main__":
    main()
