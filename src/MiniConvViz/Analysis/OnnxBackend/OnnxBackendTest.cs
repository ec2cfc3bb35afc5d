using System.Globalization;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Networks.Onnx;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// Runs a folder of ONNX's own backend tests: <c>model.onnx</c> on each <c>test_data_set_*/input_*.pb</c>, compared
/// with <c>output_*.pb</c> as by ONNX's runner: <c>|got - expected| &lt;= 1e-7 + 1e-3 * |expected|</c>.
/// </summary>
/// <remarks>
/// Source: https://github.com/onnx/onnx/blob/main/onnx/backend/test/runner/__init__.py. A test has weights and shapes
/// as inputs of the graph; those that are needed when the network is built are passed to the importer.
/// </remarks>
public static class OnnxBackendTest
{
    private const double AbsoluteTolerance = 1e-7;
    private const double RelativeTolerance = 1e-3;

    /// <summary>Runs every data set of a folder.</summary>
    /// <returns>One comparison per data set and output.</returns>
    /// <exception cref="UnreadableInputException">The folder is no backend test, or a file is damaged.</exception>
    /// <exception cref="UnsupportedModelException">The model needs an unsupported feature.</exception>
    public static IReadOnlyList<OnnxOutputComparison> Run(string folder, Device device)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(device);
        OnnxFile model = OnnxFile.Read(Path.Combine(folder, "model.onnx"));
        string[] dataSets = [.. Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal)];
        return dataSets.Length > 0
            ? [.. dataSets.SelectMany(dataSet => RunDataSet(model, dataSet, device))]
            : throw new UnreadableInputException(
                $"{folder}: has no test_data_set_0; expected a folder of ONNX's backend tests");
    }

    /// <summary>
    /// Whether this library can run a test, by its model: it has only supported operators, and its data are float32 and
    /// integers.
    /// </summary>
    internal static bool Applies(string folder)
    {
        OnnxFile model = OnnxFile.Read(Path.Combine(folder, "model.onnx"));
        bool HasType(ValueInfoProto value, params IEnumerable<DType> types) =>
            OnnxDType.Find(value.Type?.TensorType?.ElemType ?? 0) is DType dtype && types.Contains(dtype);
        ValueInfoProto[] inputs = [.. model.Inputs.Where(input => !model.Initializers.ContainsKey(input.Name))];
        DType[] numbers = [DType.Float32, DType.Int32, DType.Int64, DType.Bool];
        IEnumerable<string> kinds = model.Nodes.Select(node => new OnnxNode(model, node).Kind);
        return kinds.All(kind => kind == "Shape" || OnnxOperators.Knows(kind))
            && inputs.Concat(model.Outputs).All(value => HasType(value, numbers))
            && model.Outputs.Concat(inputs).Any(value => HasType(value, DType.Float32))
            && (inputs.Length == 0 || inputs.Any(value => HasType(value, DType.Float32)));
    }

    private static IEnumerable<OnnxOutputComparison> RunDataSet(OnnxFile model, string dataSet, Device device)
    {
        ValueInfoProto[] declared = [.. model.Inputs.Where(input => !model.Initializers.ContainsKey(input.Name))];
        OnnxTensor[] given = ReadAll(dataSet, "input_");
        if (given.Length != declared.Length)
        {
            throw new UnreadableInputException($"{dataSet}: has {given.Length} inputs, the model {declared.Length}");
        }

        Dictionary<string, OnnxTensor> inputs = [];
        for (int i = 0; i < given.Length; i++)
        {
            inputs.Add(declared[i].Name, given[i]);
        }

        Network network = Import(model, inputs);
        using Session session = new(network, device);
        using Tap tap = session.Tap(network.Outputs);
        session.Run([.. network.Inputs.Select(input => inputs[input.Name].ToTensor())]);
        OnnxTensor[] expected = ReadAll(dataSet, "output_");
        for (int i = 0; i < Math.Min(expected.Length, network.Outputs.Count); i++)
        {
            Tensor got = tap[network.Outputs[i].Name].Values;
            yield return Compare($"{Path.GetFileName(dataSet)}/{model.Outputs[i].Name}", got, expected[i]);
        }
    }

    /// <summary>
    /// Integer inputs are constants: shapes, axes, indices. Where the importer needs more constants, all inputs but the
    /// first are: weights.
    /// </summary>
    private static Network Import(OnnxFile model, Dictionary<string, OnnxTensor> inputs)
    {
        try
        {
            return Whole(model, inputs.Where(input => !input.Value.IsFloating));
        }
        catch (UnsupportedModelException)
        {
            string first = inputs.FirstOrDefault(input => input.Value.IsFloating).Key ?? "";
            return Whole(model, inputs.Where(input => input.Key != first));
        }
    }

    /// <summary>A test is about the outputs, so that nothing may be left out.</summary>
    private static Network Whole(OnnxFile model, IEnumerable<KeyValuePair<string, OnnxTensor>> known) =>
        OnnxImport.Run(model, known.ToDictionary(), given: null, strict: true);

    private static OnnxTensor[] ReadAll(string folder, string prefix) =>
    [
        .. Directory.GetFiles(folder, prefix + "*.pb")
            .OrderBy(path => int.TryParse(
                Path.GetFileNameWithoutExtension(path)[prefix.Length..],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int number)
                    ? number
                    : int.MaxValue)
            .Select(OnnxTensorReader.ReadFile),
    ];

    private static OnnxOutputComparison Compare(string output, Tensor got, OnnxTensor expected)
    {
        if (got.Shape != expected.Shape)
        {
            return new OnnxOutputComparison(
                output, expected.Shape, got.Shape, double.PositiveInfinity, Wrong: 0, Passes: false);
        }

        double[] values = expected.ToDoubles();
        double worst = 0;
        int wrong = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = Difference.Of(got.Values[i], values[i]);
            double tolerance = AbsoluteTolerance + (RelativeTolerance * Math.Abs(values[i]));
            worst = Math.Max(worst, difference);
            wrong += difference == 0 || (double.IsFinite(difference) && difference <= tolerance) ? 0 : 1;
        }

        return new OnnxOutputComparison(output, expected.Shape, got.Shape, worst, wrong, wrong == 0);
    }
}
