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
import torch.nn.functional as F
from torch import nn
from torchvision.models.convnext import LayerNorm2d

from make_operator_goldens import CASES, HERE, INF, NAN, TENSORS, WITH_FLOAT64, add_case, pair, safetensors_io, seed

WITH_FLOAT64 |= {"Mean", "Sum", "Prod", "CumSum", "LayerNorm", "LayerNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNormInvStdDev", "BatchNorm1d",
                 "LogSoftmax", "LocalResponseNorm", "LPPool2d"}


def product(numbers, dim, keepdim):
    """torch.prod takes one axis at a time."""
    for axis in sorted((axis % numbers.ndim for axis in dim), reverse=True):
        numbers = torch.prod(numbers, axis, keepdim)
    return numbers


def reduction(op, name, shape, dim, keepdim=False, change=None):
    """`dim` [] stands for all axes."""
    seed(f"{op}/{name}")
    numbers = torch.randn(shape) + 0.5
    if change:
        change(numbers)
    function = dict(Mean=torch.mean, Sum=torch.sum, Amax=torch.amax, Amin=torch.amin, Prod=product)[op]
    axes = dim or list(range(len(shape)))
    add_case(op, name, dict(dim=dim, keepdim=keepdim), [numbers], lambda x: function(x, dim=axes, keepdim=keepdim))


def plant_nan_and_infinity(numbers):
    numbers.view(-1)[3] = NAN
    numbers.view(-1)[-1] = -INF


def reductions():
    for op in ("Mean", "Sum", "Amax", "Amin", "Prod"):
        reduction(op, "height_and_width", [2, 3, 5, 9], [2, 3])
        reduction(op, "height_and_width_keepdim", [1, 3, 4, 9], [2, 3], True)
        reduction(op, "negative_axes_in_another_order", [1, 2, 7, 9], [-1, -2])
        reduction(op, "channels", [2, 9, 5, 3], [1])
        reduction(op, "channels_keepdim", [1, 3, 2, 37], [1], True)
        reduction(op, "batch", [3, 4, 5, 2], [0])
        reduction(op, "batch_height_width", [3, 2, 5, 7], [0, 2, 3])
        reduction(op, "channels_and_width", [2, 3, 3, 9], [1, 3], True)
        reduction(op, "everything", [2, 3, 4, 5], [])
        reduction(op, "everything_keepdim", [2, 3, 5], [], True)
        reduction(op, "vector", [200], [0])
        reduction(op, "last_of_2d", [5, 33], [1])
        reduction(op, "first_of_2d", [33, 5], [0])
        reduction(op, "rank8_every_other_axis", [2, 3, 1, 2, 2, 1, 2, 3], [0, 2, 4, 6])
        reduction(op, "rank8_the_other_axes", [2, 2, 1, 2, 1, 2, 3, 2], [1, 3, 5, 7], True)
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
    layer_norm("far_from_zero", [2, 70], [70], offset=40.0, scale=2.0)
    layer_norm("tiny_numbers", [2, 24], [24], offset=0.0, scale=1e-3)
    layer_norm("rank6", [2, 1, 3, 2, 2, 5], [2, 5])
    layer_norm2d("maps", [2, 17, 3, 5])
    layer_norm2d("one_pixel", [3, 24, 1, 1])
    layer_norm2d("one_channel", [1, 1, 3, 4])
    layer_norm2d("far_from_zero", [1, 40, 3, 5], offset=40.0, scale=2.0)


def group_norm(name, shape, groups, eps=1e-5, affine=True, **numbers):
    attributes = dict(num_groups=groups, num_channels=shape[1], eps=eps, affine=affine)
    norm("GroupNorm", name, shape, nn.GroupNorm(groups, shape[1], eps, affine), attributes, **numbers)


def instance_norm(name, shape, module=nn.InstanceNorm2d, eps=1e-5, affine=True, **numbers):
    attributes = dict(num_features=shape[1], eps=eps, affine=affine)
    norm("InstanceNorm2d", name, shape, module(shape[1], eps, affine=affine), attributes, **numbers)


def inv_std_dev(name, shape, axes, eps=1e-5):
    """The third output of ONNX's LayerNormalization, which PyTorch computes but does not hand out."""
    seed(f"LayerNormInvStdDev/{name}")
    last = list(range(-axes, 0))
    add_case("LayerNormInvStdDev", name, dict(normalized_shape=shape[-axes:], eps=eps), [torch.randn(shape) * 3 + 1],
             lambda x: torch.rsqrt(x.var(dim=last, unbiased=False, keepdim=True) + eps))


