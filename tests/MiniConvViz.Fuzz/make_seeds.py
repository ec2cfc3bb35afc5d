"""Tiny pictures of every format and kind of pixel, and arrays of every type: what fuzzing of these formats began with.

    /usr/bin/python3 tests/MiniConvViz.Fuzz/make_seeds.py FOLDER

writes FOLDER/picture, FOLDER/npy and FOLDER/npz. The corpus that is kept was made from them, see docs/fuzzing.md.
"""
import pathlib
import sys

import numpy
from PIL import Image


def pictures(folder):
    """9x7 pixels each: no multiple of anything."""
    pixels = numpy.arange(9 * 7 * 4, dtype=numpy.uint8).reshape(7, 9, 4) * 5
    color = Image.fromarray(pixels[:, :, :3].copy(), "RGB")
    alpha = Image.fromarray(pixels, "RGBA")
    grey = Image.fromarray(pixels[:, :, 0].copy(), "L")
    deep = Image.fromarray(pixels[:, :, 0].astype(numpy.int32) * 257, "I").convert("I;16")
    palette = color.quantize(7)
    upright = Image.Exif()
    upright[0x0112] = 6
    for name, image in [("rgb", color), ("rgba", alpha), ("l", grey), ("la", alpha.convert("LA")), ("16", deep),
                        ("p", palette), ("1", grey.convert("1"))]:
        image.save(folder / f"{name}.png")
    color.save(folder / "turned.png", exif=upright)
    palette.save(folder / "transparent.png", transparency=3)
    color.save(folder / "rgb.jpg", quality=80)
    color.save(folder / "turned.jpg", exif=upright, subsampling=0)
    color.save(folder / "progressive.jpg", progressive=True)
    grey.save(folder / "l.jpg")
    color.convert("CMYK").save(folder / "cmyk.jpg")
    palette.save(folder / "p.gif")
    palette.save(folder / "two.gif", save_all=True, append_images=[grey.quantize(3)], transparency=1)
    for name, image in [("rgb", color), ("l", grey), ("p", palette), ("1", grey.convert("1")), ("rgba", alpha)]:
        image.save(folder / f"{name}.bmp")
    color.save(folder / "lossy.webp", quality=50)
    alpha.save(folder / "lossless.webp", lossless=True)
    alpha.save(folder / "alpha.webp", quality=50)


def arrays(npy, npz):
    for kind in ["f2", "f4", ">f4", "f8", "i1", "i2", ">i4", "i8", "u1", "u2", "?", "c8", "S3", "U2"]:
        name = kind.replace(">", "big-").replace("?", "bool")
        numpy.save(npy / f"{name}.npy", numpy.arange(6).reshape(2, 3).astype(kind))
    numpy.save(npy / "fortran.npy", numpy.asfortranarray(numpy.ones((2, 3, 2), dtype="f4")))
    numpy.save(npy / "scalar.npy", numpy.float32(3))
    numpy.save(npy / "empty.npy", numpy.zeros((0, 4), dtype="f4"))
    ones = numpy.ones((2, 3), dtype="f4")
    numpy.savez(npz / "one.npz", ones)
    numpy.savez(npz / "two.npz", input=ones, other=ones > 0)
    numpy.savez_compressed(npz / "packed.npz", input=numpy.zeros((3, 40), dtype="f8"))


def main():
    folders = [pathlib.Path(sys.argv[1]) / name for name in ("picture", "npy", "npz")]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    pictures(folders[0])
    arrays(*folders[1:])


if __name__ == "__main__":
    main()
