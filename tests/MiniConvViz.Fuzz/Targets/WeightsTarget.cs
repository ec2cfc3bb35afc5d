using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>
/// A checkpoint: its index is read, then every tensor, then it is fitted to the zoo; and it is read as the file of one
/// tensor, as for <c>--input</c>.
/// </summary>
internal sealed class WeightsTarget(string format, string extension) : ITarget
{
    /// <summary>
    /// Comparing with every network of the zoo takes milliseconds; so only one file in this number is compared.
    /// </summary>
    private const int FilesPerFit = 32;

    public string Format { get; } = format;

    public string Extension { get; } = extension;

    public void Run(string path, Meter meter)
    {
        try
        {
            ReadAll(path, meter);
        }
        catch (UnreadableInputException) when (TensorTarget.IsRead(path, meter))
        {
            // One tensor that was saved alone is no state_dict.
        }
    }

    private static void ReadAll(string path, Meter meter)
    {
        long length = new FileInfo(path).Length;
        StateDict weights = meter.Measure("the index", () => StateDict.Read(path), _ => length);
        foreach (WeightTensor tensor in weights.Tensors)
        {
            meter.Measure("a tensor", tensor.ToTensor, BytesOf);
        }

        if (length % FilesPerFit == 0)
        {
            IReadOnlyList<Architecture> fitting = meter.Measure(
                "fitting to the zoo", () => ModelZoo.Fitting(weights), _ => length);
            if (fitting.Count == 0)
            {
                meter.Measure("the nearest of the zoo", () => ModelZoo.Nearest(weights), _ => length);
            }
        }
    }

    private static long BytesOf(Tensor tensor) => sizeof(float) * (long)tensor.Shape.Count;
}
