namespace MiniConvViz.Kernels;

/// <summary>A number as a type argument, and so a constant of the code that is compiled for it.</summary>
internal interface ICount
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}

/// <summary>1</summary>
internal readonly struct One : ICount
{
    public static int Value => 1;
}

/// <summary>2</summary>
internal readonly struct Two : ICount
{
    public static int Value => 2;
}
