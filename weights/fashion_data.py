"""Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017) as Debian's package `dataset-fashion-mnist` installs it."""

import gzip
import os

import numpy
import torch

FOLDER = os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist")
CLASSES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
MEAN, STD = 0.2860, 0.3530


def read_idx(name):
    """One .idx file: a magic number whose last byte is the rank, big-endian int32 sizes, then bytes."""
    with gzip.open(os.path.join(FOLDER, name)) as file:
        data = file.read()
    rank = data[3]
    shape = numpy.frombuffer(data, ">i4", rank, offset=4)
    return torch.from_numpy(numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * rank).reshape(shape).copy())


def load(split):
    """`split` is "train" or "t10k": (images uint8 [N,28,28], labels int64 [N])."""
    return read_idx(f"{split}-images-idx3-ubyte.gz"), read_idx(f"{split}-labels-idx1-ubyte.gz").long()


def normalise(images):
    """uint8 [N,28,28] -> float32 [N,1,28,28], (v/255 - mean)/std: torchvision's ToTensor and Normalize."""
    return images.float().div(255).sub(MEAN).div(STD).unsqueeze(1)
