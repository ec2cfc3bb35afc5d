using System.Runtime.CompilerServices;

namespace MiniConvViz.Ptx;

/// <summary>Why a thread has stopped.</summary>
internal enum PtxStop
{
    /// <summary>It has ended.</summary>
    Exit,

    /// <summary>It waits at a barrier for all threads of its block.</summary>
    Barrier,

    /// <summary>It waits for the other threads of its warp at a matrix instruction.</summary>
    Matrices,
}

/// <summary>
/// One thread of a GPU: interprets one instruction after the other until it ends or must wait. Registers are 64 bits
/// wide; in those of 32 bits the upper half is zero.
/// </summary>
internal sealed unsafe class PtxThread(PtxGroup group, int index, ulong* registers, byte* parameters, byte* local)
{
    private readonly PtxFunction _kernel = group.Launch.Kernel;
    private int _next;

    /// <summary>The instruction at which it has stopped.</summary>
    public PtxInstruction At => _kernel.Code[_next - 1];

    /// <summary>The index of the thread in its block.</summary>
    public int Index => index;

    /// <summary>Restarts it as a thread of another block.</summary>
    public void Restart()
    {
        _next = 0;
        Prepare(_kernel, registers, local);
        group.Launch.Arguments.CopyTo(new Span<byte>(parameters, _kernel.ParameterBytes));
    }

    /// <summary>Runs until it ends or must wait.</summary>
    public PtxStop Run() => Run(_kernel, registers, parameters, ref _next);

    /// <summary>A register as a float.</summary>
    public ref float Float(int register) => ref *(float*)(registers + register);

    /// <summary>A register of 32 bits.</summary>
    public uint Bits(int register) => (uint)registers[register];

