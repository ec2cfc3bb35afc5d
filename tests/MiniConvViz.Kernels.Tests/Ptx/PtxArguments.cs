using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>
/// Arguments as ILGPU's own launchers pass them to a driver: fields one after the other, each at a multiple of its
/// size, a view as its address and its length.
/// </summary>
internal sealed class PtxArguments
{
    private readonly byte[] _block;
    private readonly PtxFunction _kernel;
    private readonly List<PtxMemory> _memory = [];

    private PtxArguments(PtxFunction kernel) => (_kernel, _block) = (kernel, new byte[kernel.ParameterBytes]);

    /// <summary>
    /// A launch of a kernel with these arguments, with the number of threads as the first if it has that parameter.
    /// </summary>
    public static PtxLaunch Launch(
        IReadOnlyDictionary<string, PtxFunction> functions, PtxFunction kernel, int groupThreads, object[] arguments)
    {
        PtxArguments block = new(kernel);
        for (int i = 0; i < arguments.Length; i++)
        {
            block.Write(i, arguments[i]);
        }

        return new PtxLaunch(functions, kernel, groupThreads, block._block, [.. block._memory.OrderBy(Address)]);
    }

    private static unsafe ulong Address(PtxMemory memory) => (ulong)memory.Start;

    private void Write(int index, object argument)
    {
        PtxParameter parameter = _kernel.Parameters[index];
        int end = parameter.Offset;
        WriteValue(argument, parameter.Name, ref end);
        int bytes = Math.Max(1, end - parameter.Offset);
        if (bytes != parameter.Bytes)
        {
            throw new PtxException($"{argument.GetType()} takes {bytes} bytes, {parameter.Name} has {parameter.Bytes}");
        }
    }

    private void WriteValue(object value, string name, ref int at)
    {
        switch (value)
        {
            case int number:
                Put(number, ref at);
                break;
            case uint number:
                Put(number, ref at);
                break;
            case float number:
                Put(number, ref at);
                break;
            case long number:
                Put(number, ref at);
                break;
            case Enum number:
                Put(Convert.ToInt32(number, null), ref at);
                break;
            case IArrayView:
                PutView((dynamic)value, name, ref at);
                break;
            case ValueType when !value.GetType().IsPrimitive:
                WriteFields(value, name, ref at);
                break;
            default:
                throw new NotSupportedException($"an argument of type {value.GetType()}");
        }
    }

    private void WriteFields(object value, string name, ref int at)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (FieldInfo field in value.GetType().GetFields(All).OrderBy(field => field.MetadataToken))
        {
            WriteValue(field.GetValue(value)!, name, ref at);
        }
    }

    private void Put<T>(T number, ref int at)
        where T : unmanaged
    {
        int bytes = Marshal.SizeOf<T>();
        at = (at + bytes - 1) / bytes * bytes;
        MemoryMarshal.Write(_block.AsSpan(at), number);
        at += bytes;
    }

    private unsafe void PutView<T>(ArrayView<T> view, string name, ref int at)
        where T : unmanaged
    {
        byte* start = view.Length == 0 ? null : (byte*)view.LoadEffectiveAddressAsPtr();
        Put((long)start, ref at);
        Put(view.Length, ref at);
        if (view.Length > 0 && !_memory.Exists(memory => memory.Start == start))
        {
            _memory.Add(new PtxMemory(name, start, start, view.LengthInBytes, startsUnwritten: false));
        }
    }
}
