using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The cases of <c>tests/goldens/operators*.safetensors</c>, which real PyTorch computed.</summary>
internal static class GoldenCases
{
    /// <summary>
    /// Functions that make an operator of its entry in a file, one for each group of operators; null for others.
    /// </summary>
    private static readonly Func<GoldenEntry, Operator?>[] Factories =
    [
        ConvGoldens.Create,
        PointwiseGoldens.Create,
        BasicGoldens.Create,
        NormsGoldens.Create,
        LayoutGoldens.Create,
        BroadcastGoldens.Create,
        VolumeGoldens.Create,
        RecurrentGoldens.Create,
        IndexingGoldens.Create,
    ];

    private static readonly Lazy<OperatorCase[]> Cases = new(Read);

    public static IReadOnlyList<OperatorCase> All => Cases.Value;

    private static OperatorCase[] Read() =>
    [
        .. Directory.GetFiles(RepositoryFiles.Get("tests", "goldens"), "operators*.safetensors")
            .Order(StringComparer.Ordinal)
            .SelectMany(Read),
    ];

    private static OperatorCase[] Read(string path)
    {
        StateDict file = StateDict.Read(path);
        using JsonDocument list = JsonDocument.Parse(file.Metadata["cases"]);
        return [.. list.RootElement.EnumerateArray().Select(entry => ReadCase(file, entry))];
    }

    private static OperatorCase ReadCase(StateDict file, JsonElement entry)
    {
        string name = entry.GetProperty("name").GetString()!;
        string kind = entry.GetProperty("op").GetString()!;
        int count = entry.GetProperty("inputs").GetInt32();
        IEnumerable<string> inputs = count == 1 ? ["input"] : Enumerable.Range(0, count).Select(i => $"input{i}");
        GoldenEntry golden = new(
            kind, entry.GetProperty("attributes"), key => Find(file, $"{name}/{key}")?.ToTensor());
        Operator @operator = Factories.Select(create => create(golden)).FirstOrDefault(made => made is not null)
            ?? throw new NotSupportedException($"{file.Path} has an operator {kind} that no test creates");
        return new OperatorCase(
            name[(kind.Length + 1)..],
            @operator,
            [.. inputs.Select(key => Find(file, $"{name}/{key}")!.ToTensor())],
            (Find(file, $"{name}/output64") ?? Find(file, $"{name}/output"))!.ToDoubles(),
            Find(file, $"{name}/output")!.ToTensor());
    }

    private static WeightTensor? Find(StateDict file, string key) =>
        file.TryGet(key, out WeightTensor? found) ? found : null;
}
