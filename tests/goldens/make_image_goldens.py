#!/usr/bin/python3
"""Draw small images, and write what Pillow and torchvision make of them: images/ and images/images.safetensors.

    python3 tests/goldens/make_image_goldens.py [--out FOLDER]

The keys and the metadata are described in README.md beside this script.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

import numpy
import PIL
import torch
import torchvision
from PIL import Image, ImageOps, PngImagePlugin
from torchvision.transforms import CenterCrop, Resize
from torchvision.transforms._presets import ImageClassification

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))
import safetensors_io  # noqa: E402


def draw(width, height, seed=0, channels=3):
    """Something like a photograph: waves of every length, hard edges, a little noise. uint8 [height,width,channels]."""
    random = numpy.random.RandomState(seed)
    y, x = numpy.mgrid[0:height, 0:width]
    picture = numpy.full((height, width, channels), 128.0)
    for wavelength in (3.1, 9.7, 31.0, 77.0):
        for channel in range(channels):
            angle, phase = random.uniform(0, 6.3, 2)
            direction = (x * numpy.cos(angle) + y * numpy.sin(angle)) / wavelength
            picture[:, :, channel] += 34 * numpy.sin(6.283 * direction + phase)
    picture[height // 5: height // 2, width // 4: width // 2] = random.uniform(0, 256, channels)
    picture[height // 2: height // 2 + 2] = 255
    picture[:, width // 3] = 0
    picture += random.normal(0, 6, picture.shape)
    return numpy.clip(picture, 0, 255).astype(numpy.uint8)


def write_images(folder):
    """One small file of every kind that Pillow writes; file names say what is special."""
    rgb, rgba = draw(23, 17), draw(23, 17, 1, 4)
    rgba[:6, :, 3] = 0      # colour under full transparency is kept
    rgba[6:12, :, 3] = 255
    photo = Image.fromarray(rgb)
    gray = photo.convert("L")

    def png(name, image, **options):
        image.save(folder / f"{name}.png", **options)

    png("rgb", photo)
    png("rgba", Image.fromarray(rgba))
    png("gray", gray)
    png("gray-alpha", Image.fromarray(rgba).convert("LA"))
    png("one-bit", gray.convert("1"))
    png("palette-256", photo.quantize(200))
    png("palette-16", photo.quantize(13), bits=4)
    png("palette-transparent", photo.quantize(60), transparency=bytes(range(0, 240, 4)))
    png("rgb-transparent-colour", photo, transparency=tuple(rgb[0, 0].tolist()))
    png("gray-16bit", Image.fromarray((draw(23, 17, 2, 1)[:, :, 0].astype(numpy.uint16) * 3)))
    png("one-pixel", photo.crop((3, 3, 4, 4)))
    png("one-row", photo.crop((0, 5, 23, 6)))
    linear = PngImagePlugin.PngInfo()
    linear.add(b"gAMA", (100000).to_bytes(4, "big"))
    png("linear-gamma", photo, pnginfo=linear)  # Pillow ignores gamma and colour profiles, so must we

    larger = Image.fromarray(draw(45, 35, 3))
    larger.save(folder / "jpeg-420.jpg", quality=85)
    larger.save(folder / "jpeg-444.jpg", quality=90, subsampling=0)
    larger.save(folder / "jpeg-422.jpg", quality=80, subsampling=1)
    larger.save(folder / "jpeg-progressive.jpg", quality=75, progressive=True)
    larger.save(folder / "jpeg-quality10.jpg", quality=10)
    larger.convert("L").save(folder / "jpeg-gray.jpg", quality=85)
    larger.convert("CMYK").save(folder / "jpeg-cmyk.jpg", quality=90)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        larger.save(folder / f"jpeg-orientation-{orientation}.jpg", quality=85, exif=exif)
    photo.save(folder / "bmp.bmp")
    photo.quantize(100).save(folder / "gif.gif")
    photo.save(folder / "webp-lossless.webp", lossless=True)
    larger.save(folder / "webp-lossy.webp", quality=80)

    png("photo", Image.fromarray(draw(97, 71, 4)))
    png("wide", Image.fromarray(draw(1500, 12, 5)))
    png("tall", Image.fromarray(draw(12, 1500, 6)))
    png("odd", Image.fromarray(draw(41, 58, 7)))


class Goldens:
    """Collects the arrays and, for each, what made it."""

    def __init__(self, folder):
        self.folder, self.tensors, self.cases = folder, {}, []

    def open(self, name):
        return Image.open(self.folder / name).convert("RGB")

    def add(self, op, name, image, array, **parameters):
        key = f"{op}/{name}"
        assert key not in self.tensors, key
        self.tensors[key] = array
        self.cases.append(dict(name=key, op=op, image=image, **parameters))

    def decode(self):
        """Every file as RGB and as grayscale; EXIF orientation ignored, and applied where it matters."""
        for path in sorted(self.folder.iterdir()):
            if path.suffix == ".safetensors" or path.name in ("photo.png", "wide.png", "tall.png", "odd.png"):
                continue
            image = self.open(path.name)
            self.add("decode", path.name, path.name, numpy.asarray(image), mode=Image.open(path).mode)
            if "orientation" in path.name:
                upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
                self.add("upright", path.name, path.name, numpy.asarray(upright))
            elif path.suffix != ".jpg":
                self.add("gray", path.name, path.name, numpy.asarray(image.convert("L")))

    def resize(self, image, size):
        """torchvision Resize: an int is the short side; [height, width] is taken as it is."""
        label = "x".join(map(str, size)) if isinstance(size, list) else f"short{size}"
        result = Resize(size)(self.open(image))
        self.add("resize", f"{Path(image).stem}-{label}", image, numpy.asarray(result), size=size)

    def resize_vertical_first(self, image, size):
        """What Pillow does since 2026 (pull request 9524) where H > 100 W and the height shrinks.

        Pillow 9.4, which runs here, always resizes horizontally first: see `resize` of the same image and size.
        """
        tall = self.open(image)
        result = Resize(size)(Resize([size[0], tall.width])(tall))
        self.add("resize_vertical_first", f"{Path(image).stem}-{size[0]}x{size[1]}", image, numpy.asarray(result),
                 size=size)

    def crop(self, image, size):
        result = CenterCrop(size)(self.open(image))
        self.add("crop", f"{Path(image).stem}-{size[0]}x{size[1]}", image, numpy.asarray(result), size=size)

    def preprocess(self, image, resize_size, crop_size):
        """The whole of torchvision's preset: resize, centre crop, scale, normalise. float32 [3,crop,crop]."""
        preset = ImageClassification(crop_size=crop_size, resize_size=resize_size)
        self.add("preprocess", f"{Path(image).stem}-resize{resize_size}-crop{crop_size}", image,
                 preset(self.open(image)), resize_size=resize_size, crop_size=crop_size, mean=preset.mean,
                 std=preset.std)

    def preprocess_bytes(self, image, resize_size, crop_size):
        """The pixels before scaling, for sizes whose float tensor would be large."""
        result = CenterCrop(crop_size)(Resize(resize_size)(self.open(image)))
        self.add("preprocess_bytes", f"{Path(image).stem}-resize{resize_size}-crop{crop_size}", image,
                 numpy.asarray(result), resize_size=resize_size, crop_size=crop_size)


