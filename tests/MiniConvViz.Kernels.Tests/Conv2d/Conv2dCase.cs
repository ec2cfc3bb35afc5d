namespace MiniConvViz.Kernels.Tests;

/// <summary>Seeded random operands for one convolution, and methods to run it.</summary>
internal sealed class Conv2dCase
{
    private readonly Conv2dGeometry _geometry;

    public Conv2dCase(Conv2dGeometry geometry, bool hasResidual, int seed)
    {
        _geometry = geometry;
        Random random = new(seed);
        Input = RandomFloats(random, geometry.Batch * geometry.InChannels * geometry.InHeight * geometry.InWidth);
        Weight = RandomFloats(random, geometry.OutChannels * geometry.Terms);
        Bias = seed % 4 == 0 ? [] : RandomFloats(random, geometry.OutChannels);
        Residual = hasResidual ? RandomFloats(random, OutputLength) : [];
    }

    public float[] Input { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    public float[] Residual { get; }

    public int OutputLength =>
        _geometry.Batch * _geometry.OutChannels * _geometry.OutHeight * _geometry.OutWidth;

    public static float[] RandomFloats(Random random, int count)
    {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++)
        {
            floats[i] = (random.NextSingle() * 2f) - 1f;
        }

        return floats;
    }

    public Conv2dPackedWeights Pack(Conv2dTileForm form) => Conv2dPackedWeights.Pack(
        form,
        Weight,
        Bias,
        _geometry.OutChannels,
        _geometry.GroupInChannels,
        _geometry.KernelHeight,
        _geometry.KernelWidth,
        _geometry.Groups);

    public float[] RunReference(ClampRange clamp)
    {
        float[] output = new float[OutputLength];
        Conv2dReference.Run(_geometry, Input, Weight, Bias, output);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = clamp.Apply(output[i] + (Residual.Length == 0 ? 0f : Residual[i]));
        }

        return output;
    }

    public float[] RunSimd(int threads, Conv2dTileForm form, ClampRange clamp)
    {
        using CpuWorkers workers = new(threads);
        return RunSimd(workers, form, clamp);
    }

    public float[] RunSimd(CpuWorkers workers, Conv2dTileForm form, ClampRange clamp)
    {
        // Elements that a kernel fails to write stay NaN, so the comparison fails.
        float[] output = new float[OutputLength];
        Array.Fill(output, float.NaN);
        Conv2dSimd.Run(workers, _geometry, Input, Pack(form), Residual, clamp, output);
        return output;
    }
}
