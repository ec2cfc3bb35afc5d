#!/usr/bin/python3
"""Write operators-conv.safetensors: PyTorch's 1-d and transposed convolutions, and padding that differs by side.

    python3 tests/goldens/make_conv_goldens.py [--out FILE]

The keys and the metadata are those of operators.safetensors (README.md beside this script). Where PyTorch's layers have
no padding of that kind, the image is padded first with `torch.nn.functional.pad`.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

import make_operator_goldens as goldens
from make_operator_goldens import add_case, pair, plant, seed

NAN = float("nan")
goldens.WITH_FLOAT64 |= {"Conv1d", "AvgPool1d", "ConvTranspose1d", "ConvTranspose2d", "FunctionalConv2d"}


def layer(kind, name, shape, arguments, change=None, attributes=None):
    """One layer with random weights; `arguments` are PyTorch's, and `attributes` what the file says instead."""
    seed(f"{kind}/{name}")
    module = getattr(nn, kind)(**arguments).eval()
    image = torch.randn(shape)
    if change:
        change(image)
    weights = {key: value.detach() for key, value in module.named_parameters()}
    add_case(kind, name, attributes or arguments, [image], module, weights)


def conv1d(name, shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True):
    layer("Conv1d", name, shape, dict(
        in_channels=shape[1], out_channels=out_channels, kernel_size=kernel_size, stride=stride, padding=padding,
        dilation=dilation, groups=groups, bias=bias))


def conv1ds():
    conv1d("3", [1, 3, 9], 4, 3)
    conv1d("3_padding1_batch3", [3, 7, 11], 8, 3, padding=1)
    conv1d("5_stride2_padding2_no_bias", [2, 8, 21], 7, 5, 2, 2, bias=False)
    conv1d("dilation3", [1, 4, 21], 6, 3, dilation=3)
    conv1d("dilation2_padding4_stride3", [1, 5, 19], 3, 4, 3, 4, 2)
    conv1d("1", [2, 16, 7], 9, 1)
    conv1d("groups2", [1, 8, 13], 6, 3, padding=1, groups=2)
    conv1d("depthwise", [2, 9, 15], 9, 3, padding=1, groups=9, bias=False)
    conv1d("kernel_longer_than_input", [1, 2, 3], 4, 7, padding=3)
    conv1d("channels17_to_9", [1, 17, 37], 9, 3, padding=1)


class SidePadding(nn.Module):
    """A layer over an image padded with `value` by (left, right, top, bottom) first."""

    def __init__(self, module, sides, value=0.0):
        super().__init__()
        self.module, self.sides, self.value = module, sides, value

    def forward(self, image):
        return self.module(F.pad(image, self.sides, value=self.value))


def side_padded(kind, name, shape, arguments, sides, value=0.0, attributes=None):
    """`sides` are (top, bottom, left, right), `attributes` go to the file in the place of the padding."""
    seed(f"{kind}/{name}")
    module = getattr(nn, kind)(**arguments).eval()
    weights = {key: parameter.detach() for key, parameter in module.named_parameters()}
    top, bottom, left, right = sides
    said = {key: pair(value) if key in ("kernel_size", "stride", "dilation") else value
            for key, value in arguments.items()}
    said.update(attributes or dict(padding=[[top, bottom], [left, right]]))
    add_case(kind, name, said, [torch.randn(shape)], SidePadding(module, (left, right, top, bottom), value), weights)


def conv2d_sides(name, shape, out_channels, kernel_size, sides, stride=1, dilation=1, groups=1, attributes=None):
    side_padded("Conv2d", name, shape, dict(
        in_channels=shape[1], out_channels=out_channels, kernel_size=kernel_size, stride=stride, dilation=dilation,
        groups=groups), sides, attributes=attributes)


