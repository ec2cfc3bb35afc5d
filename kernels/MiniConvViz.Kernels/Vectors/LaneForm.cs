using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>The widths of vector that kernels over <see cref="ChannelBlocks"/> are compiled for.</summary>
internal enum LaneForm
{
    /// <summary>One number at a time.</summary>
    Scalar,

    /// <summary>4 lanes, any 128-bit vector unit: Arm64, older x64.</summary>
    Vector128,

    /// <summary>8 lanes, x64 with AVX2 and FMA.</summary>
    Avx2,

    /// <summary>16 lanes, x64 with AVX-512.</summary>
    Avx512,
}

/// <summary>Chooses a <see cref="LaneForm"/>.</summary>
internal static class LaneForms
{
    /// <summary>The widest form this machine supports.</summary>
    public static LaneForm Best =>
        IsSupported(LaneForm.Avx512) ? LaneForm.Avx512
        : IsSupported(LaneForm.Avx2) ? LaneForm.Avx2
        : IsSupported(LaneForm.Vector128) ? LaneForm.Vector128
        : LaneForm.Scalar;

    /// <summary>Whether this machine, with the runtime's present settings, has the instructions of a form.</summary>
    public static bool IsSupported(LaneForm form) => form switch
    {
        LaneForm.Avx512 => Avx512F.IsSupported,
        LaneForm.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        LaneForm.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };
}
