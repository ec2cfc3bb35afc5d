using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// One output row of a depthwise convolution in blocks. Each lane is one channel: one multiply-add per tap and pixel
/// computes a whole vector of channels, and the weights of a tap are a vector, too.
/// <code>
/// a row of the image    l0  l1  l2  l3  l4  l5  ..      a line l: one pixel of 16 channels
///
/// output x              w0  w1  w2                      four adjacent outputs are computed together: a tap's
/// output x + 1              w0  w1  w2                  weights are loaded once for all of them, and a line
/// output x + 2                  w0  w1  w2              stays in the cache for those that read it
/// output x + 3                      w0  w1  w2
/// </code>
/// </summary>
internal unsafe struct Conv2dDepthwiseBlockedRow<TLanes, TVector>
    where TLanes : unmanaged, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Lanes = ChannelBlocks.Lanes;
    private const int Group = 4;

    public Conv2dGeometry Geometry;

    /// <summary>Rows of taps that lie inside the image.</summary>
    public int TapRows;

    /// <summary>The row of the image at the first of them.</summary>
    public float* Input;

    /// <summary>[TapRows,KW,16]</summary>
    public float* Weights;

    /// <summary>[OW,16], or null for none.</summary>
    public float* Residual;

    /// <summary>[OW,16]</summary>
    public float* Output;

    public TVector Bias;

    /// <summary>The clamp's lower end.</summary>
    public TVector Low;

    /// <summary>The clamp's upper end.</summary>
    public TVector High;

    /// <summary>Floats from a line to the line that the next output reads.</summary>
    private readonly nint Step => (nint)Geometry.StrideX * Lanes;

    /// <summary>Floats from a line to the line that the next tap reads.</summary>
    private readonly nint Tap => (nint)Geometry.DilationX * Lanes;

    /// <summary>Floats from a line to the line that the tap below reads.</summary>
    private readonly nint Pitch => (nint)Geometry.DilationY * Geometry.InWidth * Lanes;

    /// <summary>
    /// Computes the row; outputs from <paramref name="first"/> to <paramref name="end"/> have no tap left or right of
    /// the image.
    /// </summary>
    public readonly void Run(int first, int end)
    {
        if (end - first < Group)
        {
            Edge(0, Geometry.OutWidth);
            return;
        }

        Edge(0, first);
        if (TapRows == 3 && Geometry.KernelWidth == 3)
        {
            InsideOfNine(first, end);
        }
        else
        {
            Inside(first, end);
        }

        Edge(end, Geometry.OutWidth);
    }

    /// <summary>One output at a time, over the taps that lie inside the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Edge(int first, int end)
    {
        Conv2dGeometry g = Geometry;
        (nint tap, nint pitch) = (Tap, Pitch);
        for (int x = first; x < end; x++)
        {
            int left = (x * g.StrideX) - g.PaddingX;
            float* row = Input + ((nint)left * Lanes);
            float* weight = Weights;
            TVector sum = Bias;
            for (int ky = 0; ky < TapRows; ky++)
            {
                float* line = row;
                for (int kx = 0; kx < g.KernelWidth; kx++)
                {
                    if ((uint)(left + (kx * g.DilationX)) < (uint)g.InWidth)
                    {
                        sum = TLanes.MultiplyAdd(TLanes.Load(weight), TLanes.Load(line), sum);
                    }

                    weight += Lanes;
                    line += tap;
                }

                row += pitch;
            }

            Store(sum, x);
        }
    }

    /// <summary>Four outputs at a time; the last four may overlap those before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Inside(int first, int end)
    {
        (nint step, nint tap, nint pitch) = (Step, Tap, Pitch);
        float* input = Input - ((nint)Geometry.PaddingX * Lanes);
        float* weights = Weights;
        int tapRows = TapRows;
        int taps = Geometry.KernelWidth;
        TVector bias = Bias;
        for (int next = first; next < end; next += Group)
        {
            int x = Math.Min(next, end - Group);
            float* row = input + (x * step);
            float* weight = weights;
            TVector a = bias, b = bias, c = bias, d = bias;
            for (int ky = 0; ky < tapRows; ky++)
            {
                float* line = row;
                for (int kx = 0; kx < taps; kx++)
                {
                    Add(TLanes.Load(weight), line, step, ref a, ref b, ref c, ref d);
                    weight += Lanes;
                    line += tap;
                }

                row += pitch;
            }

            Store(a, b, c, d, x);
        }
    }

    /// <summary>
    /// <see cref="Inside"/> for 3 x 3: the weights stay in registers from the first output to the last.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void InsideOfNine(int first, int end)
    {
        TVector w0 = TLanes.Load(Weights);
        TVector w1 = TLanes.Load(Weights + Lanes);
        TVector w2 = TLanes.Load(Weights + (2 * Lanes));
        TVector w3 = TLanes.Load(Weights + (3 * Lanes));
        TVector w4 = TLanes.Load(Weights + (4 * Lanes));
        TVector w5 = TLanes.Load(Weights + (5 * Lanes));
        TVector w6 = TLanes.Load(Weights + (6 * Lanes));
        TVector w7 = TLanes.Load(Weights + (7 * Lanes));
        TVector w8 = TLanes.Load(Weights + (8 * Lanes));
        (nint step, nint tap, nint pitch) = (Step, Tap, Pitch);
        float* input = Input - ((nint)Geometry.PaddingX * Lanes);
        TVector bias = Bias;
        for (int next = first; next < end; next += Group)
        {
            int x = Math.Min(next, end - Group);
            float* row = input + (x * step);
            TVector a = bias, b = bias, c = bias, d = bias;
            Add(w0, row, step, ref a, ref b, ref c, ref d);
            Add(w1, row + tap, step, ref a, ref b, ref c, ref d);
            Add(w2, row + (2 * tap), step, ref a, ref b, ref c, ref d);
            row += pitch;
            Add(w3, row, step, ref a, ref b, ref c, ref d);
            Add(w4, row + tap, step, ref a, ref b, ref c, ref d);
            Add(w5, row + (2 * tap), step, ref a, ref b, ref c, ref d);
            row += pitch;
            Add(w6, row, step, ref a, ref b, ref c, ref d);
            Add(w7, row + tap, step, ref a, ref b, ref c, ref d);
            Add(w8, row + (2 * tap), step, ref a, ref b, ref c, ref d);
            Store(a, b, c, d, x);
        }
    }

    /// <summary>One tap of four neighbouring outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        TVector weight, float* line, nint step, ref TVector a, ref TVector b, ref TVector c, ref TVector d)
    {
        a = TLanes.MultiplyAdd(weight, TLanes.Load(line), a);
        b = TLanes.MultiplyAdd(weight, TLanes.Load(line + step), b);
        c = TLanes.MultiplyAdd(weight, TLanes.Load(line + (2 * step)), c);
        d = TLanes.MultiplyAdd(weight, TLanes.Load(line + (3 * step)), d);
    }

    /// <summary><c>output[x] = clamp(a + residual[x])</c>, and so on for the next three outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store(TVector a, TVector b, TVector c, TVector d, int x)
    {
        nint at = (nint)x * Lanes;
        if (Residual != null)
        {
            float* residual = Residual + at;
            a = TLanes.Add(a, TLanes.Load(residual));
            b = TLanes.Add(b, TLanes.Load(residual + Lanes));
            c = TLanes.Add(c, TLanes.Load(residual + (2 * Lanes)));
            d = TLanes.Add(d, TLanes.Load(residual + (3 * Lanes)));
        }

        float* output = Output + at;
        (TVector low, TVector high) = (Low, High);
        TLanes.Store(TLanes.Clamp(a, low, high), output);
        TLanes.Store(TLanes.Clamp(b, low, high), output + Lanes);
        TLanes.Store(TLanes.Clamp(c, low, high), output + (2 * Lanes));
        TLanes.Store(TLanes.Clamp(d, low, high), output + (3 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store(TVector sum, int x)
    {
        nint at = (nint)x * Lanes;
        TVector total = Residual == null ? sum : TLanes.Add(sum, TLanes.Load(Residual + at));
        TLanes.Store(TLanes.Clamp(total, Low, High), Output + at);
    }
}
