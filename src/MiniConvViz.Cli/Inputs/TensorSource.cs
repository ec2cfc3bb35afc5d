using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>Tensors, fed without preprocessing: one FILE or FILE:KEY for each input of the network.</summary>
/// <param name="places">The files.</param>
/// <param name="inputs">The network's inputs.</param>
/// <param name="index">The index within their batch; null for the whole batch.</param>
internal sealed class TensorSource(IReadOnlyList<string> places, IReadOnlyList<Node> inputs, int? index = null)
    : IInputSource
{
    /// <summary>The expected shape of the first tensor; null where none is given.</summary>
    public Shape? Expected { get; init; }

    public string Name =>
        string.Join(", ", places.Select(place => Path.GetFileName(place))) + (index is int n ? $"[{n}]" : "");

    public string Stem =>
        new SafeFileNames().For(Path.GetFileNameWithoutExtension(places[0])) + (index is int n ? $"_{n}" : "");

    public IReadOnlyList<Shape>? Shapes => null;

    public long LoadingBytes => places.Sum(TensorFile.LengthOf);

    public LoadedInput Load()
    {
        Tensor[] stored = [.. places.Select(TensorFile.Read)];
        CheckIsExpected(stored[0].Shape);
        Tensor[] tensors = [.. stored.Select(OneOf)];
        return new LoadedInput(tensors, grid => Draw(tensors, grid with { Channels = ChannelSelection.All }));
    }

    /// <summary>Splits a batch into single inputs, where the network takes one, or batches of a fixed size.</summary>
    public IReadOnlyList<IInputSource> Split(Network network)
    {
        try
        {
            Shape[] shapes = [.. places.Select(TensorFile.Read).Select(tensor => tensor.Shape)];
            int count = shapes[0].Rank > 1 ? shapes[0].Batch : 1;
            return index is null && count > 1 && shapes.All(shape => shape.Rank > 1 && shape.Batch == count)
                && FixedBatch.Takes(network, [.. shapes.Select(shape => shape.With(0, 1))])
                ? [.. Enumerable.Range(0, count).Select(n => new TensorSource(places, inputs, n) { Expected = Expected })]
                : [this];
        }
        catch (UnreadableInputException)
        {
            return [this]; // the error is reported by Load
        }
    }

    /// <summary>Where a batch is fed one by one, the shape may be that of one input or that of all.</summary>
    private void CheckIsExpected(Shape stored)
    {
        if (Expected is Shape expected && stored != expected
            && (index is null || stored.Rank < 2 || stored.With(0, 1) != expected))
        {
            throw new UnreadableInputException(
                $"{places[0]}: is {stored}, but --input-shape says {expected}; leave it out, since a tensor has its "
                + "shape");
        }
    }

    private Tensor OneOf(Tensor batch)
    {
        if (index is not int n)
        {
            return batch;
        }

        Shape shape = batch.Shape;
        if (shape.Rank < 2 || n >= shape.Batch)
        {
            string held = shape.Rank < 2
                ? $"is {shape}, no batch"
                : $"holds {shape.Batch} inputs, 0 to {shape.Batch - 1}";
            throw new UnreadableInputException($"{places[0]}: {held}; --batch-index {n} is none of them");
        }

        Tensor one = new(shape.With(0, 1));
        batch.Values.Slice(n * one.Shape.Count, one.Shape.Count).CopyTo(one.Values);
        return one;
    }

    private Picture[] Draw(Tensor[] tensors, GridOptions grid) =>
    [
        .. tensors
            .Select((tensor, i) => FeatureMap.From(
                "input",
                Path.GetFileName(places[i]),
                inputs[i].ChannelsAreLast ? FeatureMap.ChannelsFirst(tensor) : tensor))
            .Where(map => map.Obstacle is null)
            .Select(map => FeatureMapGrid.Draw(map, grid)),
    ];
}
