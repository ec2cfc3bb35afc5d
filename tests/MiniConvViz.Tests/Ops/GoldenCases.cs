using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>The cases of <c>tests/goldens/operators.safetensors</c>, which real PyTorch computed.</summary>
internal static class GoldenCases
{
    private static readonly Lazy<OperatorCase[]> Cases = new(Read);

    public static IReadOnlyList<OperatorCase> All => Cases.Value;

    private static OperatorCase[] Read()
    {
        StateDict file = StateDict.Read(RepositoryFiles.Golden("operators.safetensors"));
        using JsonDocument list = JsonDocument.Parse(file.Metadata["cases"]);
        return [.. list.RootElement.EnumerateArray().Select(entry => ReadCase(file, entry))];
    }

    private static OperatorCase ReadCase(StateDict file, JsonElement entry)
    {
        string name = entry.GetProperty("name").GetString()!;
        string kind = entry.GetProperty("op").GetString()!;
        int count = entry.GetProperty("inputs").GetInt32();
        IEnumerable<string> inputs = count == 1 ? ["input"] : Enumerable.Range(0, count).Select(i => $"input{i}");
        Operator @operator = Create(
            kind, entry.GetProperty("attributes"), key => Find(file, $"{name}/{key}")?.ToTensor());
        return new OperatorCase(
            name[(kind.Length + 1)..],
            @operator,
            [.. inputs.Select(key => Find(file, $"{name}/{key}")!.ToTensor())],
            (Find(file, $"{name}/output64") ?? Find(file, $"{name}/output"))!.ToDoubles());
    }

    private static WeightTensor? Find(StateDict file, string key) =>
        file.TryGet(key, out WeightTensor? found) ? found : null;

    private static Operator Create(string kind, JsonElement attributes, Func<string, Tensor?> weights)
    {
        return kind switch
        {
            "Conv2d" => new Conv2d(
                weights("weight")!, weights("bias"), Pair("stride"), Pair("padding"), Pair("dilation"), Int("groups")),
            "Linear" => new Linear(weights("weight")!, weights("bias")),
            "BatchNorm2d" => new BatchNorm2d(
                weights("weight"), weights("bias"), weights("running_mean")!, weights("running_var")!, Float("eps")),
            "MaxPool2d" => new MaxPool2d(
                Pair("kernel_size"), Pair("stride"), Pair("padding"), Pair("dilation"), Bool("ceil_mode")),
            "AvgPool2d" => new AvgPool2d(
                Pair("kernel_size"),
                Pair("stride"),
                Pair("padding"),
                Bool("ceil_mode"),
                Bool("count_include_pad"),
                attributes.TryGetProperty("divisor_override", out JsonElement divisor) ? divisor.GetInt32() : null),
            "AdaptiveAvgPool2d" => new AdaptiveAvgPool2d(Pair("output_size")),
            "LeakyReLU" => new LeakyReLU(Float("negative_slope")),
            "ReLU" => new ReLU(),
            "ReLU6" => new ReLU6(),
            "Sigmoid" => new Sigmoid(),
            "SiLU" => new SiLU(),
            "Hardswish" => new Hardswish(),
            "Hardsigmoid" => new Hardsigmoid(),
            "Tanh" => new Tanh(),
            "Add" => new Add(),
            "Mul" => new Mul(),
            "Concat" => new Concat(),
            "Flatten" => new Flatten(),
            "Dropout" => new Dropout(Float("p")),
            "Softmax" => new Softmax(),
            _ => throw new NotSupportedException($"the goldens have an operator {kind} that no test creates"),
        };

        Extent2d Pair(string name) =>
            (attributes.GetProperty(name)[0].GetInt32(), attributes.GetProperty(name)[1].GetInt32());
        int Int(string name) => attributes.GetProperty(name).GetInt32();
        float Float(string name) => attributes.GetProperty(name).GetSingle();
        bool Bool(string name) => attributes.GetProperty(name).GetBoolean();
    }
}
