#!/usr/bin/env python3
"""Writes ColorMapTables.cs: the colour maps' 256 colours from their published definitions.

    python3 make_color_maps.py > ColorMapTables.cs            (needs matplotlib, only for its data file _cm_listed.py)

viridis, magma, plasma, inferno
                 Nathaniel Smith and Stefan van der Walt, https://bids.github.io/colormap, CC0
cividis          Jamie Nunez, Christopher Anderton and Ryan Renslow, https://github.com/pnnl/cmaputil,
                 Battelle Memorial Institute's BSD-style licence
turbo            Anton Mikhailov, Google, https://gist.github.com/mikhailov-work/ee72ba4191942acecc03fe6da94fc73f, Apache-2.0
coolwarm         Kenneth Moreland, Diverging Color Maps for Scientific Visualization (2009): the formula, computed here
"""
import math

from matplotlib._cm_listed import _cividis_data, _inferno_data, _magma_data, _plasma_data, _turbo_data, _viridis_data


def rounded(colors):
    return [[int(math.floor(part * 255 + 0.5)) for part in color] for color in colors]


WHITE = (95.047, 100.0, 108.883)  # D65
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
TO_RGB = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))


def to_msh(rgb):
    """sRGB bytes -> CIELAB -> polar (magnitude, saturation, hue)."""
    linear = [100 * (((v / 255 + 0.055) / 1.055) ** 2.4 if v / 255 > 0.04045 else v / 255 / 12.92) for v in rgb]
    xyz = [sum(a * b for a, b in zip(row, linear)) / white for row, white in zip(TO_XYZ, WHITE)]
    x, y, z = [t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz]
    lightness, a, b = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    magnitude = math.sqrt(lightness**2 + a**2 + b**2)
    return magnitude, math.acos(lightness / magnitude), math.atan2(b, a)


def to_rgb(msh):
    magnitude, saturation, hue = msh
    lightness = magnitude * math.cos(saturation)
    a = magnitude * math.sin(saturation) * math.cos(hue)
    b = magnitude * math.sin(saturation) * math.sin(hue)
    y = (lightness + 16) / 116
    cubes = [t**3 if t**3 > 0.008856 else (t - 16 / 116) / 7.787 for t in (a / 500 + y, y, y - b / 200)]
    xyz = [t * white / 100 for t, white in zip(cubes, WHITE)]
    linear = [max(0.0, sum(p * q for p, q in zip(row, xyz))) for row in TO_RGB]
    return [min(1.0, 1.055 * v ** (1 / 2.4) - 0.055 if v > 0.0031308 else 12.92 * v) for v in linear]


def adjusted_hue(msh, unsaturated_magnitude):
    """The hue with which a saturated colour should meet an unsaturated one, so that it seems constant."""
    magnitude, saturation, hue = msh
    if magnitude >= unsaturated_magnitude:
        return hue
    spin = saturation * math.sqrt(unsaturated_magnitude**2 - magnitude**2) / (magnitude * math.sin(saturation))
    return hue + spin if hue > -math.pi / 3 else hue - spin


def coolwarm(low=(59, 76, 192), high=(180, 4, 38)):
    first, last = to_msh(low), to_msh(high)
    middle = max(first[0], last[0], 88.0)
    colors = []
    for i in range(256):
        t = i / 255
        if t < 0.5:
            start, end, t = first, (middle, 0.0, adjusted_hue(first, middle)), 2 * t
        else:
            start, end, t = (middle, 0.0, adjusted_hue(last, middle)), last, 2 * t - 1
        colors.append(to_rgb([(1 - t) * p + t * q for p, q in zip(start, end)]))
    return colors


def show(name, source, colors):
    assert len(colors) == 256
    flat = [part for color in rounded(colors) for part in color]
    lines = [", ".join(f"{v}" for v in flat[k : k + 24]) for k in range(0, len(flat), 24)]
    body = ",\n        ".join(lines)
    return f"    /// <summary>{source}</summary>\n    public static ReadOnlySpan<byte> {name} =>\n    [\n        {body},\n    ];\n"


print(
    "namespace MiniConvViz.Imaging;\n\n/// <summary>The colour maps' colours, 256 times red, green, blue; written by make_color_maps.py, "
    "which names their sources.</summary>\ninternal static class ColorMapTables\n{\n"
    + "\n".join(
        (
            show("Viridis", "Smith and van der Walt, CC0.", _viridis_data),
            show("Magma", "Smith and van der Walt, CC0.", _magma_data),
            show("Plasma", "Smith and van der Walt, CC0.", _plasma_data),
            show("Inferno", "Smith and van der Walt, CC0.", _inferno_data),
            show("Cividis", "Nunez, Anderton and Renslow, Battelle's BSD-style licence.", _cividis_data),
            show("Turbo", "Mikhailov, Google, Apache-2.0.", _turbo_data),
            show("Coolwarm", "Moreland's formula, from (59, 76, 192) over light grey to (180, 4, 38).", coolwarm()),
        )
    )
    + "}"
)
