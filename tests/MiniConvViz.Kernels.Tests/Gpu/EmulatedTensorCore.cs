using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// A tensor core by its definition, for devices that have none: all threads of a block store their fragments in
/// shared memory, and each then computes its four accumulators from the matrices, as NVIDIA's documentation defines
/// them.
/// </summary>
/// <remarks>
/// Written from the figures of the PTX ISA, "Matrix Fragments for mma.m16n8k8", .tf32, independently of
/// <see cref="TensorFragments"/>.
/// </remarks>
internal struct EmulatedTensorCore : ITensorCore
{
    private const int Threads = Conv2dGpuTensorCores.Threads;

    // [6, threads]: a0 to a3, b0, b1
    private ArrayView<float> _exchange;

    public void Open() => _exchange = SharedMemory.Allocate<float>(6 * Threads);

    public static Float4 Round(Float4 values)
    {
        values.X = Round(values.X);
        values.Y = Round(values.Y);
        values.Z = Round(values.Z);
        values.W = Round(values.W);
        return values;
    }

    public readonly Float4 MultiplyAdd(Float4 left, float right0, float right1, Float4 sums)
    {
        int thread = Group.IdxX;
        Group.Barrier();
        _exchange[thread] = left.X;
        _exchange[thread + Threads] = left.Y;
        _exchange[thread + (2 * Threads)] = left.Z;
        _exchange[thread + (3 * Threads)] = left.W;
        _exchange[thread + (4 * Threads)] = right0;
        _exchange[thread + (5 * Threads)] = right1;
        Group.Barrier();

        // groupID and threadID_in_group, as the figures call them.
        int warp = thread & ~31;
        int groupId = (thread & 31) >> 2;
        int inGroup = thread & 3;
        for (int k = 0; k < 8; k++)
        {
            float left0 = A(warp, groupId, k);
            float left8 = A(warp, groupId + 8, k);
            float column0 = B(warp, k, inGroup * 2);
            float column1 = B(warp, k, (inGroup * 2) + 1);
            sums.X += left0 * column0;
            sums.Y += left0 * column1;
            sums.Z += left8 * column0;
            sums.W += left8 * column1;
        }

        return sums;
    }

    // Row and column of A [16,8] belong to lane (row % 8) * 4 + column % 4, register row / 8 + 2 * (column / 4).
    private readonly float A(int warp, int row, int column) =>
        _exchange[warp + ((row & 7) * 4) + (column & 3) + (((row >> 3) + (2 * (column >> 2))) * Threads)];

    // Row and column of B [8,8] belong to lane column * 4 + row % 4, register row / 4.
    private readonly float B(int warp, int row, int column) =>
        _exchange[warp + (column * 4) + (row & 3) + ((4 + (row >> 2)) * Threads)];

    private static float Round(float number)
    {
        uint bits = Interop.FloatAsInt(number);
        return (bits & 0x7F800000u) == 0x7F800000u ? number : Interop.IntAsFloat((bits + 0x1000u) & 0xFFFFE000u);
    }
}
