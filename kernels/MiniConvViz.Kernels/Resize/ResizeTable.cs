namespace MiniConvViz.Kernels;

/// <summary>
/// The indices and weights of the elements that the outputs of one axis read. All modes of resizing differ only in
/// this table.
/// <code>output[x] = sum over taps t of weights[x,t] * input[places[x,t]]</code>
/// </summary>
internal static class ResizeTable
{
    /// <summary>The number of neighbours that a mode combines along one axis.</summary>
    public static int Taps(ResizeMode mode) => mode switch
    {
        ResizeMode.Nearest => 1,
        ResizeMode.Linear => 2,
        _ => 4,
    };

    /// <summary>Fills the table of one axis.</summary>
    /// <param name="rule">The interpolation between pixels.</param>
    /// <param name="size">Length of the input's axis.</param>
    /// <param name="outSize">Length of the output's axis.</param>
    /// <param name="scale">The scale of the axis: outSize / size, or the value that the network gives.</param>
    /// <param name="places">[outSize, taps], whole numbers.</param>
    /// <param name="weights">[outSize, taps]</param>
    public static void Fill(
        in ResizeRule rule, int size, int outSize, double scale, Span<float> places, Span<float> weights)
    {
        int taps = Taps(rule.Mode);
        for (int x = 0; x < outSize; x++)
        {
            Span<float> xPlaces = places.Slice(x * taps, taps);
            Span<float> xWeights = weights.Slice(x * taps, taps);
            if (rule.Mode == ResizeMode.Nearest)
            {
                xPlaces[0] = Math.Clamp(NearestPlace(rule, x, size, outSize, scale), 0, size - 1);
                xWeights[0] = 1f;
            }
            else
            {
                double place = Place(rule.Coordinates, x, size, outSize, scale);
                Mix(rule, place, size, xPlaces, xWeights);
            }
        }
    }

    /// <summary>
    /// The index to copy, computed in float32: half way between two pixels, the result depends on the rounding, which
    /// must be PyTorch's.
    /// </summary>
    private static int NearestPlace(in ResizeRule rule, int x, int size, int outSize, double scale)
    {
        float ratio = Ratio(rule.Coordinates, size, outSize, scale);
        float place = rule.Coordinates switch
        {
            ResizeCoordinates.HalfPixel => ((x + 0.5f) * ratio) - 0.5f,
            ResizeCoordinates.HalfPixelUnlessOne => outSize == 1 ? 0f : ((x + 0.5f) * ratio) - 0.5f,
            _ => x * ratio,
        };
        return (int)(rule.Rounding switch
        {
            ResizeRounding.Floor => MathF.Floor(place),
            ResizeRounding.Ceil => MathF.Ceiling(place),
            ResizeRounding.RoundPreferFloor => MathF.Ceiling(place - 0.5f),
            _ => MathF.Floor(place + 0.5f),
        });
    }

    private static float Ratio(ResizeCoordinates coordinates, int size, int outSize, double scale) => coordinates switch
    {
        ResizeCoordinates.AlignCorners => outSize == 1 ? 0f : (float)(size - 1) / (outSize - 1),
        _ => (float)(1.0 / scale),
    };

    private static double Place(ResizeCoordinates coordinates, int x, int size, int outSize, double scale) =>
        coordinates switch
        {
            ResizeCoordinates.HalfPixel => ((x + 0.5) / scale) - 0.5,
            ResizeCoordinates.HalfPixelUnlessOne => outSize == 1 ? 0.0 : ((x + 0.5) / scale) - 0.5,
            ResizeCoordinates.AlignCorners => outSize == 1 ? 0.0 : (double)x * (size - 1) / (outSize - 1),
            _ => x / scale,
        };

    /// <summary>
    /// The neighbours of a coordinate between pixels; those outside the image have the edge's value.
    /// </summary>
    private static void Mix(in ResizeRule rule, double place, int size, Span<float> places, Span<float> weights)
    {
        if (rule.Mode == ResizeMode.Linear)
        {
            place = Math.Clamp(place, 0.0, size - 1);
        }

        double first = Math.Floor(place) - ((places.Length / 2) - 1);
        double total = 0.0;
        Span<double> exact = stackalloc double[places.Length];
        for (int t = 0; t < places.Length; t++)
        {
            double neighbour = first + t;
            bool isOutside = neighbour < 0 || neighbour > size - 1;
            places[t] = (float)Math.Clamp(neighbour, 0.0, size - 1);
            exact[t] = isOutside && rule.ExcludeOutside ? 0.0 : Weight(rule, Math.Abs(place - neighbour));
            total += exact[t];
        }

        for (int t = 0; t < places.Length; t++)
        {
            weights[t] = (float)(rule.ExcludeOutside ? exact[t] / total : exact[t]);
        }
    }

    /// <summary>
    /// The weight of a neighbour at a distance d: a tent, or the piecewise cubic of Keys (1981).
    /// <code>
    /// d &lt;= 1:  (a + 2)*d^3 - (a + 3)*d^2 + 1
    /// d &lt;= 2:  a*d^3 - 5*a*d^2 + 8*a*d - 4*a
    /// </code>
    /// </summary>
    private static double Weight(in ResizeRule rule, double d)
    {
        double a = rule.CubicCoefficient;
        return rule.Mode == ResizeMode.Linear ? 1.0 - d
            : d <= 1.0 ? ((((a + 2.0) * d) - (a + 3.0)) * d * d) + 1.0
            : ((((a * d) - (5.0 * a)) * d) + (8.0 * a)) * d - (4.0 * a);
    }
}
