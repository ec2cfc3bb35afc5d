using System.Diagnostics.CodeAnalysis;
using MiniConvViz.Formats.HuggingFace;

namespace MiniConvViz.Formats;

/// <summary>
/// A network's weights by name, as <c>model.state_dict()</c> gives them in PyTorch: read from <c>.pth</c>, <c>.pt</c>,
/// <c>.th</c>, <c>.bin</c> (either of PyTorch's formats), <c>.safetensors</c>, <c>.npz</c>, a pickled dict of NumPy
/// arrays, TorchScript (without its code), or the folder of a Hugging Face model. Only the index is read; the file is
/// closed again and opened for each tensor when its values are read.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/notes/serialization.html, https://github.com/huggingface/safetensors
/// </remarks>
public sealed class StateDict
{
    private readonly Dictionary<string, WeightTensor> _byName;

    internal StateDict(string path, string format, CheckpointContent content)
    {
        Path = path;
        Format = format;
        Metadata = content.Metadata;
        Notes = content.Notes;
        Choice = content.Choice;
        (Subscripts, RemovedPrefixes, ClassHint) = (content.Subscripts, content.RemovedPrefixes, content.ClassHint);
        ClassNames = content.ClassNames;
        CheckReadingCost(path, content);
        _byName = [];
        Tensors = Name(content);
    }

    /// <summary>The same file with other names, or without some of its tensors.</summary>
    private StateDict(StateDict original, IReadOnlyList<WeightTensor> tensors, IReadOnlyList<string> notes)
    {
        (Path, Format, Metadata) = (original.Path, original.Format, original.Metadata);
        (Notes, Choice, Tensors) = ([.. original.Notes, .. notes], original.Choice, tensors);
        (Subscripts, RemovedPrefixes) = (original.Subscripts, original.RemovedPrefixes);
        (ClassHint, ClassNames) = (original.ClassHint, original.ClassNames);
        _byName = tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary><c>PyTorch zip</c>, <c>PyTorch legacy</c>, <c>safetensors</c>, <c>NumPy archive</c>, ...</summary>
    public string Format { get; }

    /// <summary>The steps that found the weights, a sentence each: <c>unwrapped 'state_dict'</c>.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// The chosen network where a file contains several, and the other candidates; null where there was no choice.
    /// </summary>
    public string? Choice { get; }

    /// <summary>
    /// A short description of the file's other content: safetensors metadata, or <c>epoch</c>, <c>arch</c> and
    /// <c>args</c> of a training script.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the network's classes, in order; empty where they are unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Python's subscripts from the saved object to the dict of tensors: <c>["state_dict"]</c>.</summary>
    internal string Subscripts { get; }

    /// <summary>
    /// The class of a network that is pickled in the same file as the weights; null where there is none.
    /// </summary>
    internal string? ClassHint { get; }

    /// <summary>The prefixes that were removed from the names while reading, the first first.</summary>
    internal IReadOnlyList<string> RemovedPrefixes { get; }

    /// <summary>All tensors in the file's order.</summary>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Finds a tensor by its full name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightTensor? tensor) =>
        _byName.TryGetValue(name, out tensor);

    /// <summary>
    /// Reads a checkpoint; the format is recognised by content, not by the file's name. Nothing in the file is
    /// executed, and every length in it is checked before anything is allocated.
    /// </summary>
    /// <param name="path">The file, or a Hugging Face folder or the index in it.</param>
    /// <param name="key"> The dict of tensors to read, where a training script saved several: <c>model_ema</c>,
    /// <c>model.module</c>. Left out, the most usual one is read, and <see cref="Choice"/> names it.
    /// </param>
    /// <param name="prefix">Only tensors whose names begin so, without it: <c>encoder_q.</c>.</param>
    /// <exception cref="UnreadableInputException"> There is no such file, it is cut short or damaged, it contains no
    /// state_dict, or needs an unsupported feature; the message names the place and the remedy.
    /// </exception>
    public static StateDict Read(string path, string? key = null, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Directory.Exists(path)
            ? ModelFolder.Read(path, key, prefix)
            : CheckpointReading.Read(path, key, prefix);
    }

    /// <summary>The same file with these tensors, and notes on the others.</summary>
    internal StateDict With(IReadOnlyList<WeightTensor> tensors, params IReadOnlyList<string> notes) =>
        new(this, tensors, notes);

    private List<WeightTensor> Name(CheckpointContent content)
    {
        Dictionary<StoredBytes, string> firstUser = new(ReferenceEqualityComparer.Instance);
        List<WeightTensor> tensors = new(content.Tensors.Count);
        foreach ((string name, ITensorSource source) in content.Tensors)
        {
            string? sharedWith = source is not StoredTensor stored || firstUser.TryAdd(stored.Bytes, name)
                ? null
                : firstUser[stored.Bytes];
            WeightTensor tensor = new(name, source, sharedWith);
            _byName.Add(name, tensor);
            tensors.Add(tensor);
        }

        return tensors;
    }

    /// <summary>
    /// A few bytes can describe a very large number of elements: by a stride of 0, or one storage under many names. The
    /// number of times that all tensors together use the stored values is limited.
    /// </summary>
    private static void CheckReadingCost(string path, CheckpointContent content)
    {
        HashSet<StoredBytes> storages = new(ReferenceEqualityComparer.Instance);
        Int128 stored = 0;
        Int128 cost = 0;
        foreach (StoredTensor tensor in content.Tensors.Select(pair => pair.Value).OfType<StoredTensor>())
        {
            stored += storages.Add(tensor.Bytes) ? tensor.Bytes.Length / tensor.DType.ItemSize() : 0;
            cost += tensor.ReadingCost;
        }

        if (cost > (stored * CheckpointLimits.Sharing) + CheckpointLimits.Allowance)
        {
            throw new UnreadableInputException($"{path}: its tensors describe {cost} elements but it stores {stored}; "
                + "this is no network, or call .clone() on expanded tensors before torch.save");
        }
    }
}
