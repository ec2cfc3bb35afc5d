using Mono.Cecil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>Finds the assemblies that an assembly was compiled against.</summary>
/// <param name="paths">All of them.</param>
internal sealed class References(IEnumerable<string> paths) : DefaultAssemblyResolver
{
    private readonly Dictionary<string, string> _paths = paths
        .GroupBy(path => Path.GetFileNameWithoutExtension(path))
        .ToDictionary(group => group.Key, group => group.First());

    /// <inheritdoc/>
    public override AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) =>
        _paths.TryGetValue(name.Name, out string? path)
            ? ModuleDefinition.ReadModule(path, parameters).Assembly
            : base.Resolve(name, parameters);
}