def side_paddings():
    """Different padding before and behind; padding that keeps the size."""
    conv2d_sides("sides_1_2_0_3", [1, 3, 7, 9], 4, 3, (1, 2, 0, 3))
    conv2d_sides("sides_end_only_stride2", [2, 5, 8, 10], 4, 3, (0, 1, 0, 1), 2)
    conv2d_sides("sides_1x1_end_only", [1, 8, 5, 6], 4, 1, (0, 2, 0, 1))
    conv2d_sides("sides_depthwise_stride2", [1, 5, 10, 14], 5, 3, (0, 1, 0, 1), 2, 1, 5)
    conv2d_sides("sides_depthwise", [1, 7, 6, 9], 7, (3, 5), (2, 0, 1, 4), 1, 1, 7)
    conv2d_sides("sides_groups_dilation", [1, 4, 9, 11], 6, 3, (3, 1, 0, 4), (2, 1), (2, 3), 2)
    conv2d_sides("same_upper_even_kernel", [1, 3, 7, 10], 5, (2, 4), (0, 1, 1, 2), attributes=dict(same="upper"))
    conv2d_sides("same_lower_even_kernel", [1, 3, 7, 10], 5, (2, 4), (1, 0, 2, 1), attributes=dict(same="lower"))
    conv2d_sides("same_upper_stride2", [1, 4, 9, 12], 6, 3, (1, 1, 0, 1), 2, attributes=dict(same="upper"))
    conv2d_sides("same_upper_stride3_no_padding", [1, 4, 10, 7], 6, 1, (0, 0, 0, 0), 3, attributes=dict(same="upper"))
    layer("Conv2d", "padding_same_dilation2", [1, 3, 8, 9], dict(
        in_channels=3, out_channels=4, kernel_size=(3, 4), padding="same", dilation=2), attributes=dict(
        kernel_size=[3, 4], stride=[1, 1], dilation=[2, 2], groups=1, same="upper"))

    def max_pool(name, shape, kernel_size, stride, sides, dilation=1, attributes=None):
        side_padded("MaxPool2d", name, shape, dict(
            kernel_size=kernel_size, stride=stride, dilation=dilation, ceil_mode=False), sides, float("-inf"),
            attributes)

    max_pool("sides_end_only", [2, 3, 8, 10], 3, 2, (0, 1, 0, 1))
    max_pool("sides_more_than_half", [1, 3, 7, 9], 3, 1, (2, 0, 1, 2))
    max_pool("sides_dilation2", [1, 5, 9, 11], (2, 3), 2, (1, 0, 3, 1), 2)
    max_pool("same_upper", [1, 3, 7, 10], 2, 1, (0, 1, 0, 1), attributes=dict(same="upper"))
    max_pool("same_lower_stride2", [1, 3, 8, 10], 3, 2, (1, 0, 1, 0), attributes=dict(same="lower"))
    side_padded("AvgPool2d", "sides_count_include_pad", [2, 3, 7, 9], dict(
        kernel_size=3, stride=2, ceil_mode=False, count_include_pad=True), (0, 2, 1, 2))
    side_padded("AvgPool2d", "sides_stride1", [1, 2, 5, 20], dict(
        kernel_size=(3, 4), stride=1, ceil_mode=False, count_include_pad=True), (2, 0, 0, 3))


def pool1ds():
    def pool(kind, name, shape, kernel_size, stride, padding=0, change=None, **others):
        layer(kind, name, shape, dict(kernel_size=kernel_size, stride=stride, padding=padding, **others), change)

    def nan(image):
        image[-1, 0, 4] = NAN

    pool("MaxPool1d", "3_stride2", [2, 3, 11], 3, 2, dilation=1, ceil_mode=False)
    pool("MaxPool1d", "3_stride2_padding1_ceil_mode", [1, 7, 40], 3, 2, 1, dilation=1, ceil_mode=True)
    pool("MaxPool1d", "4_dilation2_padding2", [1, 5, 17], 4, 3, 2, dilation=2, ceil_mode=False)
    pool("MaxPool1d", "nan_wins", [2, 3, 12], 2, 2, 0, nan, dilation=1, ceil_mode=False)
    pool("AvgPool1d", "3_stride2", [2, 3, 11], 3, 2, ceil_mode=False, count_include_pad=True)
    pool("AvgPool1d", "4_stride3_padding2_ceil_mode", [1, 7, 40], 4, 3, 2, ceil_mode=True, count_include_pad=True)
    pool("AvgPool1d", "3_padding1_exclude_pad", [1, 5, 33], 3, 1, 1, ceil_mode=False, count_include_pad=False)


def max_pool_places():
    """PyTorch counts places over each channel; ONNX, and this file, over the whole input."""
    def case(name, shape, kernel_size, stride, padding=0, dilation=1, ceil_mode=False, change=None):
        seed(f"MaxPool2dIndices/{name}")
        image = torch.randn(shape)
        if change:
            change(image)
        attributes = dict(kernel_size=pair(kernel_size), stride=pair(stride), padding=pair(padding),
                          dilation=pair(dilation), ceil_mode=ceil_mode)

        def places(tensor):
            planes, size = shape[0] * shape[1], shape[2] * shape[3]
            first = torch.arange(planes).reshape(shape[0], shape[1], 1, 1) * size
            return (F.max_pool2d(tensor, **attributes, return_indices=True)[1] + first).float()

        add_case("MaxPool2dIndices", name, attributes, [image], places)

    def equal(image):
        image[:] = 1

    case("2x2", [2, 3, 6, 8], 2, 2)
    case("3x3_stride2_padding1", [1, 7, 11, 14], 3, 2, 1)
    case("non_square_everything", [2, 3, 12, 15], (4, 3), (1, 2), (2, 1), (2, 3), True)
    case("equal_numbers", [1, 2, 5, 7], 3, 2, 1, change=equal)
    case("nan", [2, 3, 6, 8], 3, 2, 1, change=plant((0, 0, NAN), (0, 1, NAN), (3, 5, NAN)))
    case("all_minus_infinity", [1, 2, 5, 6], 3, 2, 1, change=goldens.all_minus_infinity)