def group_norms():
    group_norm("groups2", [2, 6, 5, 7], 2)
    group_norm("one_group", [1, 7, 3, 5], 1)
    group_norm("one_channel_each", [2, 5, 4, 9], 5)
    group_norm("32_groups", [1, 64, 2, 2], 32)
    group_norm("no_affine_eps_1e-3", [2, 9, 4, 3], 3, eps=1e-3, affine=False)
    group_norm("2d", [3, 12], 4)
    group_norm("sequence", [2, 8, 37], 2)
    group_norm("volume", [1, 4, 3, 2, 5], 2)
    group_norm("far_from_zero", [1, 8, 5, 5], 2, offset=40.0, scale=2.0)
    instance_norm("maps", [2, 5, 7, 9])
    instance_norm("no_affine", [1, 3, 11, 4], affine=False)
    instance_norm("eps_1e-2", [2, 7, 3, 3], eps=1e-2)
    instance_norm("sequence", [2, 4, 33], nn.InstanceNorm1d)
    instance_norm("volume", [1, 3, 2, 3, 4], nn.InstanceNorm3d)
    instance_norm("far_from_zero", [1, 4, 9, 8], offset=40.0, scale=2.0)
    inv_std_dev("features", [2, 3, 17], 1)
    inv_std_dev("three_axes", [2, 3, 5, 3], 3)
    inv_std_dev("everything", [3, 4, 5], 3, eps=1e-3)


def batch_norm(op, name, shape, module, affine=True):
    """As in make_operator_goldens.py, for other ranks."""
    seed(f"{op}/{name}")
    module = module(shape[1], affine=affine).eval()
    module.running_mean.normal_()
    module.running_var.uniform_(0.05, 4)
    if affine:
        nn.init.normal_(module.weight, 1, 0.3)
        nn.init.normal_(module.bias, 0, 0.5)
    weights = {key: value.clone() for key, value in module.state_dict().items() if key != "num_batches_tracked"}
    add_case(op, name, dict(num_features=shape[1], eps=module.eps, affine=affine), [torch.randn(shape) * 3 + 1],
             module, weights)


def batch_norms():
    batch_norm("BatchNorm1d", "vectors", [5, 17], nn.BatchNorm1d)
    batch_norm("BatchNorm1d", "sequence", [2, 7, 33], nn.BatchNorm1d)
    batch_norm("BatchNorm1d", "no_affine", [3, 4], nn.BatchNorm1d, affine=False)
    batch_norm("BatchNorm2d", "volume", [2, 3, 4, 3, 5], nn.BatchNorm3d)


def softmaxes():
    """Along other axes than the classes."""
    for op, module in (("Softmax", nn.Softmax), ("LogSoftmax", nn.LogSoftmax)):
        for name, shape, dim in (("last_of_3d", [2, 3, 17], -1), ("first", [7, 5], 0), ("middle", [2, 3, 9, 5], 2),
                                 ("vector_of_classes", [37], 0), ("last_of_4d", [2, 3, 4, 8], 3)):
            seed(f"{op}/{name}")
            add_case(op, name, dict(dim=dim), [torch.randn(shape) * 4], module(dim))
    inputs = {
        "classes": torch.randn(3, 10), "maps": torch.randn(2, 7, 3, 5) * 2, "one_class": torch.randn(4, 1),
        "large_values": torch.tensor([[1000.0, 999, -1000, 3e38, 88], [90, 91, 92, 93, -3e38]]),
        "almost_certain": torch.tensor([[20.0, 0, 1, 2], [-30, 3, -30, -40]]),
        "minus_infinity": torch.tensor([[0.0, -INF, 1, 2]]), "nan": torch.tensor([[0.0, NAN, 1, 2], [0, 1, 2, 3]]),
    }
    for name, scores in inputs.items():
        add_case("LogSoftmax", name, dict(dim=1), [scores], nn.LogSoftmax(1))


def arg_max(name, shape, dim, keepdim=False, last=False, numbers=None):
    """Small whole numbers, so that the largest often comes twice; `dim` is absent for all axes."""
    seed(f"ArgMax/{name}")
    numbers = torch.randint(0, 4, shape).float() if numbers is None else torch.tensor(numbers)
    attributes = dict(keepdim=keepdim, select_last_index=last)
    if dim is not None:
        attributes["dim"] = dim

    def compute(x):
        if not last:
            return torch.argmax(x, dim, keepdim).float()
        return (x.shape[dim] - 1 - torch.argmax(x.flip(dim), dim, keepdim)).float()
    add_case("ArgMax", name, attributes, [numbers], compute)


def arg_maxes():
    for last in (False, True):
        suffix = "_last" if last else ""
        arg_max("classes" + suffix, [3, 17], 1, last=last)
        arg_max("channels" + suffix, [2, 21, 5, 7], 1, last=last)
        arg_max("channels_keepdim" + suffix, [1, 5, 3, 11], 1, True, last)
        arg_max("width" + suffix, [2, 3, 4, 9], -1, last=last)
        arg_max("batch" + suffix, [6, 5], 0, True, last)
        arg_max("nan" + suffix, None, 1, last=last,
                numbers=[[1.0, NAN, 3, NAN, INF], [-INF, -INF, -INF, -INF, -INF], [NAN, INF, INF, 0, 1]])
        arg_max("nan_in_columns" + suffix, None, 0, last=last,
                numbers=[[1.0, NAN, 3, -INF], [NAN, INF, 3, -INF], [NAN, 2, -3, -INF], [5, NAN, 1, -INF]])
    arg_max("everything", [2, 3, 5], None)


