namespace MiniConvViz.Kernels;

/// <summary>A range of memory that kernels may access.</summary>
/// <param name="First">The first byte's address.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Owner">The variable or buffer it belongs to, for messages.</param>
internal readonly record struct MemoryRange(nuint First, nuint Bytes, string Owner)
{
    /// <summary>Whether an access lies wholly within.</summary>
    public bool Holds(nuint address, nuint bytes) => bytes <= Bytes && address - First <= Bytes - bytes;

    /// <summary>How far an address is from the memory.</summary>
    public nuint Distance(nuint address) =>
        address < First ? First - address : address - First < Bytes ? 0 : address - First - Bytes;
}
