namespace MiniConvViz.Ptx;

/// <summary>
/// Counts the work of a kernel on an NVIDIA GPU: instructions, and the memory transactions of warps, whose 32 threads
/// execute each instruction together.
/// <list type="bullet">
/// <item>Global memory is read in sectors of 32 bytes; a warp with coalesced access to 32 floats needs four of them,
/// one that reads a column of a matrix 32.</item>
/// <item>Shared memory has 32 banks, one float wide; different words of one bank are served one after the other, a
/// bank conflict. A request of 128 bytes takes one cycle without a conflict, else more.</item>
/// </list>
/// Only some thread blocks of each launch are run: their results are not used.
/// </summary>
internal sealed class PtxCounter(int groups)
{
    private const int WarpThreads = 32, SectorBytes = 32, Banks = 32, WordBytes = 4;

    private readonly Dictionary<PtxInstruction, Site> _sites = [];

    /// <summary>The most thread blocks of a launch that are run.</summary>
    public int Groups => groups;

    /// <summary>All instructions that threads executed, except those that only move registers.</summary>
    public long Instructions { get; private set; }

    /// <summary>Multiplications of floats; each is fused with its addition to one instruction.</summary>
    public long Products { get; private set; }

    /// <summary>Requests of warps to global memory: sectors, and the fewest for the same values.</summary>
    public (long Sectors, long Fewest) Global { get; private set; }

    /// <summary>Requests of warps to shared memory: cycles, and the fewest, without bank conflicts.</summary>
    public (long Turns, long Fewest) Shared { get; private set; }

    /// <summary>A thread executes an instruction.</summary>
    public void Execute(PtxInstruction instruction)
    {
        Instructions += instruction.Op == PtxOp.Mov ? 0 : 1;
        Products += instruction.Op == PtxOp.MulF32 ? 1 : 0;
    }

    /// <summary>A thread reads or writes shared or global memory.</summary>
    public unsafe void Touch(PtxInstruction instruction, int thread, byte* address)
    {
        if (!_sites.TryGetValue(instruction, out Site? site))
        {
            site = new Site();
            _sites.Add(instruction, site);
        }

        int lane = thread % WarpThreads;
        int time = site.Times[lane]++;
        if (site.Requests.Count == time)
        {
            site.Requests.Add(new ulong[WarpThreads]);
        }

        site.Requests[time][lane] = (ulong)address;
    }

    /// <summary>
    /// Called when a warp reaches a barrier or its end: joins the accesses of its threads, which were interpreted one
    /// by one, to requests of the warp.
    /// </summary>
    public void EndOfWarp()
    {
        foreach ((PtxInstruction instruction, Site site) in _sites)
        {
            bool isShared = instruction.Op is PtxOp.LoadShared or PtxOp.StoreShared;
            foreach (ulong[] lanes in site.Requests)
            {
                if (isShared)
                {
                    Shared = Plus(Shared, Turns(lanes, instruction.Width));
                }
                else
                {
                    Global = Plus(Global, Sectors(lanes, instruction.Width));
                }
            }
        }

        _sites.Clear();
    }

    private static (long Sectors, long Fewest) Sectors(ulong[] lanes, int width)
    {
        HashSet<ulong> sectors = [], words = [];
        foreach (ulong address in lanes.Where(address => address != 0))
        {
            foreach (ulong word in WordsFrom(address, width))
            {
                words.Add(word);
                sectors.Add(word * WordBytes / SectorBytes);
            }
        }

        return (sectors.Count, ((words.Count * WordBytes) + SectorBytes - 1) / SectorBytes);
    }

    // A request of a warp is 128 bytes: 32 threads with a float each, or eight with four floats.
    private static (long Turns, long Fewest) Turns(ulong[] lanes, int width)
    {
        int threads = Banks * WordBytes / width;
        long turns = 0;
        long fewest = 0;
        for (int first = 0; first < WarpThreads; first += threads)
        {
            ulong[] active = [.. lanes.Skip(first).Take(threads).Where(address => address != 0)];
            if (active.Length > 0)
            {
                IEnumerable<ulong> words = active.SelectMany(address => WordsFrom(address, width)).Distinct();
                turns += words.GroupBy(word => word % Banks).Max(bank => bank.Count());
                fewest++;
            }
        }

        return (turns, fewest);
    }

    private static IEnumerable<ulong> WordsFrom(ulong address, int width) =>
        Enumerable.Range(0, width / WordBytes).Select(i => (address / WordBytes) + (ulong)i);

    private static (long, long) Plus((long A, long B) left, (long A, long B) right) =>
        (left.A + right.A, left.B + right.B);

    /// <summary>The accesses of the threads of a warp at one instruction, for each execution.</summary>
    private sealed class Site
    {
        public int[] Times { get; } = new int[WarpThreads];

        /// <summary>The addresses of all threads; 0 for those that did not execute it.</summary>
        public List<ulong[]> Requests { get; } = [];
    }
}
