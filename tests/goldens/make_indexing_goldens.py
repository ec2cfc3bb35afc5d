#!/usr/bin/python3
"""Write operators-indexing.safetensors: what real PyTorch gathers from, scatters to and samples at places that a
tensor names.

    python3 tests/goldens/make_indexing_goldens.py [--out FILE]

The keys and the metadata are those of operators.safetensors, described in README.md beside this script. Indices are
passed as float tensors; negative ones, which torch.gather and torch.scatter do not take, are made positive for
PyTorch.
"""

import argparse
import json
from pathlib import Path

import torch
from torch.nn import functional as F

import make_operator_goldens as goldens
from make_operator_goldens import INF, NAN, add_case, seed

PYTORCH = dict(Add="sum", Mul="prod", Min="amin", Max="amax")
goldens.WITH_FLOAT64 |= {"ScatterElements", "ScatterND"}


def positive(indices, length):
    indices = indices.long()
    return torch.where(indices < 0, indices + length, indices)


def indices_of(shape, length):
    """Random indices, negative ones among them."""
    return torch.randint(-length, length, shape).float()


def permuted(shape, axis, length):
    """Indices along one axis of which no two are the same."""
    order = torch.rand(*shape[:axis], length, *shape[axis + 1:]).argsort(axis)
    return order.narrow(axis, 0, shape[axis]).float()


def gather(name, shape, indices, dim):
    seed(f"GatherElements/{name}")
    data = torch.randn(shape)
    if isinstance(indices, list):
        indices = indices_of(indices, shape[dim])
    add_case("GatherElements", name, dict(dim=dim), [data, indices],
             lambda x, i: x.gather(dim, positive(i, shape[dim])))


def gathers():
    gather("rows", [5, 4], [3, 4], 0)
    gather("columns", [5, 4], [5, 9], 1)
    gather("shorter", [5, 6, 7], [2, 11, 3], 1)
    gather("last", [2, 3, 4, 5], [2, 3, 4, 2], -1)
    gather("vector", [7], [12], 0)
    gather("five_axes", [2, 2, 3, 2, 3], [2, 1, 4, 2, 2], 2)
    gather("none", [3, 4], [3, 0], 1)
    special = torch.tensor([[NAN, INF, -INF, -0.0]])
    add_case("GatherElements", "special_values", dict(dim=1), [special, torch.tensor([[3.0, 2, 1, 0, -4]])],
             lambda x, i: x.gather(1, positive(i, 4)))


def nd_index(data, indices, batch_dims=0):
    """The tensors that index the axes before and in the rows of indices."""
    axes = [torch.arange(extent) for extent in indices.shape[:-1]]
    grids = torch.meshgrid(*axes, indexing="ij") if batch_dims > 0 else ()
    rows = [positive(indices[..., j], data.shape[batch_dims + j]) for j in range(indices.shape[-1])]
    return tuple(grids[:batch_dims]) + tuple(rows)


def rows_of(data_shape, shape, batch_dims=0):
    lengths = torch.tensor([data_shape[batch_dims + j] for j in range(shape[-1])])
    numbers = torch.rand(shape) * 2 * lengths - lengths
    return numbers.floor().clamp(-lengths.float(), lengths.float() - 1)


def gather_nds():
    def gather_nd(name, shape, rows, batch_dims=0):
        seed(f"GatherND/{name}")
        data = torch.randn(shape)
        add_case("GatherND", name, dict(batch_dims=batch_dims), [data, rows_of(shape, rows, batch_dims)],
                 lambda x, i: x[nd_index(x, i, batch_dims)].contiguous())

    gather_nd("elements", [4, 5], [6, 2])
    gather_nd("rows", [4, 5, 3], [2, 3, 1])
    gather_nd("pairs", [4, 5, 3, 2], [7, 2])
    gather_nd("batch", [3, 4, 5], [3, 2, 1], 1)
    gather_nd("two_batches", [2, 3, 4, 5], [2, 3, 6, 2], 2)
    gather_nd("one", [3, 4], [2])


def scatter(name, shape, indices, dim, reduction="None", change=None):
    """Without reduction the indices must be different for PyTorch's result to be defined."""
    seed(f"ScatterElements/{name}_{reduction}")
    data = torch.randn(shape)
    places = permuted(indices, dim, shape[dim]) if reduction == "None" else indices_of(indices, shape[dim])
    updates = torch.randn(indices)
    if change is not None:
        change(data, updates)

    def compute(x, i, u):
        index = positive(i.float(), shape[dim])
        if reduction == "None":
            return x.scatter(dim, index, u)
        return x.scatter_reduce(dim, index, u, PYTORCH[reduction], include_self=True)

    add_case("ScatterElements", f"{name}_{reduction.lower()}", dict(dim=dim, reduction=reduction),
             [data, places, updates], compute)


