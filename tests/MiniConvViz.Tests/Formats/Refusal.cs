using NUnit.Framework.Constraints;

namespace MiniConvViz.Tests.Formats;

/// <summary>What a test expects of bad input: our one exception, and words that say what is wrong.</summary>
internal static class Refusal
{
    public static ContainsConstraint Saying(string words) =>
        Throws.TypeOf<UnreadableInputException>().With.Message.Contains(words);
}
