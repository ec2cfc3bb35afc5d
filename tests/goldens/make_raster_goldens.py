#!/usr/bin/python3
"""Small TIFF, TGA and PNM files of every kind, and what Pillow makes of them: rasters/ and rasters/rasters.safetensors.

    python3 tests/goldens/make_raster_goldens.py [--out FOLDER]

The keys and the metadata are those of images/, described in README.md beside this script.
"""

import argparse
import json
import struct
import zlib
from pathlib import Path

import numpy
import PIL
from PIL import Image
from make_image_goldens import draw, HERE, safetensors_io


def tiff(path, pixels, photometric, bits=8, order="<", extra=None, orientation=None, planar=1, compression=1,
         predictor=1, rows_per_strip=None, samples=None, tags=()):
    """One TIFF file; `pixels` are the bytes of all strips, `samples` per pixel."""
    height, width = pixels.shape[:2]
    samples = samples or (pixels.shape[2] if pixels.ndim == 3 else 1)
    rows = rows_per_strip or height
    planes = [pixels] if planar == 1 else [pixels[:, :, c] for c in range(samples)]
    strips = [plane[top:top + rows].tobytes() for plane in planes for top in range(0, height, rows)]
    if compression == 8:
        strips = [zlib.compress(strip) for strip in strips]
    entries = [(256, 3, [width]), (257, 3, [height]), (258, 3, [bits] * samples), (259, 3, [compression]),
               (262, 3, [photometric]), (277, 3, [samples]), (278, 3, [rows]), (284, 3, [planar])]
    entries += [(317, 3, [predictor])] if predictor != 1 else []
    entries += [(338, 3, [extra])] if extra is not None else []
    entries += [(274, 3, [orientation])] if orientation else []
    entries += list(tags)
    offsets, at = [], 8
    for strip in strips:
        offsets.append(at)
        at += len(strip) + len(strip) % 2
    entries += [(273, 4, offsets), (279, 4, [len(strip) for strip in strips])]
    entries.sort()
    outside, directory = at + 2 + 12 * len(entries) + 4, b""
    behind = b""
    for tag, kind, values in entries:
        data = struct.pack(order + "HI"[kind == 4] * len(values), *values)
        if len(data) > 4:
            field, behind = struct.pack(order + "I", outside + len(behind)), behind + data + b"\0" * (len(data) % 2)
        else:
            field = data.ljust(4, b"\0")
        directory += struct.pack(order + "HHI", tag, kind, len(values)) + field
    with open(path, "wb") as file:
        file.write((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", at))
        for strip in strips:
            file.write(strip + b"\0" * (len(strip) % 2))
        file.write(struct.pack(order + "H", len(entries)) + directory + struct.pack(order + "I", 0) + behind)


def write_tiffs(folder):
    rgb, rgba = draw(23, 17), draw(23, 17, 1, 4)
    rgba[:4, :, 3], rgba[4:8, :, 3] = 0, 255
    photo = Image.fromarray(rgb)
    gray = photo.convert("L")
    photo.save(folder / "rgb.tif")
    for name in ("lzw", "deflate", "packbits", "adobe_deflate"):
        photo.save(folder / f"rgb-{name.replace('_', '-')}.tif", compression="tiff_" + name)
    gray.save(folder / "gray.tif")
    gray.convert("1").save(folder / "one-bit.tif")
    for name in ("ccitt", "group3", "group4"):
        gray.convert("1").save(folder / f"one-bit-{name}.tif", compression=name if name != "ccitt" else "tiff_ccitt")
    invert(folder / "one-bit-group3.tif", folder / "one-bit-group3-white.tif")
    invert(folder / "one-bit-group4.tif", folder / "one-bit-group4-white.tif")
    photo.quantize(200).save(folder / "palette.tif")
    photo.quantize(60).save(folder / "palette-lzw.tif", compression="tiff_lzw")
    Image.fromarray(rgba).save(folder / "rgba.tif")
    Image.fromarray(rgba).convert("LA").save(folder / "gray-alpha.tif")
    photo.convert("CMYK").save(folder / "cmyk.tif")
    inks = draw(23, 17, 9, 4)
    Image.fromarray(inks, mode="CMYK").save(folder / "cmyk-lzw.tif", compression="tiff_lzw")
    wide = draw(23, 17, 2, 1)[:, :, 0].astype(numpy.uint16)
    Image.fromarray(wide * 3).save(folder / "gray-16bit.tif")
    tiff(folder / "gray-16bit-big.tif", (wide * 5).astype(">u2"), 1, bits=16, order=">")
    color = draw(23, 17, 5).astype(numpy.uint16) * 256 + draw(23, 17, 6)
    tiff(folder / "rgb-16bit.tif", color.astype("<u2"), 2, bits=16)
    tiff(folder / "rgb-16bit-big.tif", color.astype(">u2"), 2, bits=16, order=">", rows_per_strip=5)
    tiff(folder / "rgb-16bit-deflate.tif", color.astype("<u2"), 2, bits=16, compression=8, rows_per_strip=4)
    tiff(folder / "rgb-planar.tif", rgb, 2, planar=2, rows_per_strip=6)
    tiff(folder / "rgb-strips.tif", rgb, 2, rows_per_strip=3)
    tiff(folder / "rgb-big.tif", rgb, 2, order=">", rows_per_strip=4)
    tiff(folder / "white-is-zero.tif", numpy.asarray(gray), 0)
    nibbles = (numpy.asarray(gray)[:, :22] >> 4).astype(numpy.uint8)
    packed = (nibbles[:, 0::2] << 4) | nibbles[:, 1::2]
    write_nibbles(folder / "gray-4bit.tif", packed)
    premultiplied = rgba.copy()
    premultiplied[:, :, :3] = (rgba[:, :, :3].astype(int) * rgba[:, :, 3:] + 127) // 255
    tiff(folder / "rgba-premultiplied.tif", premultiplied, 2, extra=1)
    tiff(folder / "rgba-unspecified.tif", rgba, 2, extra=0)
    difference = rgb.copy()
    difference[:, 1:] = rgb[:, 1:] - rgb[:, :-1]
    tiff(folder / "rgb-predictor.tif", difference, 2, compression=8, predictor=2)
    tiff(folder / "rgb-16bit-predictor.tif", difference.astype("<u2") * 7, 2, bits=16, compression=8, predictor=2)
    tiff(folder / "gray-predictor.tif", difference[:, :, 0], 1, compression=8, predictor=2)
    tiff(folder / "gray-16bit-predictor.tif", difference[:, :, 1].astype("<u2"), 1, bits=16, compression=8, predictor=2)
    for orientation in range(1, 9):
        tiff(folder / f"orientation-{orientation}.tif", rgb, 2, orientation=orientation)
    photo.save(folder / "pages.tif", save_all=True, append_images=[gray.convert("RGB"), photo])


def invert(source, target):
    """The same file, of which 0 is white."""
    data = bytearray(source.read_bytes())
    at = struct.unpack("<I", data[4:8])[0] + 2
    while struct.unpack("<H", data[at:at + 2])[0] != 262:
        at += 12
    data[at + 8] = 0
    target.write_bytes(bytes(data))


def write_nibbles(path, packed):
    """A grey TIFF of 4 bits: its width is twice that of the bytes."""
    tiff(path, packed, 1, bits=4)
    data = bytearray(path.read_bytes())
    at = struct.unpack("<I", data[4:8])[0] + 2
    data[at + 8:at + 10] = struct.pack("<H", 2 * packed.shape[1])
    path.write_bytes(bytes(data))


def write_tgas(folder):
    rgb, rgba = draw(23, 17, 11), draw(23, 17, 12, 4)
    photo = Image.fromarray(rgb)
    flat = photo.quantize(9).convert("RGB")
    photo.save(folder / "rgb.tga")
    flat.save(folder / "rgb-rle.tga", rle=True)
    photo.save(folder / "rgb-top.tga", orientation=1)
    photo.convert("L").save(folder / "gray.tga")
    flat.convert("L").save(folder / "gray-rle.tga", rle=True)
    Image.fromarray(rgba).save(folder / "rgba.tga")
    Image.fromarray(rgba).save(folder / "rgba-rle.tga", rle=True)
    photo.quantize(100).save(folder / "palette.tga")
    photo.quantize(9).save(folder / "palette-rle.tga", rle=True)
    five = numpy.arange(23 * 17, dtype=numpy.uint16).reshape(17, 23) * 83 % 32768
    header = struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, 23, 17, 16, 0x20)
    (folder / "rgb-16bit.tga").write_bytes(header + five.astype("<u2").tobytes())


def write_pnms(folder):
    rgb = draw(23, 17, 21)
    photo = Image.fromarray(rgb)
    gray = photo.convert("L")
    photo.save(folder / "rgb.ppm")
    gray.save(folder / "gray.pgm")
    gray.convert("1").save(folder / "one-bit.pbm")
    bits = numpy.asarray(gray.convert("1")).astype(int)

    def text(name, start, numbers, separator=" "):
        rows = "\n".join(separator.join(map(str, row)) for row in numbers.reshape(17, -1))
        (folder / name).write_text(f"{start}\n{rows}\n")

    text("plain.ppm", "P3\n# drawn by a script\n23 17\n255", rgb)
    text("plain.pgm", "P2\n23 17\n255", numpy.asarray(gray))
    text("plain.pbm", "P1 23 17", 1 - bits, "")
    (folder / "comment.ppm").write_bytes(b"P6 # a comment\n23 17\n# another\n255\n" + rgb.tobytes())
    (folder / "gray-15.pgm").write_bytes(b"P5 23 17 15\n" + (numpy.asarray(gray) >> 4).tobytes())
    (folder / "rgb-100.ppm").write_bytes(b"P6 23 17 100\n" + (rgb % 101).astype(numpy.uint8).tobytes())
    wide = draw(23, 17, 22, 1)[:, :, 0].astype(numpy.uint16)
    (folder / "gray-16bit.pgm").write_bytes(b"P5 23 17 65535\n" + (wide * 3).astype(">u2").tobytes())
    (folder / "gray-10bit.pgm").write_bytes(b"P5 23 17 1023\n" + (wide * 3 % 1024).astype(">u2").tobytes())
    color = draw(23, 17, 23).astype(numpy.uint16) * 256 + draw(23, 17, 24)
    (folder / "rgb-16bit.ppm").write_bytes(b"P6 23 17 65535\n" + color.astype(">u2").tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "rasters", type=Path)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    write_tiffs(folder)
    write_tgas(folder)
    write_pnms(folder)
    tensors, cases = {}, []

    def add(op, path, image, **parameters):
        key = f"{op}/{path.name}"
        tensors[key] = numpy.asarray(image)
        cases.append(dict(name=key, op=op, image=path.name, **parameters))

    for path in sorted(folder.iterdir()):
        if path.suffix == ".safetensors":
            continue
        with Image.open(path) as opened:
            mode = opened.mode
            add("decode", path, opened.convert("RGB"), mode=mode)
            if "gray-1" in path.name and mode != "L":
                add("stored", path, numpy.asarray(opened).astype(numpy.int32))
    metadata = dict(pillow=PIL.__version__, script="tests/goldens/make_raster_goldens.py", cases=json.dumps(cases))
    safetensors_io.save(folder / "rasters.safetensors", tensors, metadata)
    sizes = [path.stat().st_size for path in folder.iterdir()]
    print(f"{len(cases)} cases, {len(sizes)} files, {sum(sizes)} bytes")


if __name__ == "__main__":
    main()
