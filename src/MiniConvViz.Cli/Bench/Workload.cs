using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The amount of work that the inputs of one command are for a network.</summary>
internal static class Workload
{
    /// <summary>Multiply-adds for all inputs, each as large as the first; null where its shape is only known once its
    /// file is read, or where the network does not take it.</summary>
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
            return null; // refused when it is read, with the file's name
        }
    }
}
