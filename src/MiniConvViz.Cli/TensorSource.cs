using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>Ready tensors, fed as they are: one FILE or FILE:KEY for each input of the network.</summary>
internal sealed class TensorSource(IReadOnlyList<string> places) : IInputSource
{
    public string Name => string.Join(", ", places.Select(place => Path.GetFileName(place)));

    public string Stem => new SafeFileNames().For(Path.GetFileNameWithoutExtension(places[0]));

    public IReadOnlyList<Shape>? Shapes => null;

    public long LoadingBytes => places.Sum(TensorFile.LengthOf);

    public LoadedInput Load()
    {
        Tensor[] tensors = [.. places.Select(TensorFile.Read)];
        return new LoadedInput(tensors, grid => Draw(tensors, grid with { Channels = ChannelSelection.All }));
    }

    private Picture[] Draw(Tensor[] tensors, GridOptions grid) =>
    [
        .. tensors
            .Select((tensor, i) => FeatureMap.From("input", Path.GetFileName(places[i]), tensor))
            .Where(map => map.Obstacle is null)
            .Select(map => FeatureMapGrid.Draw(map, grid)),
    ];
}
