#!/usr/bin/python3
"""Write operators.safetensors: what real PyTorch computes for every operator, over awkward shapes and values.

    python3 tests/goldens/make_operator_goldens.py [--out FILE]

The keys and the metadata are described in README.md beside this script. Every case draws its numbers from a seed made
of its own name, so adding a case never changes another.
"""

import argparse
import json
import sys
import zlib
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))
import safetensors_io  # noqa: E402

TENSORS, CASES = {}, []
WITH_FLOAT64 = {"Conv2d", "Linear", "BatchNorm2d", "AvgPool2d", "AdaptiveAvgPool2d", "Softmax", "Sigmoid", "SiLU",
                "Tanh", "Hardswish", "Hardsigmoid"}
INF, NAN = float("inf"), float("nan")


def pair(value):
    """3 -> [3, 3]; (3, 5) -> [3, 5]: the file always holds both, height first."""
    return [value, value] if isinstance(value, int) else list(value)


def seed(name):
    """Start this case's own random sequence."""
    torch.manual_seed(zlib.crc32(name.encode()))


@torch.no_grad()
def add_case(op, name, attributes, inputs, compute, weights=None):
    """Record one case: `compute(*inputs)` in float32 as PyTorch does it, and in float64 where rounding matters.

    `weights` are the tensors of the module `compute`, by their PyTorch names.
    """
    case = f"{op}/{name}"
    assert case not in {entry["name"] for entry in CASES}, case
    CASES.append(dict(name=case, op=op, attributes=attributes, inputs=len(inputs)))
    for index, tensor in enumerate(inputs):
        TENSORS[f"{case}/input{index if len(inputs) > 1 else ''}"] = tensor.clone()
    for key, tensor in (weights or {}).items():
        TENSORS[f"{case}/{key}"] = tensor.clone()
    TENSORS[f"{case}/output"] = compute(*[tensor.clone() for tensor in inputs]).clone()
    if op in WITH_FLOAT64:
        if isinstance(compute, nn.Module):
            compute = compute.double()
        TENSORS[f"{case}/output64"] = compute(*[tensor.double() for tensor in inputs]).clone()


def conv2d(name, shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, change=None):
    """A convolution of random numbers; `change` may plant special values in the input."""
    seed(f"Conv2d/{name}")
    kernel_size, stride, padding, dilation = map(pair, (kernel_size, stride, padding, dilation))
    module = nn.Conv2d(shape[1], out_channels, kernel_size, stride, padding, dilation, groups, bias).eval()
    image = torch.randn(shape)
    if change:
        change(image)
    attributes = dict(
        in_channels=shape[1], out_channels=out_channels, kernel_size=kernel_size, stride=stride, padding=padding,
        dilation=dilation, groups=groups, bias=bias)
    weights = {key: value.detach() for key, value in module.named_parameters()}
    add_case("Conv2d", name, attributes, [image], module, weights)


def plant(*values):
    """A change that writes `values` (y, x, value) into channel 0 of the last image."""
    def change(image):
        for y, x, value in values:
            image[-1, 0, y, x] = value
    return change


