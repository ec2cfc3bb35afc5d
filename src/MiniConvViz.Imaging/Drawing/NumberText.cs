using System.Globalization;

namespace MiniConvViz.Imaging;

/// <summary>Numbers as text in figures: short, with a true minus sign.</summary>
internal static class NumberText
{
    /// <summary>Three significant digits: <c>−0.0123</c>, <c>4.5</c>, <c>1230</c>, <c>1.2e−7</c>.</summary>
    public static string Of(double value) => Of(value, 3);

    /// <summary>The given number of significant digits.</summary>
    public static string Of(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+∞" : "−∞";
        }

        double size = Math.Abs(value);
        string text = size is 0 or (>= 1e-3 and < 1e5) ? Plain(value, digits) : Scientific(value, digits);
        return text.Replace('-', '−');
    }

    /// <summary>Both ends of a range: <c>−0.42 … 1.83</c>.</summary>
    public static string Range(double low, double high) => $"{Of(low)} … {Of(high)}";

    /// <summary>The same, shorter: <c>−0.42…1.8</c>.</summary>
    public static string ShortRange(double low, double high) => $"{Of(low, 2)}…{Of(high, 2)}";

    /// <summary><c>1 channel</c>, <c>64 channels</c>.</summary>
    public static string Count(long count, string noun) =>
        count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}s");

    private static string Plain(double value, int digits)
    {
        if (value == 0)
        {
            return "0";
        }

        int whole = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        string text = value.ToString($"F{Math.Clamp(digits - whole, 0, 15)}", CultureInfo.InvariantCulture);
        return text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static string Scientific(double value, int digits)
    {
        string[] parts = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture).Split('E');
        string mantissa = parts[0].Contains('.') ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
        return $"{mantissa}e{int.Parse(parts[1], CultureInfo.InvariantCulture)}";
    }
}
