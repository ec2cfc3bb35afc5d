using System.Text.Json;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>One operator as a golden file describes it.</summary>
/// <param name="Kind">PyTorch's class name.</param>
/// <param name="Attributes">Its arguments by PyTorch's names.</param>
/// <param name="Weights">A learned tensor by its name; null where there is none.</param>
internal sealed record GoldenEntry(string Kind, JsonElement Attributes, Func<string, Tensor?> Weights)
{
    public Extent2d Pair(string name) =>
        (Attributes.GetProperty(name)[0].GetInt32(), Attributes.GetProperty(name)[1].GetInt32());

    public int Int(string name) => Attributes.GetProperty(name).GetInt32();

    public int[] Ints(string name) =>
        [.. Attributes.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public float Float(string name) => Attributes.GetProperty(name).GetSingle();

    public bool Bool(string name) => Attributes.GetProperty(name).GetBoolean();

    public string Text(string name) => Attributes.GetProperty(name).GetString()!;

    public bool Has(string name) => Attributes.TryGetProperty(name, out _);
}