def conv_transpose(name, shape, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True,
                   dilation=1):
    kind = "ConvTranspose1d" if len(shape) == 3 else "ConvTranspose2d"
    sizes = dict(kernel_size=kernel_size, stride=stride, padding=padding, output_padding=output_padding,
                 dilation=dilation)
    if len(shape) == 4:
        sizes = {key: pair(value) for key, value in sizes.items()}
    layer(kind, name, shape, dict(
        in_channels=shape[1], out_channels=out_channels, groups=groups, bias=bias, **sizes))


def conv_transposes():
    conv_transpose("3x3", [1, 3, 4, 5], 4, 3)
    conv_transpose("3x3_padding1", [2, 3, 6, 7], 5, 3, padding=1)
    conv_transpose("unet_2x2_stride2", [1, 17, 3, 4], 9, 2, 2)
    conv_transpose("dcgan_4x4_stride2_padding1", [2, 3, 5, 4], 5, 4, 2, 1, bias=False)
    conv_transpose("dcgan_first_4x4", [3, 9, 1, 1], 8, 4)
    conv_transpose("3x3_stride2_padding1_output_padding1", [1, 6, 5, 7], 5, 3, 2, 1, 1)
    conv_transpose("stride_larger_than_kernel", [1, 3, 4, 5], 4, 2, 3)
    conv_transpose("stride_larger_than_kernel_output_padding", [1, 3, 4, 5], 4, 2, 3, 0, 2)
    conv_transpose("dilation2", [1, 4, 5, 6], 3, 3, dilation=2)
    conv_transpose("dilation3_stride2_padding2", [1, 4, 5, 6], 3, 3, 2, 2, 1, dilation=3)
    conv_transpose("groups3", [1, 9, 5, 4], 6, 3, 2, 1, groups=3)
    conv_transpose("depthwise", [1, 5, 4, 5], 5, 4, 2, 1, groups=5, bias=False)
    conv_transpose("1x1", [1, 8, 5, 7], 6, 1)
    conv_transpose("1x1_stride2", [1, 8, 3, 4], 6, 1, 2)
    conv_transpose("non_square_everything", [1, 4, 4, 5], 6, (4, 3), (2, 3), (1, 2), (1, 0), 2, True, (1, 2))
    conv_transpose("padding_takes_almost_all", [1, 3, 2, 3], 4, 3, 1, 1)
    conv_transpose("many_output_channels", [1, 2, 3, 4], 35, 3, 2, 1)
    conv_transpose("3", [1, 3, 9], 4, 3)
    conv_transpose("4_stride2_padding1_no_bias", [2, 8, 17], 5, 4, 2, 1, bias=False)
    conv_transpose("3_stride3_padding1_output_padding2", [1, 6, 7], 4, 3, 3, 1, 2)
    conv_transpose("5_dilation2_groups2", [1, 6, 10], 8, 5, groups=2, dilation=2)


def functional_convs():
    """F.conv2d, whose filters are an input like the image."""
    def functional(name, shape, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1, bias=True):
        seed(f"FunctionalConv2d/{name}")
        inputs = [torch.randn(shape), torch.randn(weight)] + ([torch.randn(weight[0])] if bias else [])
        attributes = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
        add_case("FunctionalConv2d", name, attributes, inputs,
                 lambda x, w, b=None: F.conv2d(x, w, b, stride, padding, dilation, groups))

    functional("3x3", [2, 3, 7, 9], [5, 3, 3, 3], padding=(1, 1))
    functional("no_bias", [1, 4, 6, 5], [7, 4, 1, 1], bias=False)
    functional("stride_and_dilation", [1, 6, 11, 9], [4, 3, 3, 2], (2, 1), (2, 0), (1, 3), 2)
    functional("depthwise", [2, 17, 8, 7], [17, 1, 3, 3], padding=(1, 1), groups=17)
    functional("template_of_a_tracker", [1, 8, 12, 12], [1, 8, 5, 5], bias=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=goldens.HERE / "operators-conv.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (conv1ds, side_paddings, pool1ds, max_pool_places, conv_transposes, functional_convs):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_conv_goldens.py",
                    cases=json.dumps(goldens.CASES))
    goldens.safetensors_io.save(arguments.out, goldens.TENSORS, metadata)
    size = Path(arguments.out).stat().st_size
    print(f"{len(goldens.CASES)} cases, {len(goldens.TENSORS)} tensors, {size} bytes")


if __name__ == "__main__":
    main()
