using System.Globalization;

namespace MiniConvViz.Formats.Numpy;

/// <summary>Reads the few Python literals a NumPy header consists of, front to back and without recursion.</summary>
internal sealed class PythonLiteral(string text)
{
    private int _at;

    /// <summary>Skips a character, if it comes next.</summary>
    public bool Take(char sign)
    {
        SkipSpaces();
        if (_at == text.Length || text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Skips a character.</summary>
    /// <exception cref="FormatException">Something else comes next.</exception>
    public void Expect(char sign)
    {
        if (!Take(sign))
        {
            throw Unexpected($"'{sign}'");
        }
    }

    /// <summary><c>'text'</c> or <c>"text"</c>, without escapes.</summary>
    /// <exception cref="FormatException">Something else comes next.</exception>
    public string Text()
    {
        SkipSpaces();
        int end = _at < text.Length && text[_at] is '\'' or '"' ? text.IndexOf(text[_at], _at + 1) : -1;
        if (end < 0 || text.AsSpan(_at, end - _at).Contains('\\'))
        {
            throw Unexpected("a text in quotes");
        }

        string found = text[(_at + 1)..end];
        _at = end + 1;
        return found;
    }

    /// <summary><c>True</c> or <c>False</c>.</summary>
    /// <exception cref="FormatException">Something else comes next.</exception>
    public bool Truth() => TakeWord("True") || (TakeWord("False") ? false : throw Unexpected("True or False"));

    /// <summary><c>()</c>, <c>(3,)</c> or <c>(1, 3, 8)</c>: whole numbers from 0 up.</summary>
    /// <exception cref="FormatException">Something else comes next, or more than <paramref name="most"/>.</exception>
    public List<long> Tuple(int most)
    {
        List<long> numbers = [];
        Expect('(');
        while (!Take(')'))
        {
            if (numbers.Count == most)
            {
                throw new FormatException($"its shape has more than {most} axes");
            }

            numbers.Add(Number());
            if (!Take(','))
            {
                Expect(')');
                break;
            }
        }

        return numbers;
    }

    /// <summary>Only spaces and line ends follow.</summary>
    /// <exception cref="FormatException">Something else follows.</exception>
    public void ExpectEnd()
    {
        SkipSpaces();
        if (_at < text.Length)
        {
            throw Unexpected("the end");
        }
    }

    /// <summary>Digits, with the suffix <c>L</c> of Python 2.</summary>
    private long Number()
    {
        SkipSpaces();
        int end = _at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        ReadOnlySpan<char> digits = text.AsSpan(_at, end - _at);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            throw Unexpected("a whole number from 0 to 2^63 - 1");
        }

        _at = end;
        _ = Take('L');
        return number;
    }

    private bool TakeWord(string word)
    {
        SkipSpaces();
        if (!text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < text.Length && text[_at] is ' ' or '\n')
        {
            _at++;
        }
    }

    private FormatException Unexpected(string expected) =>
        new($"its header, character {_at}: expected {expected}, got {Quoted.Name(text[_at..])}");
}
