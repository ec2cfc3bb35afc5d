using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>The checks that woven code calls: <c>CheckedMemory</c> of the assembly itself.</summary>
internal sealed class CheckedMemoryMethods
{
    /// <summary>The type's name.</summary>
    public const string TypeName = "CheckedMemory";

    private readonly TypeDefinition _type;

    /// <exception cref="InvalidDataException">The assembly was not compiled for the checked build.</exception>
    public CheckedMemoryMethods(ModuleDefinition module) =>
        _type = module.GetType("MiniConvViz.Kernels", TypeName) ?? throw new InvalidDataException(
            $"{module.Name}: has no {TypeName}; compile it with -p:CheckedKernels=true");

    /// <summary>Whether an instruction calls one of the checks.</summary>
    public static bool IsCall(Instruction? instruction) =>
        instruction?.Operand is MethodReference { DeclaringType.Name: TypeName };

    public MethodDefinition Read => Method("Read");

    public MethodDefinition Write => Method("Write");

    public MethodDefinition Span => Method("Span");

    public MethodDefinition ReadOnlySpan => Method("ReadOnlySpan");

    public MethodDefinition Copy => Method("Copy");

    public MethodDefinition Pin => Method("Pin");

    public MethodDefinition Stack => Method("Stack");

    public MethodDefinition Enter => Method("Enter");

    public MethodDefinition Leave => Method("Leave");

    private MethodDefinition Method(string name) => _type.Methods.Single(method => method.Name == name);
}
