using System.CommandLine;
using System.CommandLine.Parsing;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The option or command that is the remedy for an error of the library.</summary>
internal static class RemedyWords
{
    /// <summary>The message of an exception, followed by the option that helps where the library names none.</summary>
    /// <param name="problem">The exception.</param>
    /// <param name="given">The command line, whose files and names the remedy repeats; null before it is parsed.</param>
    public static string MessageOf(Exception problem, ParseResult? given) => problem.Message + problem switch
    {
        UnreadableInputException unreadable => Words(unreadable.Remedy, given),
        NetworkException network => Words(network.Remedy, given),
        DeviceException device => Words(device.Remedy, given),
        _ => "",
    };

    private static string Words(Remedy remedy, ParseResult? given) => remedy switch
    {
        Remedy.GiveAsModel => $": --model {ValueOf("--weights", given) ?? "FILE.onnx"}",
        Remedy.NameModel => ": --model NAME",
        Remedy.ListNodes =>
            $"; 'miniconvviz inspect{Repeated("--model", given)}{Repeated("--weights", given)}' lists all nodes",
        Remedy.RepeatSelfTest =>
            "; 'miniconvviz devices --warm-up' repeats the test, and --untested uses the device without it",
        _ => "",
    };

    private static string Repeated(string option, ParseResult? given) =>
        ValueOf(option, given) is string value ? $" {option} {value}" : "";

    private static string? ValueOf(string option, ParseResult? given) =>
        given?.GetResult(option) is OptionResult { Tokens: [Token token, ..] } ? PrintableText.Of(token.Value) : null;
}
