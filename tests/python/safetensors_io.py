"""Read and write .safetensors files with nothing but NumPy.

Layout: 8 bytes little-endian header length, a JSON header padded with spaces to a multiple of 8, then the raw
little-endian data of every tensor, back to back in the order of the header. See
https://github.com/huggingface/safetensors#format.
"""

import json
import os

import numpy

# bfloat16 is not a NumPy type: it is stored as the uint16 with its bits, wrapped in `BFloat16`.
DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}
NAMES = {numpy.dtype(code): name for name, code in DTYPES.items() if name != "BF16"}


class BFloat16:
    """The bits of a bfloat16 tensor, as a uint16 array."""

    def __init__(self, bits):
        self.bits = numpy.ascontiguousarray(bits, dtype=numpy.uint16)


def to_array(tensor):
    """A NumPy array, a torch tensor or a `BFloat16`, as (format name, contiguous little-endian array)."""
    if isinstance(tensor, BFloat16):
        return "BF16", tensor.bits
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
        if str(tensor.dtype) == "torch.bfloat16":
            import torch
            return "BF16", tensor.contiguous().view(torch.int16).numpy().view(numpy.uint16)
        tensor = tensor.numpy()
    array = numpy.asarray(tensor, order="C")  # not ascontiguousarray: that turns 0-d into 1-d
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return NAMES[array.dtype], array


def save(path, tensors, metadata=None):
    """Write `tensors` (name -> array or torch tensor, in this order) and string `metadata` to `path`, atomically."""
    header, chunks, offset = {}, [], 0
    if metadata:
        header["__metadata__"] = {key: str(value) for key, value in metadata.items()}
    for name, tensor in tensors.items():
        dtype, array = to_array(tensor)
        chunk = array.tobytes()
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [offset, offset + len(chunk)]}
        chunks.append(chunk)
        offset += len(chunk)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{path}.partial", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.writelines(chunks)
    os.replace(f"{path}.partial", path)


def load(path):
    """Read `path`: (name -> NumPy array, metadata). A bfloat16 tensor is widened to float32, which is exact."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = numpy.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
        if entry["dtype"] == "BF16":
            array = (array.astype(numpy.uint32) << 16).view(numpy.float32)
        tensors[name] = array
    return tensors, metadata
