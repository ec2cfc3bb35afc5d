using System.CommandLine;

namespace MiniConvViz.Cli;

/// <summary>Whether pictures are decoded in processes of their own, for commands that take pictures.</summary>
internal sealed class SandboxOption : Option<bool>
{
    public SandboxOption()
        : base("--sandbox") =>
        Description = "Decode each picture in a process of its own, with limits on its time and, on Linux, its memory: "
            + "one that crashes the decoder is refused as any other. For pictures from strangers; slower.";

    /// <summary>What decodes pictures in the place of this process; null where none shall.</summary>
    public ReadImage? ReaderOf(ParseResult words) =>
        words.GetValue(this) ? ImageSandbox.OfThisProgram().Read : null;
}
