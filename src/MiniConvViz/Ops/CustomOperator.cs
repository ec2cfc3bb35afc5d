using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The base of operators that a program adds to this library: attributes, a shape rule and plain loops. Every device
/// runs these loops on the CPU, and reports the algorithm <c>reference</c>; on a GPU the inputs are copied to the host
/// and the output back, so that the run cannot be a CUDA graph. <c>verify</c> does not judge such a node, since it has
/// no bound on how far two computations of it may differ.
/// </summary>
/// <example>
/// <code>
/// public sealed class Square : CustomOperator
/// {
///     public override Shape InferShape(ReadOnlySpan&lt;Shape> inputs) => ExpectOne(inputs);
///
///     protected override void Run(HostCall call)
///     {
///         for (int i = 0; i &lt; call.Output.Length; i++)
///         {
///             call.Output[i] = call.Input(0)[i] * call.Input(0)[i];
///         }
///     }
/// }
///
/// Node squared = net.Apply("squared", new Square(), x);   // net is a NetworkBuilder
/// </code>
/// </example>
public abstract class CustomOperator : Operator
{
    private const string Algorithm = "reference";

    /// <summary>
    /// Computes the output, on one thread; several sessions may call it at the same time. A
    /// <see cref="ShapeException"/> is reported with the node's name.
    /// </summary>
    protected abstract void Run(HostCall call);

    internal sealed override Accuracy Accuracy => Accuracy.Exact;

    internal sealed override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Unbounded(output);

    internal sealed override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        null;

    internal sealed override void RunReference(HostCall call) => Run(call);

    internal sealed override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, Run) with
    {
        Algorithm = Algorithm,
        Explanation = "runs plain loops, since the operator has no vector code",
    };

    internal sealed override GpuForms GpuFormsFor(GpuRequest request) =>
        GpuForms.One(new GpuForm(Algorithm, Kernel: null, RunOnHost) { RunsOnHost = true });

    private void RunOnHost(GpuCall call)
    {
        using CpuWorkers workers = new(threads: 1);
        float[] output = new float[call.OutputShape.Count];
        (Shape, float[])[] inputs = [.. call.InputShapes().Select(Download)];
        Run(new ArrayCall(inputs, call.OutputShape, output, workers));
        call.Gpu.Upload(output, call.Output);

        (Shape, float[]) Download(Shape shape, int index)
        {
            bool isRead = index < ValueInputs(call.InputCount);
            float[] values = new float[isRead ? shape.Count : 0];
            if (isRead)
            {
                call.Gpu.Download(call.Input(index), values);
            }

            return (shape, values);
        }
    }
}
