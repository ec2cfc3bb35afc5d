using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniConvViz.Cli;

/// <summary>How a command prints its figures: tables that fit the terminal, whole tables, or JSON.</summary>
internal sealed class FigureOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON for programs." };

    private readonly Option<bool> _wide = new("--wide")
    {
        Description = "Print all columns of tables in full; the default fits them to the terminal's width.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_wide);
    }

    /// <summary>Prints figures on stdout.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="figures">What is printed.</param>
    /// <param name="type">Its JSON metadata.</param>
    /// <param name="print">Prints tables; its argument is whether they are printed in full.</param>
    public void Print<T>(ParseResult words, T figures, JsonTypeInfo<T> type, Action<bool> print)
    {
        if (words.GetValue(_json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(figures, type));
        }
        else
        {
            print(words.GetValue(_wide));
        }
    }
}
