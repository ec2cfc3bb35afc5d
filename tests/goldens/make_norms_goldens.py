#!/usr/bin/python3
"""Write operators-norms.safetensors: what real PyTorch computes for reductions, normalisations and their relatives.

    python3 tests/goldens/make_norms_goldens.py [--out FILE]

The keys and the metadata are those of make_operator_goldens.py. Every case draws its numbers from a seed made of its
own name, so adding a case never changes another.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn
from torchvision.models.convnext import LayerNorm2d

from make_operator_goldens import CASES, HERE, INF, NAN, TENSORS, WITH_FLOAT64, add_case, safetensors_io, seed

WITH_FLOAT64 |= {"Mean", "Sum", "LayerNorm", "LayerNorm2d"}


def reduction(op, name, shape, dim, keepdim=False, change=None):
    """`dim` [] stands for all axes."""
    seed(f"{op}/{name}")
    numbers = torch.randn(shape) + 0.5
    if change:
        change(numbers)
    function = dict(Mean=torch.mean, Sum=torch.sum, Amax=torch.amax)[op]
    axes = dim or list(range(len(shape)))
    add_case(op, name, dict(dim=dim, keepdim=keepdim), [numbers], lambda x: function(x, dim=axes, keepdim=keepdim))


def plant_nan_and_infinity(numbers):
    numbers.view(-1)[3] = NAN
    numbers.view(-1)[-1] = -INF


def reductions():
    for op in ("Mean", "Sum", "Amax"):
        reduction(op, "height_and_width", [2, 7, 5, 9], [2, 3])
        reduction(op, "height_and_width_keepdim", [2, 7, 5, 9], [2, 3], True)
        reduction(op, "negative_axes_in_another_order", [1, 3, 11, 13], [-1, -2])
        reduction(op, "channels", [2, 17, 5, 3], [1])
        reduction(op, "channels_keepdim", [1, 3, 4, 37], [1], True)
        reduction(op, "batch", [3, 4, 5, 2], [0])
        reduction(op, "batch_height_width", [3, 4, 5, 7], [0, 2, 3])
        reduction(op, "channels_and_width", [2, 5, 3, 9], [1, 3], True)
        reduction(op, "everything", [2, 3, 4, 5], [])
        reduction(op, "everything_keepdim", [2, 3, 5], [], True)
        reduction(op, "vector", [1000], [0])
        reduction(op, "last_of_2d", [5, 33], [1])
        reduction(op, "first_of_2d", [33, 5], [0])
        reduction(op, "rank8_every_other_axis", [2, 3, 1, 2, 3, 2, 2, 3], [0, 2, 4, 6])
        reduction(op, "rank8_the_other_axes", [2, 3, 2, 2, 1, 2, 3, 2], [1, 3, 5, 7], True)
        reduction(op, "axes_of_size_1", [1, 5, 1, 1], [2, 3])
        reduction(op, "nan_and_infinity", [3, 2, 9], [2], change=plant_nan_and_infinity)
        reduction(op, "nan_and_infinity_in_columns", [3, 9, 5], [1], change=plant_nan_and_infinity)


def norm(op, name, shape, module, attributes, offset=1.0, scale=3.0):
    """A normalisation with weights such as training leaves behind, of numbers that are far from normal."""
    seed(f"{op}/{name}")
    for parameter_name, parameter in module.named_parameters():
        nn.init.normal_(parameter, 1 if parameter_name == "weight" else 0, 0.4)
    weights = {key: value.detach() for key, value in module.named_parameters()}
    add_case(op, name, attributes, [torch.randn(shape) * scale + offset], module, weights)


def layer_norm(name, shape, normalized_shape, eps=1e-5, affine=True, **numbers):
    attributes = dict(normalized_shape=normalized_shape, eps=eps, elementwise_affine=affine)
    norm("LayerNorm", name, shape, nn.LayerNorm(normalized_shape, eps, affine), attributes, **numbers)


def layer_norm2d(name, shape, eps=1e-6, **numbers):
    attributes = dict(normalized_shape=[shape[1]], eps=eps)
    norm("LayerNorm2d", name, shape, LayerNorm2d(shape[1], eps), attributes, **numbers)


def layer_norms():
    layer_norm("features", [2, 5, 33], [33])
    layer_norm("features_of_2d", [4, 48], [48])
    layer_norm("vector", [19], [19])
    layer_norm("three_axes", [2, 3, 5, 7], [3, 5, 7])
    layer_norm("two_axes", [2, 3, 4, 9], [4, 9], eps=1e-3)
    layer_norm("no_affine", [3, 2, 17], [17], affine=False)
    layer_norm("one_feature", [3, 1], [1])
    layer_norm("far_from_zero", [4, 130], [130], offset=40.0, scale=2.0)
    layer_norm("tiny_numbers", [2, 24], [24], offset=0.0, scale=1e-3)
    layer_norm("rank6", [2, 1, 3, 2, 2, 5], [2, 5])
    layer_norm2d("maps", [2, 17, 5, 7])
    layer_norm2d("one_pixel", [3, 24, 1, 1])
    layer_norm2d("one_channel", [1, 1, 3, 4])
    layer_norm2d("far_from_zero", [1, 40, 3, 5], offset=40.0, scale=2.0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators-norms.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (reductions, layer_norms):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_norms_goldens.py", cases=json.dumps(CASES))
    safetensors_io.save(arguments.out, TENSORS, metadata)
    print(f"{len(CASES)} cases, {len(TENSORS)} tensors, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
