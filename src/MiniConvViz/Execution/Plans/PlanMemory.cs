using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>
/// The memory that a plan needs, compared with the available memory before any of it is allocated: Linux kills a
/// process that uses more, without a message.
/// </summary>
internal static class PlanMemory
{
    /// <summary>Plans below this are not checked.</summary>
    private const long AlwaysThere = 64 << 20;

    /// <summary>Bytes of all feature maps that a plan keeps at the same time, reused buffers counted once.</summary>
    public static long BytesOf(Plan plan)
    {
        long floats = plan.SlotLengths.Sum(length => (long)length)
            + plan.Steps.Sum(step => step.Deliveries.Sum(delivery => IsFresh(delivery) ? delivery.Value.Floats : 0L));
        return sizeof(float) * floats;

        static bool IsFresh(Delivery delivery) => delivery.Value.Storage.IsFresh;
    }

    /// <summary>Refuses a plan that does not fit.</summary>
    /// <exception cref="NetworkException"> There is not enough memory; the message names the node with the largest
    /// output.
    /// </exception>
    public static void Check(Plan plan)
    {
        long needed = BytesOf(plan);
        if (needed <= AlwaysThere || MemoryRoom.Has(needed))
        {
            return;
        }

        Step largest = plan.Steps.MaxBy(step => step.Output.Floats)!;
        string share = MemoryRoom.Text(sizeof(float) * (long)largest.Output.Floats);
        throw new NetworkException(
            $"{largest.Node}: the feature maps of this run take {MemoryRoom.Text(needed)} of memory, this node's "
            + $"{largest.Output.Shape} {share} of them, and there are "
            + $"{MemoryRoom.Text(MemoryRoom.Bytes)}; use a smaller image, a smaller batch, or fewer layers");
    }
}
