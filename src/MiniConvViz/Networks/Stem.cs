using System.Globalization;

namespace MiniConvViz.Networks;

/// <summary>
/// The stem of a ResNet: the kernel and the stride of its first convolution, and whether a max-pool follows. A
/// checkpoint determines the kernel only.
/// </summary>
/// <param name="Kernel">Height and width: 7, or 3 for small images.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="HasPool">Whether a 3x3 max-pool of stride 2 follows.</param>
public sealed record Stem(int Kernel, int Stride, bool HasPool)
{
    private const string PoolSuffix = "+pool";

    /// <summary>For ImageNet's images.</summary>
    public static Stem ImageNet { get; } = new(7, 2, HasPool: true);

    /// <summary>For CIFAR's 32x32: nothing is halved before the second stage.</summary>
    public static Stem Cifar { get; } = new(3, 1, HasPool: false);

    /// <summary>Reads <c>3/1</c> or <c>7/2+pool</c>; null where the text is neither.</summary>
    public static Stem? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool hasPool = text.EndsWith(PoolSuffix, StringComparison.Ordinal);
        string[] parts = (hasPool ? text[..^PoolSuffix.Length] : text).Split('/');
        return parts is [string first, string second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int kernel)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int stride)
            && kernel is > 0 and < 100 && kernel % 2 == 1 && stride is 1 or 2 or 4
            ? new Stem(kernel, stride, hasPool)
            : null;
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Kernel}/{Stride}{(HasPool ? PoolSuffix : "")}";
}