    private void Prepare(PtxFunction function, ulong* r, byte* own)
    {
        new Span<ulong>(r, function.Registers).Clear();
        foreach ((int register, ulong value) in function.Constants)
        {
            r[register] = value;
        }

        foreach ((int register, PtxSpecial special, int offset) in function.Specials)
        {
            r[register] = special switch
            {
                PtxSpecial.Thread => (uint)index,
                PtxSpecial.GroupSize => (uint)group.Launch.GroupThreads,
                PtxSpecial.Group => (uint)group.Index,
                PtxSpecial.Shared => (ulong)(group.Shared.Start + offset),
                _ => (ulong)(own + offset),
            };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PtxStop Run(PtxFunction function, ulong* r, byte* block, ref int next)
    {
        PtxInstruction[] code = function.Code;
        PtxCounter? counter = group.Counter;
        int pc = next;
        while (true)
        {
            PtxInstruction at = code[pc++];
            if (at.Guard >= 0)
            {
                bool runs = (r[at.Guard] != 0) != at.IsGuardNegated;
                if (at.IsUniform)
                {
                    group.Directions.Take(at, Of(runs));
                }

                if (!runs)
                {
                    continue;
                }
            }

            counter?.Execute(at);
            switch (at.Op)
            {
                case PtxOp.Mov:
                    r[at.A] = r[at.B];
                    break;
                case PtxOp.AddF32:
                    r[at.A] = Of(F(r, at.B) + F(r, at.C));
                    break;
                case PtxOp.SubF32:
                    r[at.A] = Of(F(r, at.B) - F(r, at.C));
                    break;
                case PtxOp.MulF32:
                    r[at.A] = Of(F(r, at.B) * F(r, at.C));
                    break;
                case PtxOp.DivF32:
                    r[at.A] = Of(F(r, at.B) / F(r, at.C));
                    break;
                case PtxOp.RcpF32:
                    r[at.A] = Of(1f / F(r, at.B));
                    break;
                case PtxOp.SqrtF32:
                    r[at.A] = Of(MathF.Sqrt(F(r, at.B)));
                    break;
                case PtxOp.AbsF32:
                    r[at.A] = Of(MathF.Abs(F(r, at.B)));
                    break;
                case PtxOp.NegF32:
                    r[at.A] = Of(-F(r, at.B));
                    break;
                case PtxOp.Ex2F32:
                    r[at.A] = Of((float)Math.Pow(2.0, F(r, at.B)));
                    break;
                case PtxOp.Lg2F32:
                    r[at.A] = Of((float)Math.Log2(F(r, at.B)));
                    break;
                case PtxOp.AddB32:
                    r[at.A] = Of(I(r, at.B) + I(r, at.C));
                    break;
                case PtxOp.SubB32:
                    r[at.A] = Of(I(r, at.B) - I(r, at.C));
                    break;
                case PtxOp.MulB32:
                    r[at.A] = Of(I(r, at.B) * I(r, at.C));
                    break;
                case PtxOp.MadB32:
                    r[at.A] = Of((I(r, at.B) * I(r, at.C)) + I(r, at.D));
                    break;
                case PtxOp.NegB32:
                    r[at.A] = Of(-I(r, at.B));
                    break;
                case PtxOp.DivS32:
                    r[at.A] = Of(I(r, at.B) / I(r, at.C));
                    break;
                case PtxOp.RemS32:
                    r[at.A] = Of(I(r, at.B) % I(r, at.C));
                    break;
                case PtxOp.MinS32:
                    r[at.A] = Of(Math.Min(I(r, at.B), I(r, at.C)));
                    break;
                case PtxOp.MaxS32:
                    r[at.A] = Of(Math.Max(I(r, at.B), I(r, at.C)));
                    break;
                case PtxOp.MulWideU32:
                    r[at.A] = (ulong)(uint)r[at.B] * (uint)r[at.C];
                    break;
                case PtxOp.AddB64:
                    r[at.A] = r[at.B] + r[at.C];
                    break;
                case PtxOp.SubB64:
                    r[at.A] = r[at.B] - r[at.C];
                    break;
                case PtxOp.MulB64:
                    r[at.A] = r[at.B] * r[at.C];
                    break;
                case PtxOp.DivS64:
                    r[at.A] = (ulong)((long)r[at.B] / (long)r[at.C]);
                    break;
                case PtxOp.AndB32:
                    r[at.A] = (uint)(r[at.B] & r[at.C]);
                    break;
                case PtxOp.OrB32:
                    r[at.A] = (uint)(r[at.B] | r[at.C]);
                    break;
                case PtxOp.XorB32:
                    r[at.A] = (uint)(r[at.B] ^ r[at.C]);
                    break;
                case PtxOp.NotB32:
                    r[at.A] = (uint)~r[at.B];
                    break;
                case PtxOp.ShlB32:
                    r[at.A] = (uint)r[at.C] > 31 ? 0 : (uint)r[at.B] << (int)r[at.C];
                    break;
                case PtxOp.ShrS32:
                    r[at.A] = Of(I(r, at.B) >> (int)Math.Min((uint)r[at.C], 31));
                    break;
                case PtxOp.ShrU32:
                    r[at.A] = (uint)r[at.C] > 31 ? 0 : (uint)r[at.B] >> (int)r[at.C];
                    break;
                case PtxOp.ShlB64:
                    r[at.A] = (uint)r[at.C] > 63 ? 0 : r[at.B] << (int)r[at.C];
                    break;
                case PtxOp.ShrS64:
                    r[at.A] = (ulong)((long)r[at.B] >> (int)Math.Min((uint)r[at.C], 63));
                    break;
                case PtxOp.ShrU64:
                    r[at.A] = (uint)r[at.C] > 63 ? 0 : r[at.B] >> (int)r[at.C];
                    break;
                case PtxOp.AndB64:
                    r[at.A] = r[at.B] & r[at.C];
                    break;
                case PtxOp.OrB64:
                    r[at.A] = r[at.B] | r[at.C];
                    break;
                case PtxOp.NegB64:
                    r[at.A] = (ulong)-(long)r[at.B];
                    break;
                case PtxOp.AndPred:
                    r[at.A] = Of(r[at.B] != 0 && r[at.C] != 0);
                    break;
                case PtxOp.OrPred:
                    r[at.A] = Of(r[at.B] != 0 || r[at.C] != 0);
                    break;
                case PtxOp.XorPred:
                    r[at.A] = Of((r[at.B] != 0) != (r[at.C] != 0));
                    break;
                case PtxOp.NotPred:
                    r[at.A] = Of(r[at.B] == 0);
                    break;
                case PtxOp.SetpEqB32:
                    Set(r, at, I(r, at.B) == I(r, at.C));
                    break;
                case PtxOp.SetpNeB32:
                    Set(r, at, I(r, at.B) != I(r, at.C));
                    break;
                case PtxOp.SetpLtS32:
                    Set(r, at, I(r, at.B) < I(r, at.C));
                    break;
                case PtxOp.SetpLeS32:
                    Set(r, at, I(r, at.B) <= I(r, at.C));
                    break;
                case PtxOp.SetpGtS32:
                    Set(r, at, I(r, at.B) > I(r, at.C));
                    break;
                case PtxOp.SetpGeS32:
                    Set(r, at, I(r, at.B) >= I(r, at.C));
                    break;
                case PtxOp.SetpLtU32:
                    Set(r, at, (uint)r[at.B] < (uint)r[at.C]);
                    break;
                case PtxOp.SetpLeU32:
                    Set(r, at, (uint)r[at.B] <= (uint)r[at.C]);
                    break;
                case PtxOp.SetpGtU32:
                    Set(r, at, (uint)r[at.B] > (uint)r[at.C]);
                    break;
                case PtxOp.SetpGeU32:
                    Set(r, at, (uint)r[at.B] >= (uint)r[at.C]);
                    break;
                case PtxOp.SetpEqB64:
                    Set(r, at, r[at.B] == r[at.C]);
                    break;
                case PtxOp.SetpNeB64:
                    Set(r, at, r[at.B] != r[at.C]);
                    break;
                case PtxOp.SetpLtS64:
                    Set(r, at, (long)r[at.B] < (long)r[at.C]);
                    break;
                case PtxOp.SetpLeS64:
                    Set(r, at, (long)r[at.B] <= (long)r[at.C]);
                    break;
                case PtxOp.SetpGtS64:
                    Set(r, at, (long)r[at.B] > (long)r[at.C]);
                    break;
                case PtxOp.SetpGeS64:
                    Set(r, at, (long)r[at.B] >= (long)r[at.C]);
                    break;
                case PtxOp.SetpLtU64:
                    r[at.A] = Of(r[at.B] < r[at.C]);
                    break;
                case PtxOp.SetpGeU64:
                    r[at.A] = Of(r[at.B] >= r[at.C]);
                    break;
                case PtxOp.SetpEqF32:
                    Set(r, at, F(r, at.B) == F(r, at.C));
                    break;
                case PtxOp.SetpLtF32:
                    Set(r, at, F(r, at.B) < F(r, at.C));
                    break;
                case PtxOp.SetpLeF32:
                    Set(r, at, F(r, at.B) <= F(r, at.C));
                    break;
                case PtxOp.SetpGtF32:
                    Set(r, at, F(r, at.B) > F(r, at.C));
                    break;
                case PtxOp.SetpGeF32:
                    Set(r, at, F(r, at.B) >= F(r, at.C));
                    break;
                case PtxOp.SetpNeuF32:
                    Set(r, at, F(r, at.B) != F(r, at.C));
                    break;
                case PtxOp.SetpLtuF32:
                    Set(r, at, !(F(r, at.B) >= F(r, at.C)));
                    break;
                case PtxOp.SetpLeuF32:
                    Set(r, at, !(F(r, at.B) > F(r, at.C)));
                    break;
                case PtxOp.SetpGtuF32:
                    Set(r, at, !(F(r, at.B) <= F(r, at.C)));
                    break;
                case PtxOp.SetpGeuF32:
                    Set(r, at, !(F(r, at.B) < F(r, at.C)));
                    break;
                case PtxOp.TestpNaNF32:
                    r[at.A] = Of(float.IsNaN(F(r, at.B)));
                    break;
                case PtxOp.TestpInfiniteF32:
                    r[at.A] = Of(float.IsInfinity(F(r, at.B)));
                    break;
                case PtxOp.Selp:
                    r[at.A] = r[at.D] != 0 ? r[at.B] : r[at.C];
                    break;
                case PtxOp.CvtS32FromS64:
                    r[at.A] = (uint)r[at.B];
                    break;
                case PtxOp.CvtS64FromS32:
                    r[at.A] = (ulong)(long)I(r, at.B);
                    break;
                case PtxOp.CvtU64FromU32:
                    r[at.A] = (uint)r[at.B];
                    break;
                case PtxOp.CvtF32FromS64:
                    r[at.A] = Of((float)(long)r[at.B]);
                    break;
                case PtxOp.CvtF32FromS32:
                    r[at.A] = Of((float)I(r, at.B));
                    break;
                case PtxOp.CvtS32FromF32:
                    r[at.A] = Of((int)F(r, at.B));
                    break;
                case PtxOp.CvtTf32:
                    r[at.A] = PtxMatrices.Round((uint)r[at.B]);
                    break;
                case PtxOp.LoadParam:
                    PtxAccess.Load(r, at, block + at.Offset);
                    break;
                case PtxOp.StoreParam:
                    PtxAccess.Store(r, at, block + at.Offset);
                    break;
                case PtxOp.LoadLocal:
                    PtxAccess.Load(r, at, (byte*)r[at.A] + at.Offset);
                    break;
                case PtxOp.StoreLocal:
                    PtxAccess.Store(r, at, (byte*)r[at.A] + at.Offset);
                    break;
                case PtxOp.LoadShared:
                    counter?.Touch(at, index, (byte*)r[at.A] + at.Offset);
                    group.Shared.Read((byte*)r[at.A] + at.Offset, at.Width, index);
                    PtxAccess.Load(r, at, (byte*)r[at.A] + at.Offset);
                    break;
                case PtxOp.StoreShared:
                    counter?.Touch(at, index, (byte*)r[at.A] + at.Offset);
                    group.Shared.Write((byte*)r[at.A] + at.Offset, at.Width, index, isRepetition: false);
                    PtxAccess.Store(r, at, (byte*)r[at.A] + at.Offset);
                    break;
                case PtxOp.LoadGlobal:
                    byte* source = (byte*)r[at.A] + at.Offset;
                    counter?.Touch(at, index, source);
                    PtxMemory read = group.Launch.MemoryAt(source);
                    read.Read(source, at.Width, GlobalIndex);
                    PtxAccess.Load(r, at, read.DataAt(source));
                    break;
                case PtxOp.StoreGlobal:
                    byte* target = (byte*)r[at.A] + at.Offset;
                    counter?.Touch(at, index, target);
                    PtxMemory written = group.Launch.MemoryAt(target);
                    byte* data = written.DataAt(target);
                    written.Write(target, at.Width, GlobalIndex, PtxAccess.HoldsAlready(r, at, data));
                    PtxAccess.Store(r, at, data);
                    if (group.Launch.IsWrong)
                    {
                        PtxAccess.Spoil(data, at.Width);
                    }

                    break;
                case PtxOp.Bra:
                    pc = at.Targets[0];
                    break;
                case PtxOp.BrxIdx:
                    if (at.IsUniform)
                    {
                        group.Directions.Take(at, r[at.A]);
                    }

                    pc = at.Targets[(int)r[at.A]];
                    break;
                case PtxOp.Call:
                    Call(at, block);
                    break;
                case PtxOp.Ret:
                    next = pc;
                    return PtxStop.Exit;
                case PtxOp.BarSync:
                    next = pc;
                    return PtxStop.Barrier;
                case PtxOp.MmaTf32:
                    next = pc;
                    return PtxStop.Matrices;
                default:
                    throw new NotSupportedException(at.Text);
            }
        }
    }

    private int GlobalIndex => (group.Index * group.Launch.GroupThreads) + index;

    /// <summary>Runs a function to its end, with a stack frame of its own. Functions contain no barriers.</summary>
    private void Call(PtxInstruction at, byte* block)
    {
        PtxFunction callee = group.Launch.Functions[at.Callee];
        ulong* r = stackalloc ulong[callee.Registers];
        byte* own = stackalloc byte[callee.ParameterBytes + callee.LocalBytes];
        for (int i = 0; i < at.Arguments.Length; i++)
        {
            PtxParameter parameter = callee.Parameters[i];
            Span<byte> target = new(own + parameter.Offset, parameter.Bytes);
            new Span<byte>(block + at.Arguments[i], parameter.Bytes).CopyTo(target);
        }

        Prepare(callee, r, own + callee.ParameterBytes);
        int next = 0;
        if (Run(callee, r, own, ref next) != PtxStop.Exit)
        {
            throw new PtxException($"{callee.Name} waits for other threads");
        }

        if (callee.Result is PtxParameter result)
        {
            Span<byte> target = new(block + at.Result, result.Bytes);
            new Span<byte>(own + result.Offset, result.Bytes).CopyTo(target);
        }
    }

    private static void Set(ulong* r, PtxInstruction at, bool value) =>
        r[at.A] = Of(value || (at.IsOr && r[at.D] != 0));

    private static float F(ulong* r, int register) => BitConverter.UInt32BitsToSingle((uint)r[register]);

    private static int I(ulong* r, int register) => (int)r[register];

    private static ulong Of(float value) => BitConverter.SingleToUInt32Bits(value);

    private static ulong Of(int value) => (uint)value;

    private static ulong Of(bool value) => value ? 1u : 0u;
}
