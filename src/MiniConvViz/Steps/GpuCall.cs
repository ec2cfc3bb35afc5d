using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>
/// The arguments of one step's code on a GPU: views of device memory instead of spans, and weights that are uploaded on
/// first use.
/// </summary>
internal abstract class GpuCall : ICall
{
    public abstract GpuAccelerator Gpu { get; }

    public abstract int InputCount { get; }

    public abstract Shape OutputShape { get; }

    public abstract ArrayView<float> Output { get; }

    public abstract Shape InputShape(int index);

    public abstract ArrayView<float> Input(int index);

    /// <summary>The device's copy of a weight, uploaded on first use.</summary>
    public abstract ArrayView<float> Weight(Tensor weight);

    /// <summary>The device's copy of a weight in another order, packed and uploaded on first use.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="order">The order's name.</param>
    /// <param name="pack">Puts the weight's elements into it.</param>
    public abstract ArrayView<float> Weight(Tensor weight, string order, Func<Tensor, float[]> pack);

    /// <summary>
    /// The device's copy of floats that are the same in every run of the plan; one per step. They are computed and
    /// uploaded on first use.
    /// </summary>
    public abstract ArrayView<float> Constant(Func<ICall, float[]> values);
}
