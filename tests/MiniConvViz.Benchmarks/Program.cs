using MiniConvViz.Benchmarks;
using MiniConvViz.Kernels.Tests;

const string Usage =
    "dotnet run -c Release -- convolutions [THREADS [SECONDS_PER_LAYER [LAYER_NAME]]]   "
    + "the layers of four networks, one by one\n"
    + "dotnet run -c Release -- networks FOLDER [THREADS [BATCH]]                         "
    + "whole networks (export_networks.py)\n"
    + "dotnet run -c Release -- ladder                                                    "
    + "one convolution, from the reference loop to the fastest form\n"
    + "dotnet run -c Release -- gpu-ladder cuda|opencl|ilgpu-cpu [conv|linear [FORM]]      "
    + "convolutions and linear layers on a GPU in every form\n"
    + "dotnet run -c Release -- gpu-ladder forms conv|linear                              "
    + "the names of these forms\n"
    + "dotnet run -c Release -- gpu-counts                                                "
    + "what convolutions ask of an NVIDIA GPU, counted without one\n"
    + "dotnet run -c Release -- gpu-row-counts                                            "
    + "the same of row reductions\n"
    + "dotnet run -c Release -- gpu-estimates [BATCH [MULTIPROCESSORS [tf32]]]             "
    + "which form each convolution takes, and how long by the model of time\n"
    + "dotnet run -c Release -- ptx FOLDER                                                 "
    + "every GPU kernel for NVIDIA's assembler (tests/cuda/assemble.sh)\n"
    + "dotnet run -c Release -- import FILE.onnx|FILE.pth [THREADS]                       "
    + "reading a network\n"
    + "dotnet run -c Release -- memory FOLDER [THREADS]                                   "
    + "the most memory each network takes\n"
    + "dotnet run -c Release -- jobs PROGRAM RESNET18.pth IMAGE PYTHON [matplotlib]       "
    + "whole processes beside PyTorch's\n"
    + "dotnet run -c Release -- photographs PROGRAM RESNET18.pth FOLDER [COUNT]           "
    + "many photographs in one process\n"
    + "PROGRAM is src/MiniConvViz.Cli as 'dotnet publish -c Release' makes it. "
    + "All but these two and the ladders run ONNX Runtime beside MiniConvViz, in turn.";

switch (args.FirstOrDefault())
{
    case "convolutions":
        double seconds = args.Length > 2 ? double.Parse(args[2]) : 0.3;
        string name = args.Length > 3 ? args[3] : "";
        RunLayers("VGG-16", ConvolutionLayer.Vgg16, seconds, name);
        RunLayers("ResNet-18", ConvolutionLayer.ResNet18, seconds, name);
        RunLayers("ResNet-50 (its 1x1)", ConvolutionLayer.ResNet50, seconds, name);
        RunLayers("MobileNetV2 (some)", ConvolutionLayer.MobileNetV2, seconds, name);
        return 0;
    case "networks" when args.Length > 1:
        NetworkBenchmarks.Run(args[1], Threads(2), args.Length > 3 ? int.Parse(args[3]) : 1);
        return 0;
    case "ladder":
        LadderBenchmarks.Run(ConvolutionLayer.ResNet18.Single(layer => layer.Name == "layer2.0.conv2"));
        return 0;
    case "gpu-ladder" when args is [_, "forms", string kind]:
        Console.WriteLine(string.Join('\n', GpuLadderBenchmarks.FormsOf(kind)));
        return 0;
    case "gpu-ladder" when args.Length > 1:
        return GpuLadderBenchmarks.Run(args[1], args.ElementAtOrDefault(2) ?? "", args.ElementAtOrDefault(3)) ? 0 : 1;
    case "gpu-counts":
        GpuCountBenchmarks.Run(GpuLadderBenchmarks.Layers);
        return 0;
    case "gpu-row-counts":
        GpuRowCountBenchmarks.Run();
        return 0;
    case "gpu-estimates":
        GpuEstimateBenchmarks.Run(
            batch: args.Length > 1 ? int.Parse(args[1]) : 1,
            multiprocessors: args.Length > 2 ? int.Parse(args[2]) : 132,
            usesTensorCores: args.Contains("tf32"));
        return 0;
    case "ptx" when args.Length > 1:
        Console.WriteLine($"{PtxKernels.Write(args[1])} kernels in {args[1]}");
        return 0;
    case "import" when args.Length > 1:
        ImportBenchmarks.Run(args[1], Threads(2));
        return 0;
    case "memory" when args.Length > 1:
        MemoryBenchmarks.Run(args[1], Threads(2));
        return 0;
    case "jobs" when args.Length > 4:
        JobBenchmarks.RunOne(args[1], args[2], args[3], args[4], args.Contains("matplotlib"));
        return 0;
    case "photographs" when args.Length > 3:
        JobBenchmarks.RunMany(args[1], args[2], args[3], args.Length > 4 ? int.Parse(args[4]) : 1000);
        return 0;
    case "peak" when args.Length > 3:
        MemoryBenchmarks.RunOne(args[1], args[2], int.Parse(args[3]));
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

int Threads(int position) => args.Length > position ? int.Parse(args[position]) : Environment.ProcessorCount;

void RunLayers(string network, IReadOnlyList<ConvolutionLayer> layers, double seconds, string name)
{
    ConvolutionLayer[] chosen = [.. layers.Where(layer => layer.Name.StartsWith(name))];
    if (chosen.Length > 0)
    {
        Conv2dBenchmarks.Run(network, chosen, Threads(1), seconds);
    }
}
