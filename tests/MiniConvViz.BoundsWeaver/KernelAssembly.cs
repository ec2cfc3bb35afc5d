using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>An assembly whose reads and writes through pointers are looked at, or given checks.</summary>
public sealed class KernelAssembly : IDisposable
{
    private readonly References _references;
    private readonly ModuleDefinition _module;

    /// <param name="path">The assembly; its symbols lie beside it.</param>
    /// <param name="references">What it was compiled against; writing needs that, looking does not.</param>
    public KernelAssembly(string path, IEnumerable<string> references)
    {
        _references = new References(references);
        _module = ModuleDefinition.ReadModule(path, new ReaderParameters
        {
            AssemblyResolver = _references,
            InMemory = true,
            ReadSymbols = true,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
        });
    }

    /// <summary>All methods that have code, but those that are excepted and the checks themselves.</summary>
    public IEnumerable<MethodDefinition> Methods => All.Where(method => !IsExcepted(method));

    /// <summary>The methods that are excepted.</summary>
    public IEnumerable<MethodDefinition> Excepted => All.Where(IsExcepted);

    /// <summary>The compiler's own methods, for lists of fixed length, are not ours to check.</summary>
    private IEnumerable<MethodDefinition> All => _module.GetTypes()
        .Where(type => type.Name is not (CheckedMemoryMethods.TypeName or "<PrivateImplementationDetails>"))
        .SelectMany(type => type.Methods)
        .Where(method => method.HasBody);

    /// <summary>A method's name as it stands in messages: <c>Conv2dDepthwiseSimd.ChannelJob.Run</c>.</summary>
    public static string NameOf(MethodDefinition method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return MethodName.Of(method);
    }

    /// <summary>Puts a check before every access and writes the assembly.</summary>
    /// <param name="path">Where to.</param>
    /// <returns>How many reads and writes are checked.</returns>
    /// <exception cref="InvalidDataException">
    /// The assembly reaches memory in a way for which there is no check, or has checks already.
    /// </exception>
    public int Weave(string path)
    {
        CheckedMemoryMethods checks = new(_module);
        List<string> bypasses = [];
        int accesses = 0;
        foreach (MethodDefinition method in Methods.ToArray())
        {
            MethodScan scan = MethodScan.Of(method);
            bypasses.AddRange(scan.Bypasses);
            if (scan.Accesses.Any(access => access.IsChecked))
            {
                throw new InvalidDataException($"{path}: is woven already; build it anew (delete its obj folder)");
            }

            new MethodWeaver(method, scan, checks).Weave();
            accesses += scan.Accesses.Count + scan.Spans.Count + scan.Copies.Count;
        }

        if (bypasses.Count > 0)
        {
            throw new InvalidDataException(string.Join('\n', bypasses));
        }

        PortablePdbWriterProvider symbols = new();
        _module.Write(path, new WriterParameters { WriteSymbols = true, SymbolWriterProvider = symbols });
        return accesses;
    }

    private static bool IsExcepted(MethodDefinition method) =>
        NamedExceptions.Reasons.ContainsKey(MethodName.Of(method));

    /// <inheritdoc/>
    public void Dispose()
    {
        _module.Dispose();
        _references.Dispose();
    }
}
