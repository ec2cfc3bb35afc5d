#!/usr/bin/python3
"""Write operators-broadcast.safetensors: what real PyTorch computes where two tensors meet, and for products of matrices.

    python3 tests/goldens/make_broadcast_goldens.py [--out FILE]

The keys and the metadata are those of make_operator_goldens.py. Every case draws its numbers from a seed made of its
own name, so adding a case never changes another.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn

from make_operator_goldens import CASES, HERE, INF, NAN, TENSORS, WITH_FLOAT64, add_case, safetensors_io, seed

WITH_FLOAT64 |= {"MatMul", "Pow", "Div"}
FUNCTIONS = dict(Add=torch.add, Sub=torch.sub, Mul=torch.mul, Div=torch.div, Minimum=torch.minimum,
                 Maximum=torch.maximum)
CONDITIONS = dict(Greater=torch.gt, GreaterEqual=torch.ge, Less=torch.lt, LessEqual=torch.le, Eq=torch.eq,
                  LogicalAnd=torch.logical_and, LogicalOr=torch.logical_or, LogicalXor=torch.logical_xor)
SHAPES = {
    "same_shape": ([2, 3, 1, 7], [2, 3, 1, 7]),
    "channels_right": ([2, 7, 3, 4], [2, 7, 1, 1]),
    "channels_left": ([1, 3, 1, 1], [2, 3, 2, 9]),
    "channels_without_batch": ([2, 17, 2, 1], [17, 1, 1]),
    "last_axis": ([2, 2, 33], [33]),
    "scalar_right": ([2, 3, 19], []),
    "scalar_left": ([1], [5, 11]),
    "both_scalars": ([], []),
    "rows_meet_columns": ([9, 1], [1, 17]),
    "height_left_width_right": ([2, 3, 5, 1], [1, 3, 1, 8]),
    "rank8_every_other_axis": ([2, 1, 2, 1, 1, 1, 2, 1], [1, 3, 1, 2, 1, 2, 1, 3]),
    "empty": ([2, 0, 3], [2, 1, 3]),
}
VALUES = torch.tensor([INF, -INF, NAN, 0.0, -0.0, 1.0, -1.0, 3e38, 2.5, -2.5])


def binaries():
    for op, function in FUNCTIONS.items():
        for name, shapes in SHAPES.items():
            seed(f"{op}/{name}")
            case = name + "_broadcast" if op in ("Add", "Mul") else name
            add_case(op, case, {}, [torch.randn(shape) for shape in shapes], function)
        add_case(op, "special_values_each_with_each", {}, [VALUES.view(-1, 1), VALUES.clone()], function)


def conditions():
    """Of few different numbers, so that many are equal, and many zero."""
    for op, function in CONDITIONS.items():
        for name, shapes in SHAPES.items():
            seed(f"{op}/{name}")
            add_case(op, name, {}, [torch.randn(shape).round() for shape in shapes], lambda a, b: function(a, b).float())
        add_case(op, "special_values_each_with_each", {}, [VALUES.view(-1, 1), VALUES.clone()],
                 lambda a, b: function(a, b).float())


def wheres():
    def case(name, condition, left, right):
        seed(f"Where/{name}")
        add_case("Where", name, {}, [torch.randn(condition).round(), torch.randn(left), torch.randn(right)],
                 lambda c, a, b: torch.where(c != 0, a, b))

    case("same_shape", [2, 3, 1, 37], [2, 3, 1, 37], [2, 3, 1, 37])
    case("mask_over_heads", [2, 1, 1, 19], [2, 3, 5, 19], [])
    case("scalar_chosen", [3, 17], [], [3, 17])
    case("condition_per_row", [2, 5, 1], [33], [2, 1, 33])
    case("condition_smallest", [1], [2, 1, 3], [7, 1])
    case("scalars", [], [], [])
    case("all_different", [9, 1, 1], [1, 5, 1], [1, 1, 23])
    case("rank8_every_third_axis", [2, 1, 1, 2, 1, 1, 2, 1], [1, 3, 1, 1, 2, 1, 1, 3], [1, 1, 2, 1, 1, 3, 1, 1])
    case("empty", [2, 0], [2, 1], [])
    add_case("Where", "special_values", {}, [torch.tensor([0.0, -0.0, NAN, 1e-40, -1, INF]), VALUES[:6].clone(),
             -VALUES[4:10].clone()], lambda c, a, b: torch.where(c != 0, a, b))


def powers():
    def case(name, base, exponent):
        add_case("Pow", name, {}, [base, exponent], torch.pow)

    seed("Pow")
    for name, (left, right) in SHAPES.items():
        case(name, torch.rand(left) * 4 + 0.1, torch.rand(right) * 10 - 5)
    base = torch.randn(2, 3, 19) * 3
    for exponent in (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, -1.0, -2.0):
        case(f"exponent_{exponent:g}", base, torch.tensor(exponent))
    case("base_2", torch.tensor([2.0]), torch.randn(37) * 8)
    case("base_near_1", 1 + torch.randn(40) * 1e-5, torch.tensor([100.0]))
    case("special_bases", VALUES.view(-1, 1), torch.tensor([0.0, -0.0, 1, 2, 3, -1, -2, -3, 0.5, -0.5, 1.5, 200, -200]))
    case("special_exponents", torch.tensor([0.0, -0.0, 0.5, -0.5, 1, -1, 2, -2, INF, -INF, NAN]).view(-1, 1),
         torch.tensor([INF, -INF, NAN, 0, 1e30, -1e30, 16777217.0]))
    case("subnormal_bases", torch.tensor([1e-40, 1e-38, 1e-42]), torch.tensor([0.5, 0.25, -0.5]))


def prelus():
    def case(name, shape, slopes, change=None):
        seed(f"PReLU/{name}")
        module = nn.PReLU(slopes)
        nn.init.normal_(module.weight)
        numbers = torch.randn(shape)
        if change is not None:
            numbers.view(-1)[:len(change)] = change
        add_case("PReLU", name, dict(num_parameters=slopes), [numbers], module, dict(weight=module.weight.detach()))

    case("one_slope", [2, 3, 5, 7], 1)
    case("slope_per_channel", [2, 7, 5, 6], 7)
    case("channels17_batch3", [3, 17, 3, 3], 17)
    case("2d", [5, 37], 37)
    case("3d", [2, 3, 33], 3)
    case("vector", [19], 1)
    case("special_values", [1, 1, 13], 1, VALUES)


def products():
    def case(name, left, right):
        seed(f"MatMul/{name}")
        add_case("MatMul", name, {}, [torch.randn(left), torch.randn(right)], torch.matmul)

    case("2d", [5, 7], [7, 9])
    case("one_by_one", [1, 1], [1, 1])
    case("one_row", [1, 33], [33, 17])
    case("one_column", [17, 33], [33, 1])
    case("one_term", [5, 1], [1, 37])
    case("odd_everything", [19, 67], [67, 23])
    case("batch", [3, 5, 7], [3, 7, 9])
    case("heads", [2, 3, 17, 8], [2, 3, 8, 17])
    case("batch_left_only", [3, 5, 7], [7, 9])
    case("batch_right_only", [5, 7], [3, 7, 9])
    case("batches_meet", [2, 1, 5, 7], [1, 3, 7, 4])
    case("batches_meet_one_column", [2, 1, 5, 7], [3, 7, 1])
    case("vectors", [19], [19])
    case("vector_left", [7], [2, 7, 5])
    case("vector_right", [2, 3, 7], [7])
    case("rank8", [2, 1, 1, 2, 1, 3, 4, 5], [1, 2, 1, 1, 2, 1, 5, 3])
    case("empty", [0, 5], [5, 3])


def linears():
    def case(name, shape, out_features, bias=True):
        seed(f"Linear/{name}")
        module = nn.Linear(shape[-1], out_features, bias)
        weights = {key: value.detach() for key, value in module.named_parameters()}
        add_case("Linear", name, dict(in_features=shape[-1], out_features=out_features, bias=bias),
                 [torch.randn(shape)], module, weights)

    case("vector", [19], 7)
    case("3d", [2, 5, 33], 17)
    case("channels_last_no_bias", [2, 3, 5, 8], 12, bias=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators-broadcast.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (binaries, conditions, wheres, powers, prelus, products, linears):
        group()
    metadata = dict(
        torch=torch.__version__, script="tests/goldens/make_broadcast_goldens.py", cases=json.dumps(CASES))
    safetensors_io.save(arguments.out, TENSORS, metadata)
    print(f"{len(CASES)} cases, {len(TENSORS)} tensors, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
