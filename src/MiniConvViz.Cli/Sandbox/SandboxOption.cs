using System.CommandLine;

namespace MiniConvViz.Cli;

/// <summary>Whether images are decoded in another process, for commands that take images.</summary>
internal sealed class SandboxOption : Option<bool>
{
    public SandboxOption()
        : base("--sandbox") =>
        Description = "Decode each image in a process of its own; its time and, on Linux, its memory are limited, and "
            + "a file that crashes the decoder is refused like any other. For untrusted images; slower.";

    /// <summary>Decodes images in another process; null where the option is not given.</summary>
    public ReadImage? ReaderOf(ParseResult words) =>
        words.GetValue(this) ? ImageSandbox.OfThisProgram().Read : null;
}
