using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The options that say what is meant in a checkpoint, and what to make of it.</summary>
internal sealed class CheckpointOptions
{
    private readonly Option<string?> _key = new("--key")
    {
        Description = "Which weights, where a training script saved several: model_ema, model.module; left out, the "
            + "most usual ones, and a line says which.",
        HelpName = "KEY",
    };

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Only the tensors whose names begin so, without it: encoder_q; left out, it is looked for.",
        HelpName = "PREFIX",
    };

    private readonly Option<string?> _stem = new("--stem")
    {
        Description = "How a ResNet begins: kernel/stride of its first convolution, and whether a max-pool follows: "
            + "7/2+pool, 3/1, 3/2+pool; left out, a kernel of 3 means 3/1, as for CIFAR.",
        HelpName = "KERNEL/STRIDE[+pool]",
    };

    private readonly Option<bool> _partial = new("--partial")
    {
        Description = "Load what fits of the weights; nodes that need others do not exist, and a line says where the "
            + "network ends.",
    };

    public void AddTo(Command command)
    {
        Option[] all = [_key, _prefix, _stem, _partial];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether weights may be missing.</summary>
    public bool IsPartial(ParseResult words) => words.GetValue(_partial);

    /// <summary>Whether any of the options is given.</summary>
    public bool IsAnyGiven(ParseResult words) =>
        IsPartial(words) || words.GetValue(_key) is not null || words.GetValue(_prefix) is not null
        || words.GetValue(_stem) is not null;

    /// <summary>The weights that are meant.</summary>
    public StateDict Read(string path, ParseResult words) =>
        StateDict.Read(path, words.GetValue(_key), words.GetValue(_prefix));

    /// <summary>How a ResNet is to begin; null where the option is absent.</summary>
    /// <exception cref="UsageException">The option's text is none.</exception>
    public Stem? StemOf(ParseResult words) => words.GetValue(_stem) is not string text ? null
        : Stem.Parse(text) ?? throw new UsageException(
            "--stem takes KERNEL/STRIDE or KERNEL/STRIDE+pool, such as 3/1 or 7/2+pool, got "
            + $"'{PrintableText.Of(text)}'.");
}
