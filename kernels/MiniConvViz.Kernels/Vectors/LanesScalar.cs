namespace MiniConvViz.Kernels;

/// <summary>A vector of one element: the definition of what the vectors compute in every lane.</summary>
internal readonly unsafe struct LanesScalar : ILanes<float>
{
    public static int Count => 1;

    public static float Create(float value) => value;

    public static float Load(float* from) => *from;

    public static void Store(float vector, float* to) => *to = vector;

    public static void Prefetch(float* from)
    {
    }

    public static float Add(float a, float b) => a + b;

    public static float Divide(float a, float b) => a / b;

    public static float MultiplyAdd(float a, float b, float c) => (a * b) + c;

    public static float Sum(float vector) => vector;

    public static float Max(float a, float b) => MathF.Max(a, b);

    public static float Clamp(float x, float low, float high) => x < low ? low : x > high ? high : x;
}
