using NUnit.Framework.Constraints;

namespace MiniConvViz.Tests.Formats;

/// <summary>The expected exception for bad input, with a part of its message.</summary>
internal static class Refusal
{
    public static ContainsConstraint Saying(string words) =>
        Throws.TypeOf<UnreadableInputException>().With.Message.Contains(words);
}
