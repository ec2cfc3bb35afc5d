namespace MiniConvViz.Ptx;

/// <summary>
/// The loads and stores of instructions with one value or several. The first operand is the register of the address,
/// the others are the registers of the values.
/// </summary>
internal static unsafe class PtxAccess
{
    /// <summary>Loads the values at an address into the instruction's registers.</summary>
    public static void Load(ulong* r, PtxInstruction at, byte* address)
    {
        if (at.IsOneWord)
        {
            r[at.B] = *(uint*)address;
            return;
        }

        for (int i = 1; i < at.Operands.Length; i++, address += at.Bytes)
        {
            r[at.Operands[i]] = at.Bytes switch
            {
                1 => *address,
                4 => *(uint*)address,
                8 => *(ulong*)address,
                _ => throw new NotSupportedException(at.Text),
            };
        }
    }

    /// <summary>Whether a store of 32-bit values would change nothing.</summary>
    public static bool HoldsAlready(ulong* r, PtxInstruction at, byte* address)
    {
        bool isSame = at.Bytes == sizeof(uint);
        for (int i = 1; isSame && i < at.Operands.Length; i++, address += sizeof(uint))
        {
            isSame = *(uint*)address == (uint)r[at.Operands[i]];
        }

        return isSame;
    }

    /// <summary>Stores the values of the instruction's registers at an address.</summary>
    public static void Store(ulong* r, PtxInstruction at, byte* address)
    {
        for (int i = 1; i < at.Operands.Length; i++, address += at.Bytes)
        {
            ulong value = r[at.Operands[i]];
            switch (at.Bytes)
            {
                case 1:
                    *address = (byte)value;
                    break;
                case 4:
                    *(uint*)address = (uint)value;
                    break;
                case 8:
                    *(ulong*)address = value;
                    break;
                default:
                    throw new NotSupportedException(at.Text);
            }
        }
    }

    /// <summary>Makes the stored floats one per cent larger: an injected fault.</summary>
    public static void Spoil(byte* data, int bytes)
    {
        for (int i = 0; i < bytes / sizeof(float); i++)
        {
            ((float*)data)[i] *= 1.01f;
        }
    }
}
