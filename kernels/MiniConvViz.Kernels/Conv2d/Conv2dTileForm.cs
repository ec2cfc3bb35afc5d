using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// The forms of <see cref="IConv2dTile"/> and <see cref="IConv2dDirectTile"/>, and which of them this machine
/// supports.
/// </summary>
internal enum Conv2dTileForm
{
    /// <summary>Plain loops.</summary>
    Scalar,

    /// <summary>Any 128-bit vector unit: Arm64, older x64.</summary>
    Vector128,

    /// <summary>x64 with AVX2 and FMA.</summary>
    Avx2,

    /// <summary>x64 with AVX-512.</summary>
    Avx512,
}

/// <summary>Chooses a <see cref="Conv2dTileForm"/>.</summary>
internal static class Conv2dTileForms
{
    /// <summary>The widest form this machine supports.</summary>
    public static Conv2dTileForm Best =>
        IsSupported(Conv2dTileForm.Avx512) ? Conv2dTileForm.Avx512
        : IsSupported(Conv2dTileForm.Avx2) ? Conv2dTileForm.Avx2
        : IsSupported(Conv2dTileForm.Vector128) ? Conv2dTileForm.Vector128
        : Conv2dTileForm.Scalar;

    /// <summary>Whether this machine, with the runtime's present settings, has the instructions of a form.</summary>
    public static bool IsSupported(Conv2dTileForm form) => form switch
    {
        Conv2dTileForm.Avx512 => Avx512F.IsSupported,
        Conv2dTileForm.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        Conv2dTileForm.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>Output channels in a tile of a form: the height of a panel of packed weights.</summary>
    public static int Rows(Conv2dTileForm form) => form switch
    {
        Conv2dTileForm.Avx512 => Conv2dTileAvx512.Rows,
        Conv2dTileForm.Avx2 => Conv2dTileAvx2.Rows,
        Conv2dTileForm.Vector128 => Conv2dTileVector128.Rows,
        _ => Conv2dTileScalar.Rows,
    };
}
