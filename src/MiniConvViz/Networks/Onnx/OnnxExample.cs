using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Extents for the axes that a file leaves open. A graph is imported with example shapes, with which every node is
/// checked; what depends on open axes stays a formula, so that a run may use other shapes.
/// </summary>
/// <param name="Given">The shapes of the first real inputs, in the order of the file; empty if unknown.</param>
/// <param name="Channels">The extent of an open axis 1.</param>
/// <param name="Length">The extent of every other open axis but that of the batch, which is 1.</param>
/// <param name="LengthOfPair">The extent of an open axis 1 of two: samples of audio, or features.</param>
internal sealed record OnnxExample(IReadOnlyList<Shape> Given, int Channels, int Length, int LengthOfPair)
{
    /// <summary>A last axis of more channels than this holds no colours.</summary>
    private const int MostColors = 4;

    /// <summary>
    /// Usual image sizes; powers of two for networks that halve often; a second of audio; small images, for networks
    /// whose last layer accepts one size only.
    /// </summary>
    private static readonly int[] Lengths = [224, 256, 512, 1024, 16_384, 32, 28, 64, 96, 128, 299];

    /// <summary>
    /// The examples to try in order until the network accepts one: the shapes of the first real inputs if they are
    /// known, then usual sizes.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="given">Returns the shapes of the first real inputs; called only where axes are open.</param>
    public static IEnumerable<OnnxExample> Of(OnnxFile file, Func<IReadOnlyList<Shape>>? given)
    {
        int[] channels = [.. ChannelsOfTheFirstConvolution(file).Append(1).Append(3).Distinct()];
        OnnxExample usual = new([], channels[0], Lengths[0], LengthOfPair: 1);
        if (!HasOpenSize(file))
        {
            yield return usual;
            yield break;
        }

        if (given?.Invoke() is { Count: > 0 } shapes)
        {
            yield return usual with { Given = shapes };
        }

        yield return usual;

        foreach (int length in Lengths)
        {
            foreach (int count in channels)
            {
                yield return new OnnxExample([], count, length, length);
            }
        }
    }

    /// <summary>The shape of an input in this example.</summary>
    /// <param name="position">Its position among the inputs of a run.</param>
    /// <param name="axes">Its declared extents, null where an axis is open.</param>
    public long[] ShapeOf(int position, IReadOnlyList<long?> axes)
    {
        if (position < Given.Count && Fits(Given[position], axes))
        {
            return [.. Given[position].Extents.ToArray().Select(extent => (long)extent)];
        }

        bool channelsAreLast = axes is [_, null, _, long colors] && colors <= MostColors;
        return [.. axes.Select((extent, axis) => extent ?? (axis, axes.Count) switch
        {
            (0, _) => 1,
            (1, 2) => LengthOfPair,
            (1, _) when !channelsAreLast => Channels,
            _ => Length,
        })];
    }

    private static bool Fits(Shape shape, IReadOnlyList<long?> axes) => shape.Rank == axes.Count && shape.Count > 0
        && Enumerable.Range(0, shape.Rank).All(axis => (axes[axis] ?? shape[axis]) == shape[axis]);

    /// <summary>Whether an axis other than that of the batch is open.</summary>
    private static bool HasOpenSize(OnnxFile file) => file.Inputs
        .Where(input => !file.Initializers.ContainsKey(input.Name))
        .Any(input => OnnxInputs.AxesOf(input).Skip(1).Contains(null));

    /// <summary>The input channels of the first convolution, by its weight [O,C/groups,...].</summary>
    private static int[] ChannelsOfTheFirstConvolution(OnnxFile file)
    {
        NodeProto? first = file.Nodes.FirstOrDefault(
            node => node.OpType == "Conv" && node.Input.Count > 1 && file.Initializers.ContainsKey(node.Input[1]));
        if (first is null || file.Initializers[first.Input[1]].Shape is not { Rank: > 1 } weight)
        {
            return [];
        }

        long groups = first.Attribute.FirstOrDefault(attribute => attribute.Name == "group")?.I ?? 1;
        long channels = groups is > 0 and <= int.MaxValue ? groups * weight[1] : 0;
        return channels is > 0 and <= int.MaxValue ? [(int)channels] : [];
    }
}
