using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// An angle as whole quarter turns and a rest of at most an eighth of a turn:
/// <c>x = Quarters * pi/2 + Rest</c>, exact to the last bit of the rest for every float.
/// </summary>
/// <remarks>
/// The mantissa is multiplied with those 96 bits of 2/pi that matter for the exponent; whole turns fall off the top of
/// the product. Source: Payne and Hanek, Radian reduction for trigonometric functions, SIGNUM Newsletter 18 (1983). The
/// polynomials are those of the Cephes library, https://www.netlib.org/cephes/.
/// </remarks>
internal readonly struct QuarterTurns
{
    private const float EighthOfTurn = 0.785398164f;

    /// <summary>pi/2 divided by 2^62: the product holds quarter turns with 62 bits after the point.</summary>
    private const float RadiansPerUnit = 3.40612158e-19f;

    /// <summary>The angle <paramref name="x"/> in radians.</summary>
    public QuarterTurns(float x)
    {
        Quarters = 0;
        Rest = x;
        float size = x < 0f ? -x : x;
        if (float.IsNaN(x) || float.IsInfinity(x))
        {
            Rest = float.NaN;
        }
        else if (size > EighthOfTurn)
        {
            uint bits = Interop.FloatAsInt(size);
            int exponent = (int)(bits >> 23) - 126;
            ulong turns = Product((bits << 8) | 0x80000000u, exponent >> 5, exponent & 31);
            int quarters = (int)(turns >> 62);
            long rest = (long)(turns & 0x3FFFFFFFFFFFFFFFUL);
            if (rest >= 0x2000000000000000L)
            {
                rest -= 0x4000000000000000L;
                quarters++;
            }

            Quarters = (x < 0f ? -quarters : quarters) & 3;
            Rest = (x < 0f ? -rest : rest) * RadiansPerUnit;
        }
    }

    /// <summary>The sine of the angle.</summary>
    public float Sine
    {
        get
        {
            float size = (Quarters & 1) == 0 ? SineOfRest : CosineOfRest;
            return (Quarters & 2) == 0 ? size : -size;
        }
    }

    /// <summary>The cosine of the angle.</summary>
    public float Cosine
    {
        get
        {
            float size = (Quarters & 1) == 0 ? CosineOfRest : SineOfRest;
            return Quarters is 1 or 2 ? -size : size;
        }
    }

    /// <summary>Whole quarter turns without whole turns: 0 to 3.</summary>
    private int Quarters { get; }

    /// <summary>Radians from -pi/4 to pi/4.</summary>
    private float Rest { get; }

    private float SineOfRest
    {
        get
        {
            float z = Rest * Rest;
            float series = (((-1.9515295891e-4f * z) + 8.3321608736e-3f) * z) - 1.6666654611e-1f;
            return Rest + (Rest * z * series);
        }
    }

    private float CosineOfRest
    {
        get
        {
            float z = Rest * Rest;
            float series = (((2.443315711809948e-5f * z) - 1.388731625493765e-3f) * z) + 4.166664568298827e-2f;
            return 1f - (0.5f * z) + (z * z * series);
        }
    }

    /// <summary>The 64 bits of <c>mantissa * 2/pi</c> that begin <c>32 * word + shift</c> bits into 2/pi.</summary>
    private static ulong Product(uint mantissa, int word, int shift)
    {
        uint high = Word(word);
        uint middle = Word(word + 1);
        uint low = Word(word + 2);
        if (shift > 0)
        {
            high = (high << shift) | (middle >> (32 - shift));
            middle = (middle << shift) | (low >> (32 - shift));
            low = (low << shift) | (Word(word + 3) >> (32 - shift));
        }

        ulong product = (ulong)mantissa * low;
        product = ((ulong)mantissa * middle) + (product >> 32);
        return ((ulong)(mantissa * high) << 32) + product;
    }

    /// <summary>2/pi in words of 32 bits, after one word of zeros.</summary>
    private static uint Word(int index) => (Half(2 * index) << 16) | Half((2 * index) + 1);

    /// <summary>The same in halves of 16 bits: OpenCL compilers warn of constants beyond the largest int.</summary>
    private static uint Half(int index) => index switch
    {
        2 => 0x28BEu,
        3 => 0x60DBu,
        4 => 0x9391u,
        5 => 0x054Au,
        6 => 0x7F09u,
        7 => 0xD5F4u,
        8 => 0x7D4Du,
        9 => 0x3770u,
        10 => 0x36D8u,
        11 => 0xA566u,
        12 => 0x4F10u,
        13 => 0xE410u,
        _ => 0u,
    };
}
