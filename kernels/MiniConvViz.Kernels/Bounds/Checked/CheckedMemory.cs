namespace MiniConvViz.Kernels;

/// <summary>
/// The memory that kernels may access at this moment, and the checks that the checked build inserts before every read
/// and write through a pointer (<c>tests/MiniConvViz.BoundsWeaver</c>). An access must lie within one piece of
/// memory: a <c>fixed</c> or <c>stackalloc</c> variable of a method that has not returned, or the latest scratch
/// memory of a worker.
/// </summary>
internal static unsafe class CheckedMemory
{
    [ThreadStatic]
    private static CheckedThread? _thread;

    /// <summary>
    /// For tests of the checks: the last element of <c>fixed</c> variables of this name is excluded, so that a kernel
    /// that accesses it is out of bounds.
    /// </summary>
    [field: ThreadStatic]
    internal static Func<string, bool>? HoldsBack { get; set; }

    private static CheckedThread Thread => _thread ??= new CheckedThread();

    /// <summary>Begins a method that takes pointers; the result belongs to <see cref="Leave"/>.</summary>
    public static int Enter() => Thread.Depth;

    /// <summary>Ends a method: its memory may no longer be accessed.</summary>
    public static void Leave(int frame) => Thread.Leave(frame);

    /// <summary>Registers memory that a method holds <c>fixed</c>. All threads may access it.</summary>
    public static void* Pin(void* first, int count, int elementBytes, string owner)
    {
        int reachable = count > 0 && HoldsBack?.Invoke(owner) == true ? count - 1 : count;
        Thread.Add(new MemoryRange((nuint)first, (nuint)reachable * (nuint)elementBytes, owner), isShared: true);
        return first;
    }

    /// <summary>Registers memory on a method's stack. Its own thread may access it.</summary>
    public static void* Stack(void* first, nuint bytes, string owner)
    {
        Thread.Add(new MemoryRange((nuint)first, bytes, owner), isShared: false);
        return first;
    }

    /// <summary>Throws unless a read lies within one piece of memory.</summary>
    /// <exception cref="KernelBoundsException">It does not.</exception>
    public static void Read(void* address, int bytes, string kernel)
    {
        if (!Thread.Reaches((nuint)address, (nuint)bytes))
        {
            throw Outside((nuint)address, bytes, kernel, isWrite: false);
        }
    }

    /// <inheritdoc cref="Read"/>
    public static void Write(void* address, int bytes, string kernel)
    {
        if (!Thread.Reaches((nuint)address, (nuint)bytes))
        {
            throw Outside((nuint)address, bytes, kernel, isWrite: true);
        }
    }

    /// <summary>Throws unless a span that is made of a pointer lies within one piece of memory.</summary>
    /// <exception cref="KernelBoundsException">It does not.</exception>
    public static void ReadOnlySpan(void* address, int length, int elementBytes, string kernel) =>
        Reach(address, (long)length * elementBytes, kernel, isWrite: false);

    /// <inheritdoc cref="ReadOnlySpan"/>
    public static void Span(void* address, int length, int elementBytes, string kernel) =>
        Reach(address, (long)length * elementBytes, kernel, isWrite: true);

    /// <summary><see cref="Buffer.MemoryCopy(void*, void*, long, long)"/> within two pieces of memory.</summary>
    /// <exception cref="KernelBoundsException">It is not.</exception>
    public static void Copy(void* from, void* to, long capacity, long bytes, string kernel)
    {
        Reach(from, bytes, kernel, isWrite: false);
        Reach(to, bytes, kernel, isWrite: true);
        Buffer.MemoryCopy(from, to, capacity, bytes);
    }

    private static void Reach(void* address, long bytes, string kernel, bool isWrite)
    {
        if (bytes > 0 && !Thread.Reaches((nuint)address, (nuint)bytes))
        {
            throw Outside((nuint)address, bytes, kernel, isWrite);
        }
    }

    private static KernelBoundsException Outside(nuint address, long bytes, string kernel, bool isWrite)
    {
        MemoryRange nearest = Thread.Nearest(address);
        return new KernelBoundsException(
            kernel, isWrite, bytes, (long)(address - nearest.First), (long)nearest.Bytes, nearest.Owner);
    }
}
