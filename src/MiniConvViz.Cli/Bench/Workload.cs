using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>How much the inputs of one command are for a network.</summary>
internal static class Workload
{
    /// <summary>Multiply-adds for all inputs, each as large as the first; null where its file would have to be read to say
    /// so, or where the network does not take it.</summary>
    public static DeviceWork? Of(Network network, IReadOnlyList<IInputSource> sources)
    {
        if (sources.Count == 0 || sources[0].Shapes is not { } shapes)
        {
            return null;
        }

        try
        {
            return new DeviceWork(network.MultiplyAdds(shapes).Sum() * sources.Count, sources.Count);
        }
        catch (NetworkException)
        {
            return null; // refused in its turn, with the file's name
        }
    }
}
