using Mono.Cecil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>A method's name as it stands in messages.</summary>
internal static class MethodName
{
    /// <summary><c>Conv2dDepthwiseSimd.ChannelJob.Run</c>.</summary>
    public static string Of(MethodDefinition method) => $"{TypeName(method.DeclaringType)}.{method.Name}";

    private static string TypeName(TypeReference type)
    {
        string name = type.Name.Split('`')[0];
        return type.DeclaringType is null ? name : $"{TypeName(type.DeclaringType)}.{name}";
    }
}
