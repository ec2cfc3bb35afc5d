using System.CommandLine;

namespace MiniConvViz.Cli;

/// <summary>Whether values shall not depend on what is watched, for commands that run a network.</summary>
internal sealed class ExactOption
{
    private readonly Option<bool> _exact = new("--exact")
    {
        Description = "Compute every node by itself, so that no value depends on which nodes are watched; slower.",
    };

    public void AddTo(Command command) => command.Options.Add(_exact);

    public bool IsGiven(ParseResult words) => words.GetValue(_exact);
}
