using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MiniConvViz.Kernels;

/// <summary>
/// Copies and clears runs of a few floats, too short for the general routines of the runtime. Nothing outside a run is
/// touched: the last vector ends where the run ends and overlaps the one before it.
/// </summary>
internal static unsafe class Conv2dRuns
{
    /// <summary><c>to[i] = from[i*stride]</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyEvery(int stride, float* from, float* to, int count)
    {
        switch (stride)
        {
            case 1:
                Copy(from, to, count);
                break;
            case 2:
                CopyEverySecond(from, to, count);
                break;
            default:
                for (int i = 0; i < count; i++)
                {
                    to[i] = from[(nint)i * stride];
                }

                break;
        }
    }

    /// <summary><c>to[i] = from[i]</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* from, float* to, int count)
    {
        if (count >= 8)
        {
            for (int i = 0; i < count - 8; i += 8)
            {
                Vector256.Load(from + i).Store(to + i);
            }

            Vector256.Load(from + count - 8).Store(to + count - 8);
        }
        else if (count >= 4)
        {
            Vector128.Load(from).Store(to);
            Vector128.Load(from + count - 4).Store(to + count - 4);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                to[i] = from[i];
            }
        }
    }

    /// <summary><c>to[i] = 0</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(float* to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            to[i] = 0f;
        }
    }

    /// <summary>Four at a time, from eight adjacent values: <c>0 . 2 . | 4 . 6 .  ->  0 2 4 6</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyEverySecond(float* from, float* to, int count)
    {
        // The eighth value of the last four may lie past the end of the image, so those are copied one by one.
        int i = 0;
        for (; i < count - 4; i += 4)
        {
            Vector128<float> low = Vector128.Shuffle(Vector128.Load(from + (2 * i)), Vector128.Create(0, 2, 0, 2));
            Vector128<float> high = Vector128.Shuffle(Vector128.Load(from + (2 * i) + 4), Vector128.Create(0, 2, 0, 2));
            Vector128.ConditionalSelect(Vector128.Create(-1, -1, 0, 0).AsSingle(), low, high).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = from[2 * i];
        }
    }
}
