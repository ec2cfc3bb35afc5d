#!/usr/bin/python3
"""Write operators-layout.safetensors: what real PyTorch makes of tensors that are rearranged, cut, padded or joined.

    python3 tests/goldens/make_layout_goldens.py [--out FILE]

The keys and the metadata are those of operators.safetensors, described in README.md beside this script. Attributes
carry the names of our operators' arguments; where PyTorch has no function for one, Python's or NumPy's own indexing
says what is right.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from make_operator_goldens import CASES, HERE, INF, NAN, TENSORS, add_case, safetensors_io, seed

FIRST, LAST = -2**31, 2**31 - 1


def case(op, name, attributes, shapes, compute):
    seed(f"{op}/{name}")
    add_case(op, name, attributes, [torch.randn(shape) for shape in shapes], lambda *x: compute(*x).contiguous())


def permute(name, shape, dims):
    case("Permute", name, dict(dims=dims), [shape], lambda x: x.permute(dims))


def permutes():
    permute("swap", [3, 5], [1, 0])
    permute("channels_last", [2, 3, 4, 5], [0, 2, 3, 1])
    permute("channels_first", [2, 4, 5, 3], [0, 3, 1, 2])
    permute("channel_shuffle", [2, 3, 4, 5, 2], [0, 2, 1, 3, 4])
    permute("negative", [2, 3, 4], [-1, 0, -2])
    permute("nothing", [2, 3, 4], [0, 1, 2])
    permute("ones", [1, 3, 1, 4], [3, 0, 1, 2])
    permute("eight_axes", [2, 1, 3, 2, 1, 2, 3, 2], [7, 2, 0, 5, 3, 1, 6, 4])
    case("Permute", "turned_round", {}, [[2, 3, 4]], lambda x: x.permute(2, 1, 0))
    values = torch.tensor([[NAN, INF, -INF], [0.0, -0.0, 1e-45]])
    add_case("Permute", "special_values", dict(dims=[1, 0]), [values], lambda x: x.t().contiguous())


def cut(name, shape, starts, ends, axes, steps):
    """Python's own slice, place by place."""
    def compute(x):
        for start, end, axis, step in zip(starts, ends, axes, steps):
            x = x.index_select(axis, torch.tensor(range(x.shape[axis])[start:end:step], dtype=torch.long))
        return x

    case("Slice", name, dict(starts=starts, ends=ends, axes=axes, steps=steps), [shape], compute)


def slices():
    cut("first_half", [2, 6, 3, 5], [0], [3], [1], [1])
    cut("second_half", [2, 6, 3, 5], [3], [LAST], [1], [1])
    cut("two_axes", [2, 3, 7, 9], [1, 2], [6, 9], [2, 3], [1, 1])
    cut("every_second", [1, 2, 7, 9], [0, 1], [LAST, LAST], [2, 3], [2, 2])
    cut("every_third_leaves_a_remainder", [2, 8], [1], [8], [1], [3])
    cut("negative_places", [3, 8], [-5], [-1], [1], [1])
    cut("negative_axis", [3, 4, 8], [2], [5], [-2], [1])
    cut("backwards", [3, 8], [LAST], [FIRST], [1], [-1])
    cut("backwards_in_part", [3, 8], [6], [1], [1], [-2])
    cut("backwards_from_the_end", [8, 3], [-2], [-7], [0], [-3])
    cut("outside", [3, 8], [-100, 2], [100, 100], [0, 1], [1, 1])
    cut("step_larger_than_size", [2, 5], [1], [LAST], [1], [100])
    cut("both_ways", [4, 5, 6], [0, -1, 5], [LAST, FIRST, 0], [0, 1, 2], [3, -2, -1])
    cut("everything", [2, 3], [0, 0], [2, 3], [0, 1], [1, 1])


def expand(name, shape, to):
    """ONNX's rule, in which both shapes may have ones: NumPy's broadcasting with a tensor of ones."""
    target = [own if extent == -1 else extent for own, extent in zip([1] * (len(to) - len(shape)) + shape, to)]
    case("Expand", name, dict(shape=to), [shape], lambda x: x * torch.ones(target))


