#!/usr/bin/python3
"""Export networks with open axes, beside what PyTorch computes at another size than the export's.

    python3 tests/python/dynamic_networks.py --out FOLDER [NAME...]
    python3 tests/python/dynamic_networks.py --list

Writes NAME.onnx, as `torch.onnx.export` does it by default; NAME.nodes.safetensors, the inputs and every module's value
(functions are numbered otherwise in the file than in PyTorch); and NAME.outputs.safetensors, the outputs `0`, `1`, ...
in single and in double precision. Without names, all of them.
"""

import argparse
import sys
import warnings
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "weights")]
import safetensors_io  # noqa: E402
import small_networks  # noqa: E402
from dump_reference import copies, hooked_activations, input_names, widened  # noqa: E402
from dynamic_case import CASES  # noqa: E402
import dynamic_attention  # noqa: E402, F401
import dynamic_layers  # noqa: E402, F401
import dynamic_networks_of_images  # noqa: E402, F401
import dynamic_torchvision  # noqa: E402, F401


def inputs_of(shapes):
    """A tensor for each shape; one shape is a list of numbers."""
    return tuple(torch.randn(shape) for shape in (shapes if isinstance(shapes[0], list) else [shapes]))


def flat(values):
    """The tensors that a network returns: one, or several."""
    return [values] if isinstance(values, torch.Tensor) else [one for value in values for one in flat(value)]


def file_module(name):
    """The group of a network: the file that it is written in."""
    return CASES[name].make.__module__


def write(folder, name):
    case = CASES[name]
    torch.manual_seed(3)
    model = small_networks.randomised(case.make())
    first, other = inputs_of(case.first), inputs_of(case.other)
    names = input_names(model, first)
    with torch.no_grad():
        double = flat(widened(model)(*[value.double() for value in other]))
        single = flat(model(*copies(other)))
        modules = hooked_activations(model, other)
    safetensors_io.save(folder / f"{name}.outputs.safetensors", {
        **{str(i): value for i, value in enumerate(single)},
        **{f"float64/{i}": value.double() for i, value in enumerate(double)}})
    inputs = dict(zip(names, other))
    safetensors_io.save(folder / f"{name}.nodes.safetensors", {**inputs, **modules})
    torch.onnx.export(
        model, first, str(folder / f"{name}.onnx"), input_names=names, opset_version=case.opset,
        dynamic_axes={name: case.axes for name in names})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--list", action="store_true", help="print `file name opset` of every network")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if arguments.list:
        for name, case in CASES.items():
            print(file_module(name), name, case.opset)
        return
    warnings.simplefilter("ignore")
    for name in arguments.names or CASES:
        write(arguments.out, name)


if __name__ == "__main__":
    main()
