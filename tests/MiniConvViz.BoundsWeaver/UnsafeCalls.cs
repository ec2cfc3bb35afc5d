using Mono.Cecil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>Calls that take pointers, or make references that no length bounds.</summary>
internal static class UnsafeCalls
{
    /// <summary><c>Unsafe</c> has members that look at types and bits only.</summary>
    private static readonly HashSet<string> HarmlessUnsafe = ["SizeOf", "BitCast", "SkipInit", "IsNullRef", "NullRef"];

    /// <summary><c>MemoryMarshal</c> has members that keep a span's bounds.</summary>
    private static readonly HashSet<string> BoundedMarshal =
        ["Cast", "AsBytes", "Read", "TryRead", "Write", "TryWrite"];

    /// <summary><c>new Span&lt;T&gt;(pointer, length)</c>.</summary>
    public static bool IsSpanOfPointer(IMethodSignature called) =>
        called is MethodReference { Name: ".ctor", DeclaringType: GenericInstanceType type } &&
        type.ElementType.FullName is "System.Span`1" or "System.ReadOnlySpan`1" &&
        called.Parameters is [{ ParameterType: PointerType }, _];

    /// <summary><c>Buffer.MemoryCopy(from, to, capacity, bytes)</c>, or the check that takes its place.</summary>
    public static bool IsMemoryCopy(IMethodSignature called) => called is
        MethodReference { Name: "MemoryCopy", DeclaringType.FullName: "System.Buffer" } or
        MethodReference { Name: "Copy", DeclaringType.Name: CheckedMemoryMethods.TypeName };

    /// <summary>Why a call reaches memory in a way that no check covers, or null if it does not.</summary>
    public static string? Refusal(IMethodSignature called, ModuleDefinition module)
    {
        if (called is not MethodReference method || method.DeclaringType.Scope == module)
        {
            return null;
        }

        string type = method.DeclaringType.FullName;
        if ((type is "System.Runtime.CompilerServices.Unsafe" && !HarmlessUnsafe.Contains(method.Name)) ||
            (type is "System.Runtime.InteropServices.MemoryMarshal" && !BoundedMarshal.Contains(method.Name)) ||
            method.Name.EndsWith("Unsafe", StringComparison.Ordinal) && method.Name is not "CreateScalarUnsafe")
        {
            return "a reference without bounds";
        }

        bool takesPointer = method.Parameters.Any(parameter => parameter.ParameterType is PointerType);
        return takesPointer && !method.Name.StartsWith("Prefetch", StringComparison.Ordinal)
            ? "a pointer leaves the assembly"
            : null;
    }
}
