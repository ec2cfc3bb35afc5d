using MiniConvViz.Networks;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>Runs a target on one file and judges the result.</summary>
internal sealed class Trial(ITarget target)
{
    private readonly Meter _meter = new();

    /// <summary>The result of the latest run: <c>read</c>, or the line that refuses the file.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Runs the target; null where there is no fault.</summary>
    public Finding? Run(string path)
    {
        _meter.Begin();
        try
        {
            target.Run(path, _meter);
            Outcome = "read";
            return _meter.Finding;
        }
        catch (WrongValueException wrong)
        {
            Outcome = wrong.Message;
            return new Finding($"difference: {wrong.Kind}", wrong.Message);
        }
        catch (Exception problem) when (
            problem is UnreadableInputException or UnsupportedModelException or NetworkException)
        {
            Outcome = problem.Message;
            return LineFinding(problem) ?? _meter.Finding;
        }
        catch (Exception problem)
        {
            Outcome = $"{problem.GetType().Name}: {problem.Message}";
            return Finding.Of(problem);
        }
    }

    /// <summary>
    /// Runs it again where the finding may be noise: time, and memory that some code allocates in its first run only.
    /// </summary>
    public Finding? RunTwice(string path)
    {
        Finding? first = Run(path);
        return first is null ? null : Run(path) is Finding second && second.Key == first.Key ? second : null;
    }

    /// <summary>A refusal must be one line written by a check.</summary>
    private static Finding? LineFinding(Exception refusal)
    {
        if (refusal.Message.Contains("no check names", StringComparison.Ordinal))
        {
            return Finding.Of(refusal);
        }

        return refusal.Message.Length == 0 || refusal.Message.Any(char.IsControl)
            ? new Finding($"message of {Finding.Of(refusal).Key}", $"not one printable line: {refusal.Message}")
            : null;
    }
}