def convolutions():
    conv2d("3x3", [1, 3, 8, 9], 4, 3)
    conv2d("3x3_padding1", [2, 3, 7, 10], 8, 3, padding=1)
    conv2d("3x3_padding1_no_bias", [1, 8, 9, 7], 8, 3, padding=1, bias=False)
    conv2d("3x3_padding2_more_than_half", [1, 2, 5, 6], 3, 3, padding=2)
    conv2d("channels17_to_23", [1, 17, 11, 13], 23, 3, padding=1)
    conv2d("channels64_to_48", [1, 64, 14, 14], 48, 3, padding=1)
    conv2d("channels1_batch3", [3, 1, 9, 8], 5, 5, padding=2)
    conv2d("channels7_batch3", [3, 7, 6, 11], 9, 3, padding=1)
    conv2d("width33", [1, 3, 5, 33], 16, 3, padding=1)
    conv2d("one_row", [1, 4, 1, 19], 6, (1, 3), padding=(0, 1))
    conv2d("one_column", [1, 4, 19, 1], 6, (3, 1), padding=(1, 0))
    conv2d("stride2_odd_width", [1, 3, 12, 15], 8, 3, stride=2, padding=1)
    conv2d("stride2_even_no_padding", [2, 5, 10, 8], 7, 3, stride=2)
    conv2d("stride_leaves_a_remainder", [1, 2, 11, 13], 3, 3, stride=4)
    conv2d("stride_larger_than_kernel", [1, 3, 13, 11], 4, 2, stride=3)
    conv2d("resnet_stem_7x7_stride2", [1, 3, 21, 19], 8, 7, stride=2, padding=3, bias=False)
    conv2d("alexnet_stem_11x11_stride4", [1, 3, 31, 27], 5, 11, stride=4, padding=2)
    conv2d("1x1", [2, 8, 5, 7], 17, 1)
    conv2d("1x1_channels17_no_bias", [1, 17, 3, 5], 33, 1, bias=False)
    conv2d("1x1_stride2", [1, 16, 7, 9], 8, 1, stride=2, bias=False)
    conv2d("1x1_padding1", [1, 3, 4, 5], 4, 1, padding=1)
    conv2d("1x1_one_pixel", [3, 7, 1, 1], 10, 1)
    conv2d("dilation2", [1, 3, 11, 12], 4, 3, dilation=2)
    conv2d("dilation3_padding3_stride2", [1, 4, 15, 13], 6, 3, stride=2, padding=3, dilation=3)
    conv2d("non_square_kernel", [1, 3, 9, 8], 4, (3, 5))
    conv2d("non_square_stride", [1, 3, 9, 14], 4, 3, stride=(1, 3))
    conv2d("non_square_padding", [1, 3, 6, 7], 4, 3, padding=(0, 2))
    conv2d("non_square_dilation", [1, 3, 9, 12], 4, 3, dilation=(1, 3))
    conv2d("non_square_everything", [2, 6, 13, 17], 8, (5, 2), stride=(2, 3), padding=(3, 1), dilation=(2, 4), groups=2)
    conv2d("kernel_larger_than_input", [1, 3, 3, 4], 4, 7, padding=3)
    conv2d("kernel_larger_than_input_stride2", [2, 2, 2, 5], 3, 5, stride=2, padding=2)
    conv2d("padded_input_is_the_kernel", [1, 3, 3, 3], 2, 5, padding=1)
    conv2d("groups2", [1, 8, 7, 9], 6, 3, padding=1, groups=2)
    conv2d("groups3_odd_channels", [2, 9, 6, 7], 15, 3, stride=2, padding=1, groups=3)
    conv2d("groups4_1x1", [1, 16, 5, 6], 8, 1, groups=4)
    conv2d("depthwise", [1, 17, 9, 11], 17, 3, padding=1, groups=17, bias=False)
    conv2d("depthwise_stride2", [2, 8, 10, 13], 8, 3, stride=2, padding=1, groups=8)
    conv2d("depthwise_5x5_dilation2", [1, 7, 12, 11], 7, 5, padding=4, dilation=2, groups=7)
    conv2d("depthwise_multiplier3", [1, 5, 8, 9], 15, 3, padding=1, groups=5)
    conv2d("nan_stays_in_its_neighbourhood", [2, 3, 9, 12], 4, 3, padding=1, change=plant((0, 0, NAN), (5, 7, NAN)))
    conv2d("infinity_stays_in_its_neighbourhood", [2, 3, 9, 12], 4, 3, padding=1,
           change=plant((8, 11, INF), (4, 4, -INF)))


def special_values():
    """Name -> values every activation is shown, each in a case of its own."""
    tiny = torch.finfo(torch.float32).tiny
    return {
        "random": torch.randn(2, 3, 5, 7) * 4,
        "length_1": torch.randn(1, 1),
        "length_37": torch.randn(1, 37) * 10,
        "breakpoints": torch.tensor([[-6.0, -3.0000002, -3, -2.9999998, -1, -0.5, 0.5, 1, 2.9999998, 3, 3.0000002, 6,
                                      6.0000005, 5.9999995]]),
        "large": torch.tensor([[-3e38, -1e30, -1e9, -1000, -104, -103.5, -90, -89, -88.5, -88, -87, -20, -10,
                                10, 20, 87, 88, 88.5, 89, 90, 103.5, 104, 1000, 1e9, 1e30, 3e38]]),
        "signed_zero": torch.tensor([[0.0, -0.0, 1.0, -1.0] * 5]),
        "subnormal": torch.tensor([[1e-45, -1e-45, tiny / 2, -tiny / 2, tiny, -tiny, 1e-40, -1e-40, 1e-30, -1e-30]]),
        "infinity": torch.tensor([[INF, -INF, 1, -1, INF, 0, -INF, 2, -2]]),
        "nan": torch.tensor([[NAN, 1, -1, NAN, 0, -NAN, 7, -7, NAN] * 4]),
    }


