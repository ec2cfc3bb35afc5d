using System.IO.MemoryMappedFiles;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// The state of a worker, in a file that it and its parent process have mapped: it survives the worker. The
/// input in it is the one that was running when the worker ended.
/// </summary>
internal sealed class FlightRecorder : IDisposable
{
    private const int LargestInput = 1 << 20;
    private const int FirstInputByte = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Opens the file, or creates it.</summary>
    public FlightRecorder(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, FirstInputByte + LargestInput);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Inputs that have been run.</summary>
    public long Runs
    {
        get => _view.ReadInt64(0);
        set => _view.Write(0, value);
    }

    /// <summary>
    /// The time when the input was started, by <see cref="Environment.TickCount64"/>; 0 between inputs.
    /// </summary>
    public long Started
    {
        get => _view.ReadInt64(8);
        set => _view.Write(8, value);
    }

    /// <summary>Edges that have been taken.</summary>
    public int Edges
    {
        get => _view.ReadInt32(16);
        set => _view.Write(16, value);
    }

    /// <summary>Inputs in the corpus.</summary>
    public int Kept
    {
        get => _view.ReadInt32(20);
        set => _view.Write(20, value);
    }

    /// <summary>Inputs that were read and not refused.</summary>
    public long Read
    {
        get => _view.ReadInt64(32);
        set => _view.Write(32, value);
    }

    /// <summary>The input that is running, or was the last to run.</summary>
    public byte[] Input
    {
        get
        {
            byte[] input = new byte[Math.Clamp(_view.ReadInt32(24), 0, LargestInput)];
            _view.ReadArray(FirstInputByte, input, 0, input.Length);
            return input;
        }

        set
        {
            _view.Write(24, value.Length);
            _view.WriteArray(FirstInputByte, value, 0, Math.Min(value.Length, LargestInput));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
