using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The option or command that is the remedy for an error of the library.</summary>
internal static class RemedyWords
{
    /// <summary>The message of an exception, followed by the option that helps where the library names none.</summary>
    public static string MessageOf(Exception problem) => problem.Message + problem switch
    {
        UnreadableInputException unreadable => Words(unreadable.Remedy),
        NetworkException network => Words(network.Remedy),
        DeviceException device => Words(device.Remedy),
        _ => "",
    };

    private static string Words(Remedy remedy) => remedy switch
    {
        Remedy.GiveAsModel => ": --model file.onnx",
        Remedy.NameModel => ": --model NAME",
        Remedy.ListNodes => "; 'miniconvviz inspect' lists all nodes",
        Remedy.RepeatSelfTest =>
            "; 'miniconvviz devices --warm-up' repeats the test, and --untested uses the device without it",
        _ => "",
    };
}