def activation(op, name, module, attributes=None):
    """One activation over all the special values; `name` tells variants of the same operator apart."""
    seed(op + name)
    for values, image in special_values().items():
        add_case(op, name + values, attributes or {}, [image], module())


def activations():
    activation("ReLU", "", nn.ReLU)
    activation("ReLU6", "", nn.ReLU6)
    activation("Sigmoid", "", nn.Sigmoid)
    activation("SiLU", "", nn.SiLU)
    activation("Hardswish", "", nn.Hardswish)
    activation("Hardsigmoid", "", nn.Hardsigmoid)
    activation("Tanh", "", nn.Tanh)
    activation("LeakyReLU", "", nn.LeakyReLU, dict(negative_slope=0.01))
    activation("LeakyReLU", "slope02_", lambda: nn.LeakyReLU(0.2), dict(negative_slope=0.2))


def max_pool(name, shape, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, change=None):
    """PyTorch's stride defaults to the kernel size; the file always says which stride was used."""
    seed(f"MaxPool2d/{name}")
    kernel_size, stride, padding, dilation = map(pair, (kernel_size, stride or kernel_size, padding, dilation))
    image = torch.randn(shape)
    if change:
        change(image)
    attributes = dict(kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)
    add_case("MaxPool2d", name, attributes, [image], nn.MaxPool2d(**attributes))


def all_minus_infinity(image):
    image[:] = -INF


def max_pools():
    max_pool("2x2", [2, 3, 6, 8], 2)
    max_pool("2x2_odd", [1, 7, 7, 9], 2)
    max_pool("2x2_odd_ceil_mode", [1, 7, 7, 9], 2, ceil_mode=True)
    max_pool("resnet_3x3_stride2_padding1", [1, 8, 11, 14], 3, 2, 1)
    max_pool("alexnet_3x3_stride2", [3, 5, 13, 15], 3, 2)
    max_pool("squeezenet_3x3_stride2_ceil_mode", [1, 4, 12, 14], 3, 2, ceil_mode=True)
    max_pool("ceil_mode_drops_the_last_window", [1, 2, 5, 7], 2, 3, 1, ceil_mode=True)
    max_pool("3x3_stride1_padding1", [1, 3, 6, 5], 3, 1, 1)
    max_pool("dilation2", [1, 3, 9, 11], 3, 1, dilation=2)
    max_pool("dilation2_padding1_ceil_mode", [1, 3, 10, 11], 3, 2, 1, 2, True)
    max_pool("non_square", [1, 3, 9, 13], (3, 2), (2, 3), (1, 0))
    max_pool("non_square_everything", [2, 3, 12, 15], (4, 3), (1, 2), (2, 1), (2, 3), True)
    max_pool("kernel_is_the_input", [1, 5, 4, 6], (4, 6))
    max_pool("stride_larger_than_kernel", [1, 3, 10, 9], 2, 3)
    max_pool("1x1_stride2", [1, 3, 5, 6], 1, 2)
    max_pool("nan_wins", [2, 3, 6, 8], 3, 2, 1, change=plant((0, 0, NAN), (3, 5, NAN)))
    max_pool("all_minus_infinity", [1, 2, 5, 6], 3, 2, 1, change=all_minus_infinity)
    max_pool("infinities", [1, 2, 5, 6], 2, 1, change=plant((0, 0, -INF), (2, 3, INF)))


def avg_pool(name, shape, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor=None):
    """`divisor_override` is absent from the attributes where PyTorch has None."""
    seed(f"AvgPool2d/{name}")
    kernel_size, stride, padding = map(pair, (kernel_size, stride or kernel_size, padding))
    attributes = dict(kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode,
                      count_include_pad=count_include_pad)
    if divisor:
        attributes["divisor_override"] = divisor
    add_case("AvgPool2d", name, attributes, [torch.randn(shape)], nn.AvgPool2d(**attributes))


