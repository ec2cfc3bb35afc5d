#:project ../../src/MiniConvViz.Imaging/MiniConvViz.Imaging.csproj
// The shortest program: the feature maps of one layer of a bundled network.
//
//     dotnet run docs/examples/feature-maps.cs
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Taps;

Network network = ModelZoo.Load("fashion-resnet");
RgbImage image = ImageReader.Read(Path.Combine(ModelZoo.BundledFolder, "images", "sneaker.png"));
using Session session = new(network, Device.Auto());
using Tap tap = session.Tap("layer1.0.relu");
session.Run(Preprocessing.For(network.Card).Apply(image).Input);
FeatureMapGrid.Draw(tap.Activations[0], GridOptions.Default).SavePng("layer1.0.relu.png");
Console.WriteLine("saved to layer1.0.relu.png");
