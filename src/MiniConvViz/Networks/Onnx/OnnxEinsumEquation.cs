namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Reads the equation of an Einsum: the letters of each operand's axes and of the output's. An ellipsis stands for as
/// many axes as are left, which get capital letters of the same order in every operand that has one.
/// <code>...ij,jk->...ik   of [2,3,4,5] and [5,6]:   ABij,jk->ABik</code>
/// </summary>
internal static class OnnxEinsumEquation
{
    private const string Ellipsis = "...";

    /// <summary>The letters of all operands, and of the output.</summary>
    /// <exception cref="OnnxRefusal">The equation is not supported.</exception>
    public static (string[] Operands, string Output) Read(OnnxCall call)
    {
        string equation = call.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] operands = sides[0].Split(',');
        if (operands.Length != call.Count || sides.Length > 2)
        {
            throw new OnnxRefusal($"has {operands.Length} operands in its equation '{equation}', and {call.Count} inputs");
        }

        int most = 0;
        for (int index = 0; index < operands.Length; index++)
        {
            most = Math.Max(most, Left(call, operands, index));
        }

        string unused = string.Concat(
            Enumerable.Range('A', 26).Select(c => (char)c).Where(c => !equation.Contains(c, StringComparison.Ordinal)));
        if (most > unused.Length)
        {
            throw new OnnxRefusal($"has no letters left for the {most} axes of its ellipsis: '{equation}'");
        }

        string among = unused[..most];
        for (int index = 0; index < operands.Length; index++)
        {
            int left = Left(call, operands, index);
            operands[index] = operands[index].Replace(Ellipsis, among[(most - left)..], StringComparison.Ordinal);
        }

        string output = sides.Length > 1
            ? sides[1].Replace(Ellipsis, among, StringComparison.Ordinal)
            : among + Implied(string.Concat(operands), among);
        return (operands, output);
    }

    /// <summary>How many axes an operand's ellipsis stands for.</summary>
    private static int Left(OnnxCall call, string[] operands, int index)
    {
        string letters = operands[index];
        bool hasEllipsis = letters.Contains(Ellipsis, StringComparison.Ordinal);
        int left = call.RankOf(index) - (letters.Length - (hasEllipsis ? Ellipsis.Length : 0));
        bool hasOnlyLetters = letters.Replace(Ellipsis, "", StringComparison.Ordinal).All(char.IsAsciiLetter);
        return hasOnlyLetters && (left == 0 || (hasEllipsis && left > 0))
            ? left
            : throw call.Node.Error($"has the letters '{letters}' for an operand of {call.RankOf(index)} axes");
    }

    /// <summary>Without an arrow the output has the letters that occur once, in order.</summary>
    private static string Implied(string letters, string among) =>
        string.Concat(letters.Where(c => !among.Contains(c)).GroupBy(c => c).Where(group => group.Count() == 1)
            .Select(group => group.Key).Order());
}