def avg_pools():
    avg_pool("2x2", [2, 3, 6, 8], 2)
    avg_pool("2x2_odd", [1, 7, 7, 9], 2)
    avg_pool("3x3_stride2_padding1", [1, 8, 11, 14], 3, 2, 1)
    avg_pool("3x3_stride2_padding1_exclude_pad", [1, 8, 11, 14], 3, 2, 1, count_include_pad=False)
    avg_pool("ceil_mode", [1, 3, 8, 10], 3, 2, ceil_mode=True)
    avg_pool("ceil_mode_padding1", [1, 3, 8, 10], 3, 2, 1, ceil_mode=True)
    avg_pool("ceil_mode_padding1_exclude_pad", [1, 3, 8, 10], 3, 2, 1, True, False)
    avg_pool("ceil_mode_drops_the_last_window", [1, 2, 5, 7], 2, 3, 1, ceil_mode=True)
    avg_pool("ceil_mode_drops_the_last_window_exclude_pad", [1, 2, 5, 7], 2, 3, 1, True, False)
    avg_pool("ceil_mode_window_past_the_padding", [1, 2, 6, 7], 4, 4, 1, ceil_mode=True)
    avg_pool("divisor_override", [1, 3, 7, 6], 3, 2, 1, divisor=5)
    avg_pool("divisor_override_ceil_mode_exclude_pad", [1, 3, 8, 6], 3, 2, 1, True, False, 4)
    avg_pool("non_square", [2, 3, 9, 13], (3, 2), (2, 3), (1, 0))
    avg_pool("non_square_exclude_pad_ceil_mode", [1, 3, 10, 12], (4, 3), (3, 2), (2, 1), True, False)
    avg_pool("kernel_is_the_input", [1, 17, 7, 7], 7)


def adaptive_avg_pool(name, shape, output_size):
    seed(f"AdaptiveAvgPool2d/{name}")
    output_size = pair(output_size)
    add_case("AdaptiveAvgPool2d", name, dict(output_size=output_size), [torch.randn(shape)],
             nn.AdaptiveAvgPool2d(output_size))


def adaptive_avg_pools():
    adaptive_avg_pool("to_1x1", [2, 17, 7, 7], 1)
    adaptive_avg_pool("to_1x1_non_square", [1, 8, 5, 13], 1)
    adaptive_avg_pool("to_1x1_from_1x1", [3, 5, 1, 1], 1)
    adaptive_avg_pool("to_7x7_same", [1, 3, 7, 7], 7)
    adaptive_avg_pool("to_7x7_divisible", [1, 3, 14, 21], 7)
    adaptive_avg_pool("to_7x7_from_larger", [1, 3, 15, 11], 7)
    adaptive_avg_pool("to_7x7_from_smaller", [1, 3, 3, 5], 7)
    adaptive_avg_pool("to_7x7_from_1x1", [1, 4, 1, 1], 7)
    adaptive_avg_pool("to_6x6_from_13x10", [1, 3, 13, 10], 6)
    adaptive_avg_pool("to_3x5_non_square", [2, 3, 8, 9], (3, 5))
    adaptive_avg_pool("to_5x2_mixed", [1, 3, 4, 9], (5, 2))


def batch_norm(name, shape, eps=1e-5, affine=True):
    """Evaluation mode, with statistics such as training leaves behind."""
    seed(f"BatchNorm2d/{name}")
    channels = shape[1]
    module = nn.BatchNorm2d(channels, eps=eps, affine=affine).eval()
    module.running_mean.normal_()
    module.running_var.uniform_(0.05, 4)
    if affine:
        nn.init.normal_(module.weight, 1, 0.3)
        nn.init.normal_(module.bias, 0, 0.5)
    weights = {key: value.clone() for key, value in module.state_dict().items() if key != "num_batches_tracked"}
    add_case("BatchNorm2d", name, dict(num_features=channels, eps=eps, affine=affine),
             [torch.randn(shape) * 3 + 1], module, weights)


def batch_norms():
    batch_norm("channels8", [2, 8, 5, 7])
    batch_norm("channels1", [1, 1, 9, 4])
    batch_norm("channels17_batch3", [3, 17, 3, 5])
    batch_norm("no_affine", [1, 7, 6, 5], affine=False)
    batch_norm("eps_1e-3", [1, 3, 4, 9], eps=1e-3)
    batch_norm("one_pixel", [4, 5, 1, 1])


