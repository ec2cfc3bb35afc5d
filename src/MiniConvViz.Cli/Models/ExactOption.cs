using System.CommandLine;

namespace MiniConvViz.Cli;

/// <summary>The option for values that do not depend on which nodes are kept.</summary>
internal sealed class ExactOption
{
    private readonly Option<bool> _exact = new("--exact")
    {
        Description = "Compute every node separately; no value then depends on which nodes are kept; slower.",
    };

    public void AddTo(Command command) => command.Options.Add(_exact);

    public bool IsGiven(ParseResult words) => words.GetValue(_exact);
}
