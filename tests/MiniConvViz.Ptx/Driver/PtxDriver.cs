using System.Runtime.InteropServices;
using System.Text;

namespace MiniConvViz.Ptx;

/// <summary>
/// The interpreter's side of the replacement for NVIDIA's driver (tests/cuda/driver/driver.h): modules, a record of
/// the accesses to device memory, and launches. Called with the driver's lock held, so by one thread at a time.
/// </summary>
internal static unsafe class PtxDriver
{
    /// <summary>
    /// CUDA_ERROR_ILLEGAL_ADDRESS: what a real GPU reports for most faults that the interpreter detects.
    /// </summary>
    private const int IllegalAddress = 700;

    private static readonly List<PtxModule?> Modules = [];
    private static readonly List<PtxMemory> Memory = [];

    /// <summary>
    /// Loads the driver, so that "libcuda.so.1" is this library from then on, and connects it with the interpreter.
    /// </summary>
    public static void Connect(string path)
    {
        nint library = NativeLibrary.Load(path);
        Interpreter callbacks = new()
        {
            Load = &Load,
            Unload = &Unload,
            Allocated = &Allocated,
            Freed = &Freed,
            Written = &Written,
            Launch = &Launch,
        };
        ((delegate* unmanaged<Interpreter*, void>)NativeLibrary.GetExport(library, "miniconvviz_connect"))(&callbacks);
    }

    [UnmanagedCallersOnly]
    private static int Load(byte* ptx, KernelInfo* info, byte* message, int messageBytes)
    {
        try
        {
            PtxModule module = new(Marshal.PtrToStringUTF8((nint)ptx)!);
            Copy(module.Name, info->Name, KernelInfo.NameBytes);
            Copy(module.Entry, info->Entry, KernelInfo.NameBytes);
            info->ParameterBytes = module.ArgumentBytes;
            info->SharedBytes = module.SharedBytes;
            info->MaxThreads = module.MaxThreads;
            info->Isa = module.Isa;
            info->Target = module.Target;
            Modules.Add(module);
            return Modules.Count;
        }
        catch (Exception problem)
        {
            Copy(problem.Message, message, messageBytes);
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static void Unload(int module) => Modules[module - 1] = null;

    // Addresses only grow, so the list stays sorted.
    [UnmanagedCallersOnly]
    private static void Allocated(byte* device, byte* data, nuint bytes) =>
        Memory.Add(new PtxMemory($"memory {Memory.Count}", device, data, (long)bytes, startsUnwritten: true));

    [UnmanagedCallersOnly]
    private static void Freed(byte* device)
    {
        int index = Memory.FindIndex(memory => memory.Start == device);
        Memory[index].Dispose();
        Memory.RemoveAt(index);
    }

    [UnmanagedCallersOnly]
    private static void Written(byte* device, nuint bytes) =>
        Memory.Find(memory => memory.Contains(device))!.WrittenByHost(device, (long)bytes);

    [UnmanagedCallersOnly]
    private static int Launch(
        int module, int blocks, int threads, byte* parameters, int isWrong, byte* message, int messageBytes)
    {
        try
        {
            PtxModule kernel = Modules[module - 1]!;
            ReadOnlySpan<byte> arguments = new(parameters, kernel.ArgumentBytes);
            Memory.ForEach(static memory => memory.Synchronize());
            kernel.Launch(arguments, threads, Memory, isWrong != 0).Run(blocks);
            return 0;
        }
        catch (Exception problem)
        {
            Copy(problem.Message, message, messageBytes);
            return IllegalAddress;
        }
    }

    private static void Copy(string text, byte* target, int bytes)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        int count = Math.Min(encoded.Length, bytes - 1);
        encoded.AsSpan(0, count).CopyTo(new Span<byte>(target, count));
        target[count] = 0;
    }

    // driver.h's struct interpreter.
    [StructLayout(LayoutKind.Sequential)]
    private struct Interpreter
    {
        public delegate* unmanaged<byte*, KernelInfo*, byte*, int, int> Load;
        public delegate* unmanaged<int, void> Unload;
        public delegate* unmanaged<byte*, byte*, nuint, void> Allocated;
        public delegate* unmanaged<byte*, void> Freed;
        public delegate* unmanaged<byte*, nuint, void> Written;
        public delegate* unmanaged<int, int, int, byte*, int, byte*, int, int> Launch;
    }

    // driver.h's struct kernel_info.
    [StructLayout(LayoutKind.Sequential)]
    private struct KernelInfo
    {
        public const int NameBytes = 512;

        public fixed byte Name[NameBytes];
        public fixed byte Entry[NameBytes];
        public int ParameterBytes, SharedBytes, MaxThreads, Isa, Target;
    }
}
