namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of sampling an image at the positions of a grid, and the pixels and weights of each position. An axis has
/// one tap (nearest), two (bilinear) or four (bicubic). A grid counts from -1 to 1; positions count pixels.
/// <code>
/// align_corners:    position = (grid + 1) / 2 * (size - 1)       -1 and 1 are the centres of the first and last pixel
/// otherwise:        position = ((grid + 1) * size - 1) / 2       -1 and 1 are the edges of the image
/// </code>
/// Positions are computed in float32 everywhere: half way between two pixels the nearest one depends on the rounding,
/// which must be PyTorch's.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,H,W]</c>, <c>grid [N,OH,OW,2]</c> with x before y, <c>output [N,C,OH,OW]</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
/// </remarks>
internal readonly struct GridSampleGeometry
{
    /// <summary>No pixel; OpenCL compilers warn of negative constants.</summary>
    public const int None = int.MaxValue;

    /// <summary>The parameter of the cubic polynomial, PyTorch's and ONNX's.</summary>
    private const float A = -0.75f;

    /// <summary>Pixels beyond the image up to which positions are told apart: no tap there reaches it.</summary>
    private const int Beyond = 4;

    /// <summary>Positions beyond this have no fraction in float32, and reflections of them no meaning.</summary>
    private const float MostReflected = 16_777_216f;

    public required int Batch { get; init; }

    public required int Channels { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>Sampled positions of each image: OH * OW.</summary>
    public required int Positions { get; init; }

    /// <summary>Taps of each axis: 1, 2 or 4.</summary>
    public required int Taps { get; init; }

    /// <summary>A <see cref="GridSamplePadding"/>, as an int for GPU kernels.</summary>
    public required int Padding { get; init; }

    /// <summary>1 where -1 and 1 are the centres of the corner pixels, 0 where they are the edges.</summary>
    public required int AlignsCorners { get; init; }

    /// <summary>The position along an axis of that size, wherever it lies.</summary>
    public float Unbounded(float grid, int size) => AlignsCorners != 0
        ? (grid + 1f) / 2f * (size - 1)
        : (((grid + 1f) * size) - 1f) / 2f;

    /// <summary>
    /// The position whose neighbours are combined: bicubic interpolation pads its taps, the other modes the position.
    /// Finite but for NaN.
    /// </summary>
    public float Position(float grid, int size)
    {
        float position = Unbounded(grid, size);
        if (float.IsNaN(position))
        {
            return position;
        }

        bool isPadded = Taps != 4 && Padding != (int)GridSamplePadding.Zeros;
        if (isPadded)
        {
            return Padded(position, size);
        }

        // With zeros nothing further away is read; bicubic taps are padded one by one.
        float first = Padding == (int)GridSamplePadding.Reflection ? -MostReflected : -Beyond;
        float last = Padding == (int)GridSamplePadding.Reflection ? MostReflected : size + Beyond;
        return position < first ? first : position > last ? last : position;
    }

    /// <summary>The tap 0 of a position.</summary>
    public float First(float position) => Taps == 1
        ? default(RoundFunction).Apply(position)
        : MathF.Floor(position) - ((Taps / 2) - 1);

    /// <summary>The pixel of a tap; <see cref="None"/> outside of the image, which counts as zero.</summary>
    public int Pixel(float first, int tap, int size)
    {
        float at = first + tap;
        at = Taps == 4 && Padding != (int)GridSamplePadding.Zeros ? Padded(at, size) : at;
        return at >= 0f && at < size ? (int)at : None;
    }

    /// <summary>The weight of a tap.</summary>
    public float Weight(float position, int tap)
    {
        float t = position - MathF.Floor(position);
        return Taps == 1 ? 1f
            : Taps == 2 ? (tap == 0 ? 1f - t : t)
            : tap == 0 ? Far(t + 1f)
            : tap == 1 ? Near(t)
            : tap == 2 ? Near(1f - t)
            : Far(2f - t);
    }

    private static float Near(float x) => ((((A + 2f) * x) - (A + 3f)) * x * x) + 1f;

    private static float Far(float x) => (((((A * x) - (5f * A)) * x) + (8f * A)) * x) - (4f * A);

    /// <summary>The position within the image that stands for one outside of it.</summary>
    private float Padded(float position, int size)
    {
        float inside = Padding == (int)GridSamplePadding.Reflection ? Reflected(position, size) : position;
        return !(inside > 0f) ? 0f : inside > size - 1 ? size - 1 : inside;
    }

    /// <summary>Reflected at the centres of the corner pixels, or at the edges, half a pixel further out.</summary>
    private float Reflected(float position, int size)
    {
        float edge = AlignsCorners != 0 ? 0f : -0.5f;
        float span = AlignsCorners != 0 ? size - 1 : size;
        if (span == 0f)
        {
            return 0f;
        }

        float distance = MathF.Abs(position - edge);
        float times = MathF.Floor(distance / span);
        float extra = distance - (times * span);
        bool isEven = times - (2f * MathF.Floor(times / 2f)) == 0f;
        return isEven ? extra + edge : span - extra + edge;
    }
}
