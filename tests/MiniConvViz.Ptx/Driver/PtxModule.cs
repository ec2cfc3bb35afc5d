using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniConvViz.Ptx;

/// <summary>
/// A kernel as it is loaded by a driver: the parsed text of a module, with all functions that it calls.
/// </summary>
internal sealed partial class PtxModule
{
    private readonly Dictionary<string, PtxFunction> _functions;
    private readonly PtxFunction _kernel;

    /// <summary>Parses a module and resolves its calls, as a driver does.</summary>
    /// <exception cref="PtxException">A function is called that the module does not define.</exception>
    /// <exception cref="NotSupportedException">An instruction is unknown.</exception>
    public PtxModule(string ptx)
    {
        _functions = PtxParser.Parse(ptx, out _kernel);
        RequireResolved(_functions);
        Name = KernelComment().Match(ptx) is { Success: true } comment ? comment.Groups[1].Value.Trim() : _kernel.Name;
        Isa = Number(Version().Match(ptx).Groups[1].Value) * 10 + Number(Version().Match(ptx).Groups[2].Value);
        Target = Number(TargetArchitecture().Match(ptx).Groups[1].Value);
        ArgumentBytes = Places(out _);
    }

    /// <summary>The kernel's name in C#, if a comment in the module contains it; else its entry.</summary>
    public string Name { get; }

    /// <summary>The kernel's entry, its name for the driver.</summary>
    public string Entry => _kernel.Name;

    /// <summary>Version of the PTX instruction set, times ten: 78 is 7.8.</summary>
    public int Isa { get; }

    /// <summary>The compute capability that it needs, times ten.</summary>
    public int Target { get; }

    /// <summary>Bytes of a launch's block of parameters.</summary>
    public int ArgumentBytes { get; }

    /// <summary>Bytes of shared memory of a block.</summary>
    public int SharedBytes => _kernel.SharedBytes;

    /// <summary>The most threads of a block; 0 for no limit.</summary>
    public int MaxThreads => _kernel.MaxThreads;

    /// <summary>
    /// Throws if a function is called that is undefined on a GPU: a driver reports an error for it.
    /// </summary>
    /// <exception cref="PtxException">Such a function is called.</exception>
    public static void RequireResolved(IReadOnlyDictionary<string, PtxFunction> functions)
    {
        IEnumerable<PtxInstruction> calls =
            functions.Values.SelectMany(function => function.Code).Where(instruction => instruction.Op == PtxOp.Call);
        if (calls.FirstOrDefault(call => !functions.ContainsKey(call.Callee)) is PtxInstruction missing)
        {
            throw new PtxException($"unresolved function '{missing.Callee}'");
        }
    }

    /// <summary>A launch with a block of parameters as C lays out a struct of them.</summary>
    public PtxLaunch Launch(ReadOnlySpan<byte> arguments, int threads, IReadOnlyList<PtxMemory> memory, bool isWrong)
    {
        byte[] block = new byte[_kernel.ParameterBytes];
        Places(out int[] places);
        for (int i = 0; i < places.Length; i++)
        {
            PtxParameter parameter = _kernel.Parameters[i];
            arguments.Slice(places[i], parameter.Bytes).CopyTo(block.AsSpan(parameter.Offset));
        }

        return new PtxLaunch(_functions, _kernel, threads, block, memory) { IsWrong = isWrong };
    }

    private int Places(out int[] places)
    {
        int end = 0;
        places = new int[_kernel.Parameters.Length];
        for (int i = 0; i < places.Length; i++)
        {
            PtxParameter parameter = _kernel.Parameters[i];
            places[i] = (end + parameter.Alignment - 1) / parameter.Alignment * parameter.Alignment;
            end = places[i] + parameter.Bytes;
        }

        return end;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^// kernel: (.*)$", RegexOptions.Multiline)]
    private static partial Regex KernelComment();

    [GeneratedRegex(@"\.version\s+(\d+)\.(\d+)")]
    private static partial Regex Version();

    [GeneratedRegex(@"\.target\s+sm_(\d+)")]
    private static partial Regex TargetArchitecture();
}
