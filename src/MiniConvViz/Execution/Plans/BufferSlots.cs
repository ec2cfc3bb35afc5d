namespace MiniConvViz.Execution;

/// <summary>Assigns the values of a plan to few and small buffers, by their lifetimes.</summary>
internal static class BufferSlots
{
    /// <summary>
    /// Walks the steps in order and gives each output the free buffer that fits it best; a buffer is free again after
    /// the last step that reads its value.
    /// </summary>
    /// <returns>Floats in each buffer.</returns>
    public static IReadOnlyList<int> Assign(IReadOnlyList<Step> steps)
    {
        List<int> lengths = [];
        List<int> free = [];
        for (int i = 0; i < steps.Count; i++)
        {
            Storage output = steps[i].Output.Storage.Root;
            if (!output.IsFresh && output.Slot < 0)
            {
                output.Slot = Take(free, lengths, output.Length);
            }

            int now = i;
            IEnumerable<Storage> finished = steps[i].Inputs
                .Select(input => input.Storage.Root)
                .Append(output)
                .Distinct();
            free.AddRange(finished
                .Where(storage => !storage.IsFresh && storage.LastUse <= now)
                .Select(storage => storage.Slot));
        }

        return lengths;
    }

    private static int Take(List<int> free, List<int> lengths, int length)
    {
        if (free.Count == 0)
        {
            lengths.Add(length);
            return lengths.Count - 1;
        }

        int[] enough = [.. free.Where(slot => lengths[slot] >= length)];
        int best = enough.Length > 0 ? enough.MinBy(slot => lengths[slot]) : free.MaxBy(slot => lengths[slot]);
        lengths[best] = Math.Max(lengths[best], length);
        free.Remove(best);
        return best;
    }
}
