namespace MiniConvViz.Ptx;

/// <summary>
/// The matrix multiply-add of a warp on a tensor core: <c>D = A B + C</c>, A of 16x8 and B of 8x8 elements rounded to
/// TF32, C and D of 16x8 floats; each thread holds a fragment of each.
/// </summary>
/// <remarks>Source: PTX ISA, "Matrix Fragments for mma.m16n8k8".</remarks>
internal static class PtxMatrices
{
    private const int Lanes = 32;

    /// <summary>The 13 lowest bits, which TF32 does not have.</summary>
    private const uint Dropped = 0x1FFF;

    /// <summary><c>cvt.rna.tf32.f32</c>: to the nearest, ties away from zero.</summary>
    public static uint Round(uint bits) =>
        (bits & 0x7F800000) == 0x7F800000 ? bits : (bits + ((Dropped + 1) / 2)) & ~Dropped;

    /// <summary><c>mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {d0..}, {a0..}, {b0,b1}, {c0..}</c></summary>
    public static void MultiplyAdd(ReadOnlySpan<PtxThread> warp, PtxInstruction instruction)
    {
        int[] at = instruction.Operands;
        float[,] a = new float[16, 8], b = new float[8, 8], d = new float[16, 8];
        for (int lane = 0; lane < Lanes; lane++)
        {
            (int group, int inGroup) = (lane / 4, lane % 4);
            PtxThread thread = warp[lane];
            for (int i = 0; i < 4; i++)
            {
                a[group + (8 * (i % 2)), inGroup + (4 * (i / 2))] = Operand(thread, at[4 + i]);
                d[group + (8 * (i / 2)), (inGroup * 2) + (i % 2)] = thread.Float(at[10 + i]);
            }

            b[inGroup, group] = Operand(thread, at[8]);
            b[inGroup + 4, group] = Operand(thread, at[9]);
        }

        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 8; column++)
            {
                for (int k = 0; k < 8; k++)
                {
                    d[row, column] += a[row, k] * b[k, column];
                }
            }
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int i = 0; i < 4; i++)
            {
                warp[lane].Float(at[i]) = d[(lane / 4) + (8 * (i / 2)), (lane % 4 * 2) + (i % 2)];
            }
        }
    }

    /// <summary>A tensor core ignores the bits that TF32 does not have.</summary>
    private static float Operand(PtxThread thread, int register) =>
        BitConverter.UInt32BitsToSingle(thread.Bits(register) & ~Dropped);
}
