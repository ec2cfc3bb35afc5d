using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>An input that was read, and where what comes of it goes.</summary>
internal sealed record ReadyInput(RunTarget Target, LoadedInput Input)
{
    /// <summary>The shapes of its tensors, one per input of the network.</summary>
    public Shape[] Shapes => [.. Input.Tensors.Select(tensor => tensor.Shape)];

    /// <summary>Whether it is one image, of the same shape as another one.</summary>
    public bool Joins(ReadyInput other) =>
        Shapes.All(shape => shape.Rank > 1 && shape.Batch == 1) && Shapes.AsSpan().SequenceEqual(other.Shapes);

    /// <summary>Several inputs as one batch: [1,C,H,W] of each make [N,C,H,W].</summary>
    public static IReadOnlyList<Tensor> Together(IReadOnlyList<ReadyInput> inputs) =>
        inputs.Count == 1
            ? inputs[0].Input.Tensors
            : [.. Enumerable.Range(0, inputs[0].Input.Tensors.Count).Select(i => Together(inputs, i))];

    private static Tensor Together(IReadOnlyList<ReadyInput> inputs, int i)
    {
        Tensor batch = new(inputs[0].Shapes[i].With(0, inputs.Count));
        int image = batch.Shape.Count / inputs.Count;
        for (int n = 0; n < inputs.Count; n++)
        {
            inputs[n].Input.Tensors[i].Values.CopyTo(batch.Values.Slice(n * image, image));
        }

        return batch;
    }
}
