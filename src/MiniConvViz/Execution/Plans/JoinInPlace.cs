namespace MiniConvViz.Execution;

/// <summary>
/// Lets what is joined be computed where the join wants it, so that joining copies nothing:
/// <code>
/// expand1x1 --+                          +-----------+-----------+
///             +-- cat        memory:     | expand1x1 | expand3x3 |   one buffer: cat
/// expand3x3 --+                          +-----------+-----------+
/// </code>
/// A join that begins with what an earlier one joined (every layer of a DenseNet's block) grows out of it: the earlier
/// one becomes a part of the later one's memory.
/// </summary>
internal static class JoinInPlace
{
    /// <summary>Places what a step joins, as far as it is not part of something else already.</summary>
    public static void Place(Step join)
    {
        Storage whole = join.Output.Storage;
        int[] offsets = new int[join.Inputs.Count + 1];
        for (int i = 0; i < join.Inputs.Count; i++)
        {
            offsets[i + 1] = offsets[i] + join.Inputs[i].Floats;
        }

        for (int i = 0; i < join.Inputs.Count; i++)
        {
            Storage root = join.Inputs[i].Storage.Root;
            int offset = offsets[i] - join.Inputs[i].Storage.RootOffset;
            if (root != whole && !root.IsFresh && Covers(root, offset))
            {
                root.MakePartOf(whole, offset);
            }
        }

        // From the offset on, the join wants just what the memory holds: some inputs, none of them cut.
        bool Covers(Storage root, int offset)
        {
            int first = Array.IndexOf(offsets, offset);
            int end = Array.IndexOf(offsets, offset + root.Length);
            return first >= 0 && end > first && join.Inputs
                .Take(end)
                .Skip(first)
                .Select((input, i) => (input.Storage, Offset: offsets[first + i] - offset))
                .All(input => input.Storage.Root == root && input.Storage.RootOffset == input.Offset);
        }
    }
}
