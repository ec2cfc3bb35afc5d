namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// A file that is one pickle and nothing else, from Python's <c>pickle.dump</c>: a dict of NumPy arrays, as in
/// detectron2's and Caffe2's collections (<c>.pkl</c>).
/// </summary>
internal static class BarePickleFile
{
    /// <summary>The object that was saved: the bytes of arrays are skipped.</summary>
    /// <exception cref="UnreadableInputException">The file is damaged, cut short, or has unsupported
    /// content.</exception>
    public static PickleValue Read(CheckpointFile file)
    {
        using StoredBytesReader reader = new(file, new StoredBytes(0, file.Length));
        PickleInput input = new(file, reader, file.Length, start: 0, "the pickle", origin: 0);
        return new PickleReader(input, new TorchStorageTable()).Read();
    }
}
