using MiniConvViz.Formats.Zip;

namespace MiniConvViz.Formats.Numpy;

/// <summary>
/// A state_dict that <c>numpy.savez</c> wrote: one array per tensor, under the tensor's name. A slash in a name is
/// replaced by a dot, since some frameworks write a slash instead.
/// </summary>
internal static class NpzWeights
{
    /// <summary>All arrays as tensors; their headers are read, their values stay in the file.</summary>
    /// <exception cref="UnreadableInputException">The archive or an array is damaged or not supported.</exception>
    public static CheckpointContent Read(CheckpointFile file, ZipRecords records)
    {
        List<KeyValuePair<string, ITensorSource>> tensors = [];
        HashSet<string> names = [];
        List<string> left = [];
        foreach (string name in NpzReader.Names(records))
        {
            string dotted = name.Replace('/', '.');
            if (!names.Add(dotted))
            {
                throw file.Error($"the name {Quoted.Name(dotted)} occurs twice");
            }

            if (Locate(file, records, name) is StoredTensor tensor)
            {
                tensors.Add(new(dotted, tensor));
            }
            else
            {
                left.Add(name);
            }
        }

        List<string> notes = left.Count == 0
            ? []
            : [$"left out {Counted.Of(left.Count, "array")} of no numbers: {Quoted.Names(left)}"];
        return tensors.Count > 0
            ? CheckpointPrefixes.WithoutWrappers(new(tensors, new Dictionary<string, string>(), notes))
            : throw file.Error($"is a NumPy archive without an array of numbers; it has {Quoted.Names(left)}; in "
                + "Python: numpy.savez(path, **weights), with one array per name");
    }

    /// <summary>The array; null where it holds texts or objects.</summary>
    private static StoredTensor? Locate(CheckpointFile file, ZipRecords records, string name)
    {
        StoredBytes bytes = records.Find(NpzReader.MemberOf(name))!;
        try
        {
            using StoredBytesReader reader = new(file, bytes);
            (NpyHeader header, int length) = NpyHeader.Read(reader, bytes.Length);
            int itemSize = header.Type.DType.ItemSize();
            if ((Int128)header.Shape.Count * itemSize != bytes.Length - length)
            {
                throw new FormatException($"{header.Shape} of {header.Type.DType.Name()} takes "
                    + $"{(long)header.Shape.Count * itemSize} bytes but {bytes.Length - length} follow the "
                    + "header; it is cut short or damaged, save it again");
            }

            if ((header.Type.IsBigEndian && itemSize > 1) || length % itemSize != 0)
            {
                throw new FormatException("an array in big-endian byte order, or that is not aligned, is not supported "
                    + "as a weight; in Python: array.astype('<f4')");
            }

            long[]? strides = header.IsFortranOrder && header.Shape.Rank > 1
                ? NpyHeader.FortranStrides(header.Shape)
                : null;
            return new(file.Stamp, bytes, header.Type.DType, length / itemSize, header.Shape, strides);
        }
        catch (FormatException e) when (e.Message.StartsWith("its type is", StringComparison.Ordinal))
        {
            return null;
        }
        catch (FormatException e)
        {
            throw file.Error($"{Quoted.Name(name)}: {e.Message}");
        }
    }
}