def scatters():
    def nan(data, updates):
        data[0, 0], updates[1, 1], updates[0, 2] = NAN, NAN, INF

    for reduction in ("None", "Add", "Mul", "Min", "Max"):
        scatter("rows", [5, 4], [3, 4], 0, reduction)
        scatter("shorter", [5, 6, 7], [2, 5, 3], 1, reduction)
        scatter("innermost", [2, 3, 8], [2, 3, 8], 2, reduction)
        scatter("none", [3, 4], [3, 0], 1, reduction)
        if reduction != "None":
            scatter("many_to_one", [2, 2], [2, 40], 1, reduction)
            scatter("vector", [3], [17], 0, reduction)
            scatter("nan_and_infinity", [3, 4], [3, 9], 1, reduction, nan)


def scatter_nds():
    def scatter_nd(name, shape, rows, reduction):
        seed(f"ScatterND/{name}_{reduction}")
        data = torch.randn(shape)
        depth = rows[-1]
        places = rows_of(shape, rows)
        if reduction == "None":
            count = int(torch.tensor(rows[:-1]).prod())
            flat = torch.randperm(int(torch.tensor(shape[:depth]).prod()))[:count]
            columns = []
            for extent in reversed(shape[:depth]):
                columns.insert(0, flat % extent)
                flat = flat // extent
            places = torch.stack(columns, -1).reshape(rows).float()
        updates = torch.randn(rows[:-1] + shape[depth:])

        def compute(x, i, u):
            index = nd_index(x, i.float())
            if reduction in ("None", "Add"):
                return x.index_put(index, u, accumulate=reduction == "Add")
            inner = x.shape[depth:].numel()
            flat = torch.zeros_like(index[0])
            for axis, row in enumerate(index):
                flat = flat * x.shape[axis] + row
            flat = flat.reshape(-1, 1).expand(-1, inner)
            out = x.reshape(-1, inner).scatter_reduce(0, flat, u.reshape(-1, inner), PYTORCH[reduction])
            return out.reshape(x.shape)

        add_case("ScatterND", f"{name}_{reduction.lower()}", dict(reduction=reduction), [data, places, updates],
                 compute)

    for reduction in ("None", "Add", "Mul", "Min", "Max"):
        scatter_nd("elements", [4, 5], [6, 2], reduction)
        scatter_nd("rows", [7, 5, 3], [2, 3, 1], reduction)
        scatter_nd("pairs", [4, 5, 3, 2], [7, 2], reduction)
        scatter_nd("vector", [9], [5, 1], reduction)


def grid_samples():
    def grid_sample(name, shape, out, reach=1.3, change=None):
        for mode in ("bilinear", "nearest", "bicubic"):
            for padding in ("zeros", "border", "reflection"):
                for align in (False, True):
                    seed(f"GridSample/{name}")
                    image, grid = torch.randn(shape), (torch.rand(shape[0], *out, 2) * 2 - 1) * reach
                    if change is not None:
                        change(image, grid)
                    add_case("GridSample", f"{name}_{mode}_{padding}{'_align' if align else ''}",
                             dict(mode=mode, padding_mode=padding, align_corners=align), [image, grid],
                             lambda x, g: F.grid_sample(x, g, mode, padding, align))

    def corners(image, grid):
        grid[0, 0, :3] = torch.tensor([[-1.0, -1.0], [1.0, 1.0], [0.0, -1.0]])

    grid_sample("image", [2, 3, 5, 7], (4, 3))
    grid_sample("far_outside", [1, 2, 4, 3], (5, 4), 5.0)
    grid_sample("one_pixel", [1, 2, 1, 1], (2, 3))
    grid_sample("corners", [1, 2, 4, 6], (2, 5), 1.0, corners)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=goldens.HERE / "operators-indexing.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for group in (gathers, gather_nds, scatters, scatter_nds, grid_samples):
        group()
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_indexing_goldens.py",
                    cases=json.dumps(goldens.CASES))
    goldens.safetensors_io.save(arguments.out, goldens.TENSORS, metadata)
    size = Path(arguments.out).stat().st_size
    print(f"{len(goldens.CASES)} cases, {len(goldens.TENSORS)} tensors, {size} bytes")


if __name__ == "__main__":
    main()
