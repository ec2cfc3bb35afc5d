using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>An input that was read, and where its results are written.</summary>
internal sealed record ReadyInput(RunTarget Target, LoadedInput Input)
{
    /// <summary>The shapes of its tensors, one per input of the network.</summary>
    public Shape[] Shapes => [.. Input.Tensors.Select(tensor => tensor.Shape)];

    /// <summary>Whether it is a single image of the same shape as another.</summary>
    public bool Joins(ReadyInput other) =>
        Shapes.All(shape => shape.Rank > 1 && shape.Batch == 1) && Shapes.AsSpan().SequenceEqual(other.Shapes);

    /// <summary>Several inputs as one batch: [1,C,H,W] of each make [N,C,H,W].</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="size">N; where it exceeds the number of inputs, the last is repeated.</param>
    public static IReadOnlyList<Tensor> Together(IReadOnlyList<ReadyInput> inputs, int size) =>
        size == 1
            ? inputs[0].Input.Tensors
            : [.. Enumerable.Range(0, inputs[0].Input.Tensors.Count).Select(i => Together(inputs, size, i))];

    /// <summary>One input, repeated to a batch of the given size.</summary>
    public static IReadOnlyList<Tensor> Repeated(IReadOnlyList<Tensor> one, int size) =>
    [
        .. one.Select(tensor =>
        {
            Tensor batch = new(tensor.Shape.With(0, size));
            for (int n = 0; n < size; n++)
            {
                tensor.Values.CopyTo(batch.Values[(n * tensor.Shape.Count)..]);
            }

            return batch;
        }),
    ];

    private static Tensor Together(IReadOnlyList<ReadyInput> inputs, int size, int i)
    {
        Tensor batch = new(inputs[0].Shapes[i].With(0, size));
        int image = batch.Shape.Count / size;
        for (int n = 0; n < size; n++)
        {
            inputs[Math.Min(n, inputs.Count - 1)].Input.Tensors[i].Values.CopyTo(batch.Values.Slice(n * image, image));
        }

        return batch;
    }
}
