using SharpFuzz;

namespace MiniConvViz.Fuzz.Coverage;

/// <summary>
/// A copy of this program in its own folder, in which the readers count their branches: SharpFuzz writes AFL's
/// instrumentation into the assemblies. Disposing it deletes the folder.
/// </summary>
/// <remarks>Source: https://github.com/Metalnem/sharpfuzz</remarks>
internal sealed class InstrumentedCopy : IDisposable
{
    private const string Kernels = "MiniConvViz.Kernels.dll";

    private static readonly string[] Instrumented = ["MiniConvViz.dll", "MiniConvViz.Imaging.dll", Kernels];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("miniconvviz-fuzz-");

    /// <summary>Copies and instruments.</summary>
    public InstrumentedCopy()
    {
        DirectoryInfo original = new(AppContext.BaseDirectory);
        foreach (FileInfo file in original.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(_folder.FullName, file.Name));
        }

        foreach (DirectoryInfo folder in original.EnumerateDirectories())
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, folder.Name), folder.FullName);
        }

        foreach (string assembly in Instrumented)
        {
            // The types are instrumented while they are counted.
            string path = Path.Combine(_folder.FullName, assembly);
            Types += Fuzzer.Instrument(path, assembly == Kernels ? Chooses : IsInteresting, Options.Value).Count();
        }
    }

    /// <summary>The number of instrumented types.</summary>
    public int Types { get; }

    /// <summary>The instrumented program, for <c>dotnet exec</c>.</summary>
    public string Program => Path.Combine(_folder.FullName, "MiniConvViz.Fuzz.dll");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Of the kernels only the types that choose one: the loops would count pixels.</summary>
    private static bool Chooses(string type) =>
        type.EndsWith("Algorithms", StringComparison.Ordinal) || type.EndsWith("Geometry", StringComparison.Ordinal);

    /// <summary>Generated code and devices that are not fuzzed are left out: they would only fill the map.</summary>
    private static bool IsInteresting(string type) =>
        !type.Contains(".Gpu", StringComparison.Ordinal)
        && !type.Contains("RegularExpressions", StringComparison.Ordinal);
}
