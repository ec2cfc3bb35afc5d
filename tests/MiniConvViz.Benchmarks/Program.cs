using MiniConvViz.Benchmarks;

// Usage: dotnet run -c Release [-- THREADS [SECONDS_PER_LAYER [LAYER_NAME]]]
int threads = args.Length > 0 ? int.Parse(args[0]) : Environment.ProcessorCount;
double seconds = args.Length > 1 ? double.Parse(args[1]) : 0.3;
string name = args.Length > 2 ? args[2] : "";
Run("VGG-16", ConvolutionLayer.Vgg16);
Run("ResNet-18", ConvolutionLayer.ResNet18);
Run("MobileNetV2 (some)", ConvolutionLayer.MobileNetV2);

void Run(string network, IReadOnlyList<ConvolutionLayer> layers) =>
    Conv2dBenchmarks.Run(network, [.. layers.Where(x => x.Name.StartsWith(name))], threads, seconds);