def expands():
    expand("rows", [1, 5], [4, 5])
    expand("columns", [4, 1], [4, 5])
    expand("new_axes", [3, 1], [2, 1, 3, 4])
    expand("both_have_ones", [3, 1, 4], [1, 5, 1])
    expand("factor_per_channel", [2, 3, 1, 1], [2, 3, 4, 5])
    expand("fewer_axes_than_the_input", [2, 1, 3], [4, 1])
    expand("minus_one_keeps", [2, 1, 3], [-1, 4, -1])
    expand("number", [], [2, 3])
    expand("nothing", [2, 3], [2, 3])


def depth_to_space(x, block, order):
    """ONNX's definition of DepthToSpace: the block is the outer part of the channels (DCR) or the inner (CRD)."""
    n, c, h, w = x.shape
    if order == "ChannelLast":
        x = x.reshape(n, block, block, c // block**2, h, w).permute(0, 3, 4, 1, 5, 2)
    else:
        x = x.reshape(n, c // block**2, block, block, h, w).permute(0, 1, 4, 2, 5, 3)
    return x.reshape(n, c // block**2, h * block, w * block)


def space_to_depth(x, block):
    """ONNX's definition of SpaceToDepth, which undoes DepthToSpace in mode DCR."""
    n, c, h, w = x.shape
    x = x.reshape(n, c, h // block, block, w // block, block)
    return x.permute(0, 3, 5, 1, 2, 4).reshape(n, c * block**2, h // block, w // block)


def pixel_shuffles():
    for name, block, shape in (("2", 2, [2, 12, 3, 5]), ("3", 3, [1, 9, 4, 2]), ("1", 1, [2, 3, 4, 5])):
        attributes = dict(upscale_factor=block, order="ChannelFirst")
        case("PixelShuffle", name, attributes, [shape], lambda x, block=block: F.pixel_shuffle(x, block))
        back = [shape[0], shape[1], shape[2] * block, shape[3] * block]
        attributes = dict(downscale_factor=block, order="ChannelFirst")
        case("PixelUnshuffle", name, attributes, [back], lambda x, block=block: F.pixel_unshuffle(x, block))
        attributes = dict(upscale_factor=block, order="ChannelLast")
        case("PixelShuffle", f"{name}_channel_last", attributes, [shape],
             lambda x, block=block: depth_to_space(x, block, "ChannelLast"))
        attributes = dict(downscale_factor=block, order="ChannelLast")
        case("PixelUnshuffle", f"{name}_channel_last", attributes, [back],
             lambda x, block=block: space_to_depth(x, block))
    case("PixelShuffle", "one_image", dict(upscale_factor=2, order="ChannelFirst"), [[8, 3, 4]],
         lambda x: F.pixel_shuffle(x, 2))


def identities():
    """Same numbers, other shape."""
    def reshape(name, shape, to, allow_zero=False):
        target = [shape[axis] if extent == 0 and not allow_zero else extent for axis, extent in enumerate(to)]
        case("Reshape", name, dict(shape=to, allowzero=allow_zero), [shape], lambda x: x.reshape(target))

    reshape("plain", [2, 3, 4], [4, 6])
    reshape("inferred", [2, 3, 4], [2, -1])
    reshape("kept", [2, 3, 4], [0, 0, 2, 2])
    reshape("kept_and_inferred", [2, 3, 4, 5], [0, -1, 5])
    reshape("to_number", [1, 1], [])
    reshape("of_number", [], [1, 1, -1])
    reshape("of_nothing", [0, 3], [3, 0], True)
    for name, shape, start, end in (("all", [2, 3, 4], 0, -1), ("inner", [2, 3, 4, 5], 2, 3),
                                    ("middle", [2, 3, 4, 5], 1, -2), ("one_axis", [2, 3, 4], 1, 1)):
        case("Flatten", name, dict(start_dim=start, end_dim=end), [shape], lambda x, s=start, e=end: x.flatten(s, e))
    for axis in (0, 1, 2, 4, -1, -4):
        case("Flatten2d", f"axis{axis}", dict(axis=axis), [[2, 3, 4, 5]],
             lambda x, axis=axis: x.reshape(int(np.prod(x.shape[:axis])), -1))
    case("Squeeze", "all", {}, [[1, 3, 1, 4, 1]], torch.squeeze)
    case("Squeeze", "one", dict(dim=[2]), [[1, 3, 1, 4]], lambda x: x.squeeze(2))
    case("Squeeze", "two", dict(dim=[-2, 0]), [[1, 3, 1, 4]], lambda x: x[0, :, 0, :])
    case("Unsqueeze", "first", dict(dim=[0]), [[3, 4]], lambda x: x.unsqueeze(0))
    case("Unsqueeze", "last", dict(dim=[-1]), [[3, 4]], lambda x: x.unsqueeze(-1))
    case("Unsqueeze", "three_unsorted", dict(dim=[4, 0, -3]), [[3, 4]], lambda x: x[None, :, None, :, None])


def pad(name, shape, before, after, mode="constant", value=0.0):
    """PyTorch wants the innermost axis first, and knows the other modes for the image axes of 3-d and 4-d tensors."""
    widths = [width for pair in reversed(list(zip(before, after))) for width in pair]
    while mode != "constant" and len(widths) > 2 * max(len(shape) - 2, 1):
        assert widths[-2:] == [0, 0]
        widths = widths[:-2]
    keywords = dict(value=value) if mode == "constant" else {}
    case("Pad", name, dict(before=before, after=after, mode=mode, value=value), [shape],
         lambda x: F.pad(x, widths, mode, **keywords))


def pads():
    pad("image", [2, 3, 4, 5], [0, 0, 1, 2], [0, 0, 3, 1])
    pad("value", [1, 2, 3, 4], [0, 0, 1, 1], [0, 0, 1, 1], value=-1.5)
    pad("channels", [2, 3, 2, 3], [0, 2, 0, 0], [0, 3, 0, 0])
    pad("every_axis", [2, 3, 4], [1, 2, 0], [0, 1, 3], value=7.0)
    pad("vector", [5], [2], [1])
    pad("number_of_axes_8", [1, 2, 1, 2, 1, 2, 1, 2], [0, 1, 0, 0, 1, 0, 0, 1], [1, 0, 0, 1, 0, 0, 0, 0])
    pad("cut", [2, 3, 6, 7], [0, 0, -1, -2], [0, 0, -2, -1])
    pad("cut_and_grow", [2, 3, 6, 7], [0, 0, -2, 2], [0, 0, 3, -4])
    pad("nothing", [2, 3, 4], [0, 0, 0], [0, 0, 0])
    for mode in ("reflect", "replicate", "circular"):
        pad(f"{mode}_image", [2, 3, 4, 5], [0, 0, 1, 3], [0, 0, 3, 2], mode)
        pad(f"{mode}_row", [2, 3, 8], [0, 0, 7], [0, 0, 5], mode)
        pad(f"{mode}_one_side", [1, 2, 5, 4], [0, 0, 0, 2], [0, 0, 1, 0], mode)
    pad("replicate_far", [1, 2, 2, 3], [0, 0, 5, 4], [0, 0, 6, 7], "replicate")
    pad("replicate_one_pixel", [2, 3, 1, 1], [0, 0, 2, 1], [0, 0, 1, 2], "replicate")
    pad("replicate_cut", [1, 2, 6, 7], [0, 0, -1, 2], [0, 0, 2, -3], "replicate")
    pad("reflect_cut", [1, 2, 6, 7], [0, 0, -1, 2], [0, 0, 2, -3], "reflect")


def gather(name, shape, indices, dim):
    """Indexing by a tensor along one axis, as x[:, indices]; the operator reads the indices from a float tensor."""
    seed(f"Gather/{name}")
    index = (slice(None),) * (dim % len(shape))
    add_case("Gather", name, dict(dim=dim), [torch.randn(shape), torch.tensor(indices, dtype=torch.float32)],
             lambda x, i: x[index + (i.long(),)].contiguous())


def gathers():
    gather("rows", [5, 4], [3, 0, 3], 0)
    gather("columns", [5, 4], [1, 2], 1)
    gather("channels", [2, 6, 3, 5], [5, 1, 0, 2], 1)
    gather("negative", [2, 6, 3], [-1, 0, -6, 5], 1)
    gather("negative_axis", [2, 3, 6], [[4, 2], [0, 5], [3, -3]], -1)
    gather("matrix_of_indices", [4, 3], [[0, 2, 1], [3, 3, -1]], 0)
    gather("one_number", [2, 5, 3], 2, 1)
    gather("embedding", [11, 7], [[1, 9], [10, 0]], 0)


def concats():
    def concat(name, dim, *shapes):
        case("Concat", name, dict(dim=dim), shapes, lambda *x: torch.cat(x, dim))

    concat("batch", 0, [2, 3, 4], [1, 3, 4])
    concat("rows", 2, [2, 3, 4, 5], [2, 3, 1, 5], [2, 3, 7, 5])
    concat("innermost", -1, [2, 3, 4], [2, 3, 1])
    concat("vectors", 0, [3], [1], [5])
    concat("with_nothing", 1, [2, 3, 2], [2, 0, 2])


def fulls():
    """A tensor of one value; no input but for shapes."""
    for name, shape, value in (("map", [2, 3, 4], 1.5), ("number", [], -3.0), ("vector", [70], 1e30)):
        add_case("Full", name, dict(size=shape, fill_value=value), [], lambda s=shape, v=value: torch.full(s, v))


def triangles():
    for upper, function in ((True, torch.triu), (False, torch.tril)):
        for name, shape, diagonal in (("square", [5, 5], 0), ("wide", [2, 3, 9], 2), ("tall", [2, 2, 7, 3], -3),
                                      ("beyond", [3, 4], 9), ("far_below", [3, 4], -9), ("row", [1, 33], 5)):
            case("Trilu", f"{name}_{'upper' if upper else 'lower'}", dict(upper=upper, diagonal=diagonal), [shape],
                 lambda x, f=function, d=diagonal: f(x, d).contiguous())
    add_case("Trilu", "infinity_and_nan", dict(upper=True, diagonal=1), [torch.tensor([[INF, NAN], [NAN, -INF]])],
             lambda x: torch.triu(x, 1))


def diagonals():
    for name, shape, first, second in (("square", [5, 5], 0, 1), ("wide", [2, 3, 9], 1, 2),
                                       ("first_and_last", [4, 2, 3], 0, -1), ("turned", [2, 5, 3, 7], 3, 1), ("row", [1, 9], 0, 1)):
        case("Diagonal", name, dict(dim1=first, dim2=second), [shape],
             lambda x, a=first, b=second: x.diagonal(0, a, b))


def top_ks():
    def top(name, shape, k, dim, largest=True, change=None):
        for indices in (False, True):
            seed(f"TopK/{name}")
            numbers = torch.randn(shape)
            if change is not None:
                numbers.view(-1)[:len(change)] = torch.tensor(change)
            add_case("TopK", f"{name}{'_indices' if indices else ''}",
                     dict(k=k, dim=dim, largest=largest, indices=indices), [numbers],
                     lambda x: torch.topk(x, k, dim, largest)[indices].float().contiguous())

    top("row", [37], 5, 0)
    top("smallest", [3, 19], 4, -1, False)
    top("channels", [2, 7, 3, 5], 3, 1)
    top("all", [2, 9], 9, 1)
    top("none", [2, 9], 0, 1)
    top("one", [5, 1, 3], 1, 1)
    top("nan_and_infinity", [2, 8], 4, 1, change=[1.0, NAN, INF, -INF])
    top("smallest_nan_and_infinity", [2, 8], 8, 1, False, [1.0, NAN, INF, -INF])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators-layout.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (permutes, slices, expands, pixel_shuffles, identities, pads, gathers, concats, fulls, triangles,
                  diagonals, top_ks):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_layout_goldens.py", cases=json.dumps(CASES))
    safetensors_io.save(arguments.out, TENSORS, metadata)
    print(f"{len(CASES)} cases, {len(TENSORS)} tensors, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
