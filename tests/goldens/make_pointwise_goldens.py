#!/usr/bin/python3
"""Write operators-pointwise.safetensors: what real PyTorch computes for the functions of one number.

    python3 tests/goldens/make_pointwise_goldens.py [--out FILE]

The keys and the metadata are those of operators.safetensors (README.md beside this script); every operator has a
float64 output as well. ToInt and ToBool are casts to int64 and bool and back; Hardsigmoid is ONNX's, with alpha and
beta, which PyTorch can only spell out.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

import make_operator_goldens as goldens
from make_operator_goldens import HERE, INF, NAN, activation, add_case, seed


class Function(nn.Module):
    """A function as a module, which `activation` can take to float64."""

    def __init__(self, function):
        super().__init__()
        self.forward = function


def plain(op, module, name="", **attributes):
    """One operator over all the special values; its float64 output is recorded too."""
    goldens.WITH_FLOAT64.add(op)
    activation(op, name, module, attributes)


def function(op, compute, name="", **attributes):
    plain(op, lambda: Function(compute), name, **attributes)


def activations():
    plain("ELU", nn.ELU, alpha=1.0)
    plain("ELU", lambda: nn.ELU(0.375), "alpha0375_", alpha=0.375)
    plain("SELU", nn.SELU)
    plain("CELU", nn.CELU, alpha=1.0)
    plain("CELU", lambda: nn.CELU(2.5), "alpha25_", alpha=2.5)
    plain("Softplus", nn.Softplus, beta=1.0, threshold=20.0)
    plain("Softplus", lambda: nn.Softplus(2, 6), "beta2_", beta=2.0, threshold=6.0)
    plain("LogSigmoid", nn.LogSigmoid)
    plain("Softsign", nn.Softsign)
    plain("Mish", nn.Mish)
    plain("GELU", nn.GELU, approximate="none")
    plain("GELU", lambda: nn.GELU("tanh"), "tanh_", approximate="tanh")
    plain("Hardtanh", nn.Hardtanh, min_val=-1.0, max_val=1.0)
    plain("Hardtanh", lambda: nn.Hardtanh(-0.5, 3), "uneven_", min_val=-0.5, max_val=3.0)
    function("Hardsigmoid", lambda x: torch.clamp(x * 0.25 + 0.625, 0, 1), "onnx_", alpha=0.25, beta=0.625)


def functions():
    function("Abs", torch.abs)
    function("Neg", torch.neg)
    function("Sqrt", torch.sqrt)
    function("Exp", torch.exp)
    function("Reciprocal", torch.reciprocal)
    function("Erf", torch.erf)
    function("Clamp", lambda x: torch.clamp(x, 0, 6), "both_", min=0.0, max=6.0)
    function("Clamp", lambda x: torch.clamp(x, min=-2), "min_", min=-2.0)
    function("Clamp", lambda x: torch.clamp(x, max=0.5), "max_", max=0.5)
    function("Clamp", lambda x: torch.clamp(x, 3, -1), "min_above_max_", min=3.0, max=-1.0)
    function("Log", torch.log)
    function("Floor", torch.floor)
    function("Ceil", torch.ceil)
    function("Round", torch.round)
    function("Sign", torch.sign)
    function("Sin", torch.sin)
    function("Cos", torch.cos)
    function("LogicalNot", lambda x: torch.logical_not(x).to(x.dtype))
    function("Shrink", lambda x: F.hardshrink(x, 0.75), "hard_", lambd=0.75, bias=0.0)
    function("Threshold", lambda x: F.threshold(x, 0.5, 0.0), threshold=0.5, value=0.0)
    function("Threshold", lambda x: F.threshold(x, -0.25, 2.0), "above_", threshold=-0.25, value=2.0)


def halves():
    """Round and Softshrink at their corners; Sin and Cos far away, and near their zeros."""
    numbers = torch.tensor([[-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999997, -0.49999997, 8388609, 1e20, -0.75,
                             0.75, -0.25, 0.25]])
    seed("halves")
    far = torch.cat([torch.randn(40) * 1e3, torch.randn(40) * 1e6, torch.randn(20) * 1e30,
                     torch.arange(1, 40) * 1.5707963267948966, torch.tensor([0.78539819, 0.7853981, 3.4e38])])
    near_one = 1 + torch.randn(40) * 1e-4
    add_case("Round", "halves", {}, [numbers], torch.round)
    add_case("Shrink", "soft", dict(lambd=0.25, bias=0.25), [numbers], lambda x: F.softshrink(x, 0.25))
    for op, compute in (("Sin", torch.sin), ("Cos", torch.cos)):
        add_case(op, "far", {}, [far], compute)
    add_case("Log", "near_1", {}, [near_one], torch.log)


def casts():
    """What no int64 can hold is left out: its cast is undefined."""
    seed("casts")
    values = {
        "random": torch.randn(2, 3, 5, 7) * 4,
        "large": torch.tensor([[-1e9, -16777217, -8388607.5, 4194303.75, 8388609, 16777216, 1e9, 1e15]]),
        "halves": torch.tensor([[-2.5, -1.5, -1, -0.99999994, -0.5, -0.0, 0, 0.5, 0.99999994, 1, 1.5, 2.5, 1e-40]]),
    }
    for name, image in values.items():
        add_case("ToInt", name, {}, [image], lambda x: x.long().float())
    values["nan"] = torch.tensor([[NAN, INF, -INF, 1e-30, -1e-30, 0, -0.0, -7]])
    for name, image in values.items():
        add_case("ToBool", name, {}, [image], lambda x: x.bool().float())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators-pointwise.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (activations, functions, halves, casts):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_pointwise_goldens.py",
                    cases=json.dumps(goldens.CASES))
    goldens.safetensors_io.save(arguments.out, goldens.TENSORS, metadata)
    print(f"{len(goldens.CASES)} cases, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
