using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>A tensor core of an NVIDIA GPU, from compute capability 8.0 on.</summary>
internal readonly struct CudaTensorCore : ITensorCore
{
    public void Open()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Round(Float4 values)
    {
        values.X = Round(values.X);
        values.Y = Round(values.Y);
        values.Z = Round(values.Z);
        values.W = Round(values.W);
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 MultiplyAdd(Float4 left, float right0, float right1, Float4 sums)
    {
        Ref<float> s0 = sums.X;
        Ref<float> s1 = sums.Y;
        Ref<float> s2 = sums.Z;
        Ref<float> s3 = sums.W;
        Input<uint> a0 = Interop.FloatAsInt(left.X);
        Input<uint> a1 = Interop.FloatAsInt(left.Y);
        Input<uint> a2 = Interop.FloatAsInt(left.Z);
        Input<uint> a3 = Interop.FloatAsInt(left.W);
        Input<uint> b0 = Interop.FloatAsInt(right0);
        Input<uint> b1 = Interop.FloatAsInt(right1);
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
            + "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};",
            ref s0, ref s1, ref s2, ref s3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1);
        sums.X = s0.Value;
        sums.Y = s1.Value;
        sums.Z = s2.Value;
        sums.W = s3.Value;
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Round(float number)
    {
        CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", out uint rounded, number);
        return Interop.IntAsFloat(rounded);
    }
}
