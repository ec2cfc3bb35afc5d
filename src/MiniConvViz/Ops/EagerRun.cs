using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Runs one operator on the CPU's vector code, without a network, a plan or a session: for constants, and for
/// bounds on errors. It computes the same bits as a session that runs nothing else.
/// </summary>
internal static class EagerRun
{
    /// <summary>Multiplications and output elements that take longer than starting a thread, about 50 µs.</summary>
    private const long WorthThreads = 1 << 18;

    /// <summary>The operator's output.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="threads">Threads to use; null for all cores, or one where starting threads costs more.</param>
    /// <param name="sumsOnly">As <see cref="CpuRequest.SumsOnly"/>.</param>
    /// <exception cref="ShapeException">The operator cannot take these inputs.</exception>
    public static Tensor Run(
        Operator @operator, IReadOnlyList<Tensor> inputs, int? threads = null, bool sumsOnly = true)
    {
        Shape[] shapes = [.. inputs.Select(input => input.Shape)];
        Tensor output = new(@operator.InferShape(shapes));
        if (output.Shape.Count == 0)
        {
            return output;
        }

        long work = @operator.MultiplyAdds(shapes) + output.Shape.Count;
        using CpuWorkers workers = new(threads ?? (work < WorthThreads ? 1 : Environment.ProcessorCount));
        Layout[] plain = [.. shapes.Select(_ => Layout.Plain)];
        CpuForm form = @operator.CpuFormFor(new CpuRequest(shapes, plain, sumsOnly));
        form.Prepare();
        (Shape, float[])[] values =
        [
            .. inputs.Select((input, i) => (input.Shape, form.Inputs[i] == Layout.Blocked
                ? Run(LayoutChange.To(Layout.Blocked), [(input.Shape, input.Data)], input.Shape, workers)
                : input.Data)),
        ];
        if (form.Output == Layout.Plain)
        {
            form.Run(new ArrayCall(values, output.Shape, output.Data, workers));
            return output;
        }

        float[] blocks = Run(form, values, output.Shape, workers);
        return new Tensor(
            output.Shape, Run(LayoutChange.To(Layout.Plain), [(output.Shape, blocks)], output.Shape, workers));
    }

    private static float[] Run(
        CpuForm form, IReadOnlyList<(Shape Shape, float[] Values)> inputs, Shape outputShape, CpuWorkers workers)
    {
        float[] output = new float[form.Output.Floats(outputShape)];
        form.Run(new ArrayCall(inputs, outputShape, output, workers));
        return output;
    }
}
