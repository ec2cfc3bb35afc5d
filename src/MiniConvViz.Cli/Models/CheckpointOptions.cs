using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The options that choose weights within a checkpoint, and how they are loaded.</summary>
internal sealed class CheckpointOptions
{
    private readonly Option<string?> _key = new("--key")
    {
        Description = "The key of the weights, if a file has several: model_ema, model.module; "
            + "default: the most usual one, which is printed.",
        HelpName = "KEY",
    };

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Load only tensors with this prefix; it is removed from their names: encoder_q; default: it is "
            + "detected.",
        HelpName = "PREFIX",
    };

    private readonly Option<string?> _stem = new("--stem")
    {
        Description = "The first layers of a ResNet: kernel/stride of its first convolution, and whether a max-pool "
            + "follows: 7/2+pool, 3/1, 3/2+pool; by default, a kernel of 3 means 3/1, as for CIFAR.",
        HelpName = "K/S[+pool]",
    };

    private readonly Option<bool> _partial = new("--partial")
    {
        Description = "Load the weights that fit; nodes that need others are left out, and a line says where the "
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

    /// <summary>Reads the weights that the options choose.</summary>
    public StateDict Read(string path, ParseResult words) =>
        StateDict.Read(path, words.GetValue(_key), words.GetValue(_prefix));

    /// <summary>The given stem of a ResNet; null where the option is left out.</summary>
    /// <exception cref="UsageException">The option's text is no stem.</exception>
    public Stem? StemOf(ParseResult words) => words.GetValue(_stem) is not string text ? null
        : Stem.Parse(text) ?? throw new UsageException(
            "--stem takes KERNEL/STRIDE or KERNEL/STRIDE+pool, such as 3/1 or 7/2+pool, got "
            + $"'{PrintableText.Of(text)}'.");
}
