using System.Diagnostics.CodeAnalysis;
using MiniConvViz.Formats.PyTorch;
using MiniConvViz.Formats.SafeTensors;

namespace MiniConvViz.Formats;

/// <summary>
/// A network's weights by name, as <c>model.state_dict()</c> gives them in PyTorch: read from <c>.pth</c>, <c>.pt</c>,
/// <c>.th</c> (either of PyTorch's formats) or <c>.safetensors</c>. Reading takes the index only; the file is closed
/// again and each tensor opens it for itself.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/notes/serialization.html, https://github.com/huggingface/safetensors
/// </remarks>
public sealed class StateDict
{
    private readonly Dictionary<string, WeightTensor> _byName = [];

    internal StateDict(CheckpointFile file, string format, CheckpointContent content)
    {
        Path = file.Stamp.Path;
        Format = format;
        Metadata = content.Metadata;
        Notes = content.Notes;
        CheckReadingCost(file, content);
        Tensors = Name(content);
    }

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary><c>PyTorch zip</c>, <c>PyTorch legacy</c> or <c>safetensors</c>.</summary>
    public string Format { get; }

    /// <summary>What was done to find the weights, a sentence each: <c>unwrapped 'state_dict'</c>.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Texts and numbers beside the weights: safetensors metadata, or <c>epoch</c>, <c>arch</c> of a training script.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors in the file's order.</summary>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Finds a tensor by its full name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightTensor? tensor) =>
        _byName.TryGetValue(name, out tensor);

    /// <summary>
    /// Reads a checkpoint; the format is recognised by content, not by the file's name. Nothing in the file is
    /// executed, and every length in it is checked before anything is allocated.
    /// </summary>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is cut short or damaged, it holds something else than a state_dict, or needs what is
    /// not supported; the message names the place and the remedy.
    /// </exception>
    public static StateDict Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using CheckpointFile file = CheckpointFile.Open(path);
        return FileSignature.Recognise(file) switch
        {
            CheckpointFormat.TorchZip => new(file, "PyTorch zip", TorchZipFile.Read(file)),
            CheckpointFormat.TorchLegacy => new(file, "PyTorch legacy", TorchLegacyFile.Read(file)),
            _ => new(file, "safetensors", SafeTensorsReader.Read(file)),
        };
    }

    private List<WeightTensor> Name(CheckpointContent content)
    {
        Dictionary<StoredBytes, string> firstUser = new(ReferenceEqualityComparer.Instance);
        List<WeightTensor> tensors = new(content.Tensors.Count);
        foreach ((string name, StoredTensor stored) in content.Tensors)
        {
            string? sharedWith = firstUser.TryAdd(stored.Bytes, name) ? null : firstUser[stored.Bytes];
            WeightTensor tensor = new(name, stored, sharedWith);
            _byName.Add(name, tensor);
            tensors.Add(tensor);
        }

        return tensors;
    }

    /// <summary>
    /// A few bytes can describe endless numbers: a stride of 0, or one storage under many names. All tensors together
    /// may touch the stored numbers only so often.
    /// </summary>
    private static void CheckReadingCost(CheckpointFile file, CheckpointContent content)
    {
        HashSet<StoredBytes> storages = new(ReferenceEqualityComparer.Instance);
        Int128 stored = 0;
        Int128 cost = 0;
        foreach ((_, StoredTensor tensor) in content.Tensors)
        {
            stored += storages.Add(tensor.Bytes) ? tensor.Bytes.Length / tensor.DType.ItemSize() : 0;
            cost += tensor.ReadingCost;
        }

        if (cost > (stored * CheckpointLimits.Sharing) + CheckpointLimits.Allowance)
        {
            throw file.Error($"its tensors describe {cost} numbers but it stores {stored}; "
                + "this is no network, or call .clone() on expanded tensors before torch.save");
        }
    }
}
