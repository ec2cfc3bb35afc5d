namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes a file of one format: its bytes, or its content by the rules of the format.</summary>
internal sealed class Mutator(string format)
{
    private const int MostSteps = 8;

    private readonly Func<byte[], byte[], Random, byte[]?> _structure = format switch
    {
        "onnx" => OnnxMutator.Mutate,
        "pth" => ZipMutator.Mutate,
        "npz" => ZipMutator.Mutate,
        "legacy" => PickleMutator.Mutate,
        "safetensors" => SafeTensorsMutator.Mutate,
        "npy" => NumpyMutator.Mutate,
        _ => PictureMutator.Mutate,
    };

    /// <summary>Half of the time one change, a quarter of the time two, and so on to eight.</summary>
    /// <param name="whole">The file, which is not changed.</param>
    /// <param name="donor">Another file, whose parts may be used.</param>
    /// <param name="random">The source of all random decisions.</param>
    public byte[] Mutate(byte[] whole, byte[] donor, Random random)
    {
        byte[] changed = whole;
        for (int steps = 0; steps == 0 || (steps < MostSteps && random.Next(2) == 0); steps++)
        {
            byte[]? next = random.Next(5) == 0 ? null : _structure(changed, donor, random);
            changed = next ?? Havoc.Mutate(changed, donor, random);
        }

        return changed;
    }
}