def transforms(goldens):
    """Resizes up and down, crops that round and pad, and the whole preset."""
    for size in (1, 7, 23, 32, 36, 50, 70, 71, 72, 110):
        goldens.resize("photo.png", size)
    for size in ([71, 40], [33, 97], [20, 120], [100, 30], [1, 1], [3, 97], [72, 98], [142, 194]):
        goldens.resize("photo.png", size)
    for size in (1, 8, 29, 41, 60):
        goldens.resize("odd.png", size)
    for image in ("wide.png", "tall.png"):
        goldens.resize(image, 8)
        goldens.resize(image, 13)
    goldens.resize("tall.png", [500, 7])
    goldens.resize("tall.png", [300, 40])
    goldens.resize("tall.png", [1600, 4])
    goldens.resize("wide.png", [7, 500])
    goldens.resize("wide.png", [40, 300])
    for size in ([1000, 8], [500, 7], [300, 40]):
        goldens.resize_vertical_first("tall.png", size)

    for size in ([64, 64], [66, 90], [67, 96], [70, 95], [1, 1], [71, 97]):
        goldens.crop("photo.png", size)     # 71-64 and 97-64 are odd: halves round to even
    for size in ([80, 80], [100, 120], [72, 97], [72, 98], [76, 30]):
        goldens.crop("photo.png", size)     # padding: the odd pixel goes right and below
    for size in ([57, 40], [55, 38], [53, 36], [51, 34]):
        goldens.crop("odd.png", size)       # 0.5, 1.5, 2.5, 3.5

    goldens.preprocess("photo.png", 36, 32)
    goldens.preprocess("photo.png", 61, 56)
    goldens.preprocess("odd.png", 33, 40)   # the crop pads: the padding is normalised too
    goldens.preprocess("rgba.png", 32, 28)
    goldens.preprocess("gray.png", 20, 16)
    goldens.preprocess("one-pixel.png", 12, 9)
    goldens.preprocess_bytes("photo.png", 256, 224)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "images", type=Path)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore", message="Palette images with Transparency")
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_images(arguments.out)
    goldens = Goldens(arguments.out)
    goldens.decode()
    transforms(goldens)
    metadata = dict(torch=torch.__version__, torchvision=torchvision.__version__, pillow=PIL.__version__,
                    script="tests/goldens/make_image_goldens.py", cases=json.dumps(goldens.cases))
    safetensors_io.save(arguments.out / "images.safetensors", goldens.tensors, metadata)
    sizes = [path.stat().st_size for path in arguments.out.iterdir()]
    print(f"{len(goldens.cases)} cases, {len(sizes)} files, {sum(sizes)} bytes")


if __name__ == "__main__":
    main()