def linear(name, shape, out_features, bias=True):
    seed(f"Linear/{name}")
    module = nn.Linear(shape[1], out_features, bias)
    weights = {key: value.detach() for key, value in module.named_parameters()}
    add_case("Linear", name, dict(in_features=shape[1], out_features=out_features, bias=bias), [torch.randn(shape)],
             module, weights)


def linears():
    linear("batch1", [1, 33], 10)
    linear("batch5", [5, 64], 17)
    linear("batch5_no_bias", [5, 19], 7, bias=False)
    linear("batch1_long", [1, 800], 12)
    linear("one_feature", [3, 1], 1)
    linear("odd_everything", [7, 37], 29)


def joins():
    """Operators with several inputs."""
    def case(op, name, attributes, shapes, compute):
        seed(f"{op}/{name}")
        add_case(op, name, attributes, [torch.randn(shape) for shape in shapes], compute)

    case("Add", "same_shape", {}, [[2, 3, 5, 7]] * 2, torch.add)
    case("Add", "channels17", {}, [[1, 17, 3, 3]] * 2, torch.add)
    case("Add", "2d", {}, [[5, 10]] * 2, torch.add)
    case("Mul", "same_shape", {}, [[2, 3, 5, 7]] * 2, torch.mul)
    case("Mul", "broadcast_second", {}, [[2, 7, 5, 6], [2, 7, 1, 1]], torch.mul)
    case("Mul", "broadcast_first", {}, [[3, 17, 1, 1], [3, 17, 4, 3]], torch.mul)
    case("Mul", "broadcast_1x1_both", {}, [[2, 5, 1, 1]] * 2, torch.mul)
    values = torch.tensor([[INF, -INF, NAN, 0.0, -0.0, INF, 1e38, 1e-40]])
    others = torch.tensor([[-INF, -INF, 1.0, -0.0, -0.0, 0.0, 1e38, -1e-40]])
    add_case("Add", "special_values", {}, [values, others], torch.add)
    add_case("Mul", "special_values", {}, [values, others], torch.mul)

    def concat(*tensors):
        return torch.cat(tensors, dim=1)

    case("Concat", "2_inputs", dict(dim=1), [[2, 3, 4, 5], [2, 6, 4, 5]], concat)
    case("Concat", "3_inputs", dict(dim=1), [[1, 1, 3, 7], [1, 17, 3, 7], [1, 8, 3, 7]], concat)
    case("Concat", "4_inputs_batch3", dict(dim=1), [[3, c, 2, 5] for c in (7, 3, 1, 4)], concat)
    case("Concat", "2d", dict(dim=1), [[4, 5], [4, 2]], concat)


def reshapes():
    """Flatten, Dropout (which does nothing in evaluation mode) and Softmax."""
    seed("reshapes")
    for name, shape in dict(maps=[2, 3, 4, 5], one_pixel=[3, 7, 1, 1], already_flat=[2, 9]).items():
        add_case("Flatten", name, dict(start_dim=1, end_dim=-1), [torch.randn(shape)], nn.Flatten(1))
    for name, shape in dict(maps=[2, 3, 4, 5], vector=[3, 11]).items():
        add_case("Dropout", name, dict(p=0.5), [torch.randn(shape)], nn.Dropout(0.5).eval())
    softmax_inputs = {
        "vector": torch.randn(3, 10), "1000_classes": torch.randn(1, 1000) * 3, "maps": torch.randn(2, 7, 3, 5) * 2,
        "one_class": torch.randn(4, 1),
        "large_values": torch.tensor([[1000.0, 999, -1000, 3e38, 88], [90, 91, 92, 93, -3e38]]),
        "equal_values": torch.full((2, 7), 5e4), "minus_infinity": torch.tensor([[0.0, -INF, 1, 2]]),
        "nan": torch.tensor([[0.0, NAN, 1, 2], [0, 1, 2, 3]]),
    }
    for name, image in softmax_inputs.items():
        add_case("Softmax", name, dict(dim=1), [image], nn.Softmax(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (convolutions, activations, max_pools, avg_pools, adaptive_avg_pools, batch_norms, linears, joins,
                  reshapes):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_operator_goldens.py", cases=json.dumps(CASES))
    safetensors_io.save(arguments.out, TENSORS, metadata)
    print(f"{len(CASES)} cases, {len(TENSORS)} tensors, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
