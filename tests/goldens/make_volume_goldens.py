#!/usr/bin/python3
"""Write operators-volume.safetensors: PyTorch's 3-d convolutions, transposed ones, pools and norms.

    python3 tests/goldens/make_volume_goldens.py [--out FILE]

The keys and the metadata are those of operators.safetensors (README.md beside this script); every attribute with a value
per axis is a list `[depth, height, width]`.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn

import make_operator_goldens as goldens
from make_operator_goldens import add_case, seed

goldens.WITH_FLOAT64 |= {"Conv3d", "ConvTranspose3d", "AvgPool3d", "BatchNorm3d", "InstanceNorm3d"}
PER_AXIS = {"kernel_size", "stride", "padding", "dilation", "output_padding"}


def triple(value):
    """3 -> [3, 3, 3]; (3, 5, 7) -> [3, 5, 7]."""
    return [value] * 3 if isinstance(value, int) else list(value)


def layer(kind, name, shape, change=None, **arguments):
    """One layer with random weights over random values; `change` may plant special values in the input."""
    seed(f"{kind}/{name}")
    arguments = {key: triple(value) if key in PER_AXIS else value for key, value in arguments.items()}
    module = getattr(nn, kind)(**arguments).eval()
    with torch.no_grad():
        for key, value in [*module.named_parameters(), *module.named_buffers()]:
            if kind.endswith("Norm3d") and value.is_floating_point():
                value.copy_(torch.rand_like(value) + 0.5)
    volume = torch.randn(shape)
    if change:
        change(volume)
    tensors = {key: value.detach() for key, value in [*module.named_parameters(), *module.named_buffers()]
               if value.is_floating_point()}
    add_case(kind, name, arguments, [volume], module, tensors)


def conv3d(name, shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True):
    layer("Conv3d", name, shape, in_channels=shape[1], out_channels=out_channels, kernel_size=kernel_size,
          stride=stride, padding=padding, dilation=dilation, groups=groups, bias=bias)


def conv3ds():
    conv3d("3x3x3", [1, 3, 5, 6, 7], 4, 3)
    conv3d("3x3x3_padding1_batch2", [2, 3, 4, 5, 6], 5, 3, padding=1)
    conv3d("r3d_stem", [1, 3, 4, 12, 13], 8, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False)
    conv3d("r2plus1d_spatial", [1, 4, 4, 7, 6], 6, (1, 3, 3), (1, 2, 2), (0, 1, 1))
    conv3d("r2plus1d_temporal", [1, 6, 5, 4, 3], 4, (3, 1, 1), (2, 1, 1), (1, 0, 0), bias=False)
    conv3d("1x1x1_stride2", [1, 8, 4, 5, 6], 6, 1, 2)
    conv3d("dilation2_1_3", [1, 3, 7, 6, 11], 4, (3, 2, 3), 1, (2, 0, 3), (2, 1, 3))
    conv3d("groups2", [1, 6, 4, 5, 5], 8, 3, padding=1, groups=2)
    conv3d("depthwise", [2, 5, 4, 6, 5], 5, 3, (1, 2, 1), 1, groups=5, bias=False)
    conv3d("depthwise_one_layer", [1, 5, 3, 6, 5], 5, (1, 3, 3), padding=(0, 1, 1), groups=5)
    conv3d("kernel_deeper_than_input", [1, 2, 2, 5, 6], 3, (5, 3, 3), padding=(2, 1, 1))
    conv3d("channels17_to_9", [1, 17, 3, 5, 7], 9, 2)


def conv_transpose(name, shape, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True,
                   dilation=1):
    layer("ConvTranspose3d", name, shape, in_channels=shape[1], out_channels=out_channels, kernel_size=kernel_size,
          stride=stride, padding=padding, output_padding=output_padding, groups=groups, bias=bias, dilation=dilation)


def conv_transposes():
    conv_transpose("unet_2x2x2_stride2", [1, 6, 2, 3, 4], 5, 2, 2)
    conv_transpose("3x3x3_padding1_batch2", [2, 3, 3, 4, 5], 4, 3, padding=1)
    conv_transpose("4x4x4_stride2_padding1", [1, 3, 3, 4, 2], 5, 4, 2, 1, bias=False)
    conv_transpose("3x3x3_stride2_padding1_output_padding1", [1, 4, 3, 2, 4], 3, 3, 2, 1, 1)
    conv_transpose("stride_larger_than_kernel", [1, 2, 2, 3, 2], 3, 2, 3, 0, 2)
    conv_transpose("groups2_dilation2_everything", [1, 4, 3, 4, 2], 6, (2, 3, 2), (2, 1, 3), (1, 0, 2), (1, 0, 1), 2, True,
                   (2, 1, 3))


def pools():
    def max_pool(name, shape, kernel_size, stride, padding=0, dilation=1, ceil_mode=False, change=None):
        layer("MaxPool3d", name, shape, change, kernel_size=kernel_size, stride=stride, padding=padding,
              dilation=dilation, ceil_mode=ceil_mode)

    def avg_pool(name, shape, kernel_size, stride, padding=0, ceil_mode=False, count_include_pad=True, change=None):
        layer("AvgPool3d", name, shape, change, kernel_size=kernel_size, stride=stride, padding=padding,
              ceil_mode=ceil_mode, count_include_pad=count_include_pad)

    def nan(volume):
        volume[-1, 0, 1, 2, 3] = goldens.NAN

    def nothing(volume):
        volume[:] = -goldens.INF

    max_pool("2x2x2", [2, 3, 4, 6, 8], 2, 2)
    max_pool("3x3x3_stride2_padding1", [1, 5, 7, 8, 9], 3, 2, 1)
    max_pool("ceil_mode", [1, 3, 6, 8, 7], (2, 3, 2), (3, 2, 2), (1, 1, 0), ceil_mode=True)
    max_pool("dilation", [1, 2, 8, 9, 10], (2, 3, 2), (2, 1, 3), (1, 1, 1), (3, 2, 4))
    max_pool("nan_wins", [2, 2, 4, 5, 6], 3, 1, 1, change=nan)
    max_pool("all_minus_infinity", [1, 2, 3, 4, 5], 2, 1, 1, change=nothing)
    for count in (True, False):
        word = "count_include_pad" if count else "exclude_pad"
        avg_pool(f"3x3x3_stride2_padding1_{word}", [1, 3, 5, 6, 7], 3, 2, 1, False, count)
        avg_pool(f"ceil_mode_{word}", [2, 2, 6, 7, 8], (3, 2, 4), (2, 3, 3), (1, 0, 2), True, count)
        avg_pool(f"depth_only_{word}", [1, 2, 5, 3, 4], (3, 1, 1), 1, (1, 0, 0), False, count)
    avg_pool("whole", [1, 4, 3, 4, 5], (3, 4, 5), 1)
    avg_pool("nan_stays", [1, 2, 4, 5, 6], 2, 2, change=nan)


def norms():
    layer("BatchNorm3d", "4", [2, 4, 2, 3, 5], num_features=4, eps=1e-3)
    layer("InstanceNorm3d", "5", [2, 5, 3, 4, 2], num_features=5, affine=True, eps=1e-5)
    layer("InstanceNorm3d", "not_affine", [1, 3, 2, 3, 5], num_features=3, affine=False, eps=1e-2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=goldens.HERE / "operators-volume.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (conv3ds, conv_transposes, pools, norms):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_volume_goldens.py",
                    cases=json.dumps(goldens.CASES))
    goldens.safetensors_io.save(arguments.out, goldens.TENSORS, metadata)
    size = Path(arguments.out).stat().st_size
    print(f"{len(goldens.CASES)} cases, {len(goldens.TENSORS)} tensors, {size} bytes")


if __name__ == "__main__":
    main()
