#:project ../../src/MiniConvViz.Imaging/MiniConvViz.Imaging.csproj
// A network that is in no zoo, written down in C#: the one of PyTorch's CIFAR-10 tutorial.
//
//     dotnet run docs/examples/own-network.cs tutorial.pth bird.png
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

string[] classes = ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
ModelCard card = new("tutorial", 3, null, 32, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f], classes);

// One call per layer, named by its module's path: conv1 reads conv1.weight and conv1.bias of the checkpoint.
NetworkBuilder net = new(card, new CheckpointParameters(StateDict.Read(args[0])));
Node x = net.Input();
x = net.Conv2d("conv1", x, 3, 6, kernel: 5);
x = net.Apply("relu", new ReLU(), x);
x = net.Apply("pool", new MaxPool2d(2, 2), x);
x = net.Conv2d("conv2", x, 6, 16, kernel: 5);
x = net.Apply("relu", new ReLU(), x);       // a name used again: relu_1
x = net.Apply("pool", new MaxPool2d(2, 2), x);
x = net.Apply("flatten", new Flatten(), x);
x = net.Linear("fc1", x, 16 * 5 * 5, 120);
x = net.Apply("relu", new ReLU(), x);
x = net.Linear("fc2", x, 120, 84);
x = net.Apply("relu", new ReLU(), x);
x = net.Linear("fc3", x, 84, 10);
Network network = net.Build();              // every name, shape and argument is checked here

Tensor input = Preprocessing.For(card).Apply(ImageReader.Read(args[1])).Input;
using Session session = new(network, Device.Auto());
using Tap tap = session.Tap("relu*");
Tensor scores = session.Run(input);
foreach (Activation map in tap.Activations)
{
    FeatureMapGrid.Draw(map, GridOptions.Default).SavePng($"{map.Name}.png");
    Console.WriteLine($"{map.Name} {map.Shape} saved to {map.Name}.png");
}

foreach (ClassScore score in TopClasses.Of(scores, network).Take(3))
{
    Console.WriteLine($"{score.Name} {score.Text}");
}
