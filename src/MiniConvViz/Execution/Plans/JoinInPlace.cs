namespace MiniConvViz.Execution;

/// <summary>
/// Places the inputs of a concatenation inside its output, so that the concatenation copies nothing:
/// <code>
/// expand1x1 --+                          +-----------+-----------+
///             +-- cat        memory:     | expand1x1 | expand3x3 |   one buffer: cat
/// expand3x3 --+                          +-----------+-----------+
/// </code>
/// Where a concatenation begins with the output of an earlier one (every layer of a DenseNet's block), the memory of
/// the earlier one becomes a part of the later one's.
/// </summary>
internal static class JoinInPlace
{
    /// <summary>Places the inputs of a concatenation that are not yet part of other memory.</summary>
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

        // The memory holds exactly the next inputs of the concatenation from the offset on: some inputs, each of them
        // whole.
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
