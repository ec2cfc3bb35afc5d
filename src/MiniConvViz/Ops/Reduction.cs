using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common part of sums, means and maxima along axes: elements that differ only in their position on the axes
/// <see cref="Dim"/> are reduced to one.
/// Shapes: any input; in the output these axes have size 1 (<c>keepdim=True</c>) or are gone.
/// </summary>
/// <typeparam name="TReduction">How two values are combined, from the kernel folder <c>Reduce</c>.</typeparam>
public abstract class Reduction<TReduction> : Operator
    where TReduction : unmanaged, IReduction
{
    private readonly int[] _dim;

    private protected Reduction(IEnumerable<int> dim, bool keepDim) => (_dim, KeepDim) = ([.. dim], keepDim);

    /// <summary>The axes that are reduced, counted from the back where negative; all of them where it is
    /// empty.</summary>
    public IReadOnlyList<int> Dim => _dim;

    /// <summary>Whether the reduced axes stay in the output's shape, with size 1.</summary>
    public bool KeepDim { get; }

    /// <inheritdoc/>
    public override string Attributes => string.Join(
        ", ",
        [
            .. _dim.Length == 0 ? [] : new[] { $"dim={Axis.List(_dim)}" },
            .. KeepDim ? ["keepdim=True"] : Array.Empty<string>(),
        ]);

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        uint axes = Axes(input);
        List<int> extents = [];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            bool isReduced = (axes >> axis & 1) != 0;
            if (!isReduced || KeepDim)
            {
                extents.Add(isReduced ? 1 : input[axis]);
            }
        }

        return [.. extents];
    }

    internal override void RunReference(HostCall call) =>
        ReduceReference.Run(default(TReduction), Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        ReduceSimd.Run(call.Workers, default(TReduction), Geometry(call.InputShape(0)), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        ReduceGpu.Run(call.Gpu, default(TReduction), Geometry(call.InputShape(0)), call.Input(0), call.Output));

    /// <summary>All sizes of this reduction of one input.</summary>
    private protected ReduceGeometry Geometry(Shape input) => ReduceGeometry.Create(input.Extents, Axes(input));

    /// <summary>The reduced axes of an input: bit a is set for axis a.</summary>
    private uint Axes(Shape input)
    {
        uint axes = 0;
        foreach (int dim in _dim)
        {
            axes |= 1u << Axis.Resolve(dim, input.Rank);
        }

        return _dim.Length == 0 ? uint.MaxValue : axes;
    }
}