def response_norm(name, shape, size, alpha=1e-4, beta=0.75, k=1.0, scale=1.0):
    seed(f"LocalResponseNorm/{name}")
    add_case("LocalResponseNorm", name, dict(size=size, alpha=alpha, beta=beta, k=k), [torch.randn(shape) * scale],
             nn.LocalResponseNorm(size, alpha, beta, k))


def response_norms():
    response_norm("alexnet", [1, 12, 5, 7], 5, 1e-4, 0.75, 2.0, scale=30.0)
    response_norm("even_size", [2, 7, 3, 5], 4, 0.1)
    response_norm("size_2", [1, 5, 4, 3], 2, 0.5, 0.5)
    response_norm("more_than_the_channels", [1, 3, 4, 5], 9, 0.3, 1.0)
    response_norm("size_1_beta_2", [1, 3, 4, 5], 1, 0.7, 2.0, 0.5)
    response_norm("sequence", [2, 6, 17], 3, 0.2)


def adaptive_max_pool(name, shape, output_size, change=None):
    seed(f"AdaptiveMaxPool2d/{name}")
    output_size = pair(output_size)
    image = torch.randn(shape)
    if change:
        change(image)
    add_case("AdaptiveMaxPool2d", name, dict(output_size=output_size), [image], nn.AdaptiveMaxPool2d(output_size))


def lp_pool(name, shape, p, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Without padding, ceil_mode and odd p PyTorch's own layer; else its sums of the powers of absolute values."""
    seed(f"LPPool2d/{name}")
    kernel_size, stride, padding = map(pair, (kernel_size, stride or kernel_size, padding))
    attributes = dict(norm_type=p, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode)
    if p % 2 == 0 and padding == [0, 0] and not ceil_mode:
        module = nn.LPPool2d(p, kernel_size, stride)
    else:
        def module(x):
            sums = F.avg_pool2d(x.abs() ** p, kernel_size, stride, padding, ceil_mode, divisor_override=1)
            return sums ** (1 / p)
    add_case("LPPool2d", name, attributes, [torch.randn(shape)], module)


def pools():
    adaptive_max_pool("to_1x1", [2, 17, 5, 7], 1)
    adaptive_max_pool("to_3x5", [2, 3, 8, 9], (3, 5))
    adaptive_max_pool("to_7x7_from_smaller", [1, 3, 3, 5], 7)
    adaptive_max_pool("nan_and_infinity", [2, 3, 5, 6], (2, 3), plant_nan_and_infinity)
    lp_pool("p2", [2, 3, 7, 9], 2, 3, 2)
    lp_pool("p2_padding", [1, 3, 6, 5], 2, 3, 1, 1)
    lp_pool("p1_ceil_mode", [1, 3, 8, 10], 1, 3, 2, 0, True)
    lp_pool("p3_non_square", [2, 3, 9, 8], 3, (3, 2), (1, 2), (1, 0))
    lp_pool("p4", [1, 5, 6, 6], 4, 2)


def cum_sums():
    def cum_sum(name, shape, dim, exclusive=False, reverse=False, change=None):
        seed(f"CumSum/{name}")
        numbers = torch.randn(shape)
        if change:
            change(numbers)

        def compute(x):
            x = x.flip(dim) if reverse else x
            if exclusive:
                x = torch.cat([torch.zeros_like(x.narrow(dim, 0, 1)), x.narrow(dim, 0, x.shape[dim] - 1)], dim)
            sums = torch.cumsum(x, dim)
            return (sums.flip(dim) if reverse else sums).contiguous()

        add_case("CumSum", name, dict(dim=dim, exclusive=exclusive, reverse=reverse), [numbers], compute)

    cum_sum("vector", [37], 0)
    cum_sum("rows", [3, 19], -1)
    cum_sum("columns", [9, 17], 0)
    cum_sum("channels", [2, 7, 3, 5], 1)
    cum_sum("exclusive", [3, 11], 1, True)
    cum_sum("reverse", [5, 3, 9], 1, False, True)
    cum_sum("exclusive_reverse", [5, 21], 1, True, True)
    cum_sum("one", [4, 1], 1, True)
    cum_sum("nan_and_infinity", [3, 2, 9], 2, change=plant_nan_and_infinity)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators-norms.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (reductions, layer_norms, group_norms, batch_norms, softmaxes, arg_maxes,
                  response_norms, pools,
                  cum_sums):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_norms_goldens.py", cases=json.dumps(CASES))
    safetensors_io.save(arguments.out, TENSORS, metadata)
    print(f"{len(CASES)} cases, {len(TENSORS)} tensors, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
