using System.Numerics;
using System.Runtime.InteropServices;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Searches for NaN and infinity in weights while they are loaded: a layer with such weights computes NaN or infinity,
/// and the warning names the file and the tensor, not only a later layer.
/// </summary>
internal sealed class WeightCheck
{
    private readonly Dictionary<string, (int NotFinite, int Count)> _found = [];

    /// <summary>One sentence that names the tensors, or none where all weights are finite.</summary>
    public IReadOnlyList<string> Warnings => _found.Count == 0
        ? []
        : [$"weights that are NaN or infinite: {Quoted.Some(_found, Describe)}; what reads them will be, too"];

    /// <summary>Counts the values of a tensor that are not finite, once per name.</summary>
    public void Look(string name, Tensor weight)
    {
        if (!_found.ContainsKey(name) && !AreFinite(weight.Values))
        {
            int notFinite = 0;
            foreach (float value in weight.Values)
            {
                notFinite += float.IsFinite(value) ? 0 : 1;
            }

            _found.Add(name, (notFinite, weight.Shape.Count));
        }
    }

    private static string Describe(KeyValuePair<string, (int NotFinite, int Count)> found) =>
        $"{Quoted.Name(found.Key)} ({found.Value.NotFinite} of {found.Value.Count})";

    /// <summary><c>x - x</c> is 0 where x is finite and NaN elsewhere, and so is the sum of all of them.</summary>
    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        Vector<float> sum = Vector<float>.Zero;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (Vector<float> vector in vectors)
        {
            sum += vector - vector;
        }

        float tail = 0;
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
        {
            tail += value - value;
        }

        return Vector.Sum(sum) + tail == 0;
    }
}
