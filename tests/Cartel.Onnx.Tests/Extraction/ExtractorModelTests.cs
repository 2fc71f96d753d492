using Cartel.Onnx.Format;
using Cartel.Testing;
using Google.Protobuf;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx.Tests;

/// <summary>What is wrong with a model is said before anything runs it.</summary>
public sealed class ExtractorModelTests : FolderTest
{
    private static IEnumerable<TestCaseData> Flaws =>
    [
        Flaw("another opset", "it needs opset 22; 7 to 21", static model => model.OpsetImport[0].Version = 22),
        Flaw("an old opset", "it needs opset 6", static model => model.OpsetImport[0].Version = 6),
        Flaw("no opset", "does not say which version", static model => model.OpsetImport.Clear()),
        Flaw("a vendor's operators", "the domain “com.vendor”", static model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.vendor", Version = 1 })),
        Flaw("another form of the file", "version 99 of the format", static model => model.IrVersion = 99),
        Flaw("an input of rank 1", "its input “x” has rank 1; 2 or more are due", static model => model.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(1)),
        Flaw("an output of rank 3", "its output “y” has rank 3; 2 are due", static model => model.Graph.Output[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 })),
        Flaw("another number of columns", "takes 5 numbers a row, and the task gives it 4 columns", static model => model.Graph.Input[0].SetDimension(1, 5)),
        Flaw("columns that overflow", "takes 65536 × 65536 × 65536 × 65536 numbers a row", static model => Widen(model.Graph.Input[0])),
        Flaw("a dynamic number of columns", "does not say how long each axis", static model => model.Graph.Input[0].SetDimension(1, null)),
        Flaw("one row at a time", "“x” takes 1 rows at a time", static model => model.Graph.Input[0].SetDimension(0, 1)),
        Flaw("another length", "has 3 numbers a row, and the task says 2", static model => model.Graph.Output[0].SetDimension(1, 3)),
        Flaw("a dynamic length", "has an unknown number of numbers a row", static model => model.Graph.Output[0].SetDimension(1, null)),
        Flaw("integers", "is of type Int64; Float is due", static model => model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Int64),
        Flaw("an input that is no tensor", "is no tensor", static model => model.Graph.Input[0].Type = null),
        Flaw("no shape", "does not say its shape", static model => model.Graph.Input[0].Type.TensorType.Shape = null),
        Flaw("two inputs", "one input is due, and it has 2", static model => model.Graph.Input.Add(new ValueInfoProto { Name = "z" })),
        Flaw("two outputs", "one output is due, and it has 2", static model => model.Graph.Output.Add(model.Graph.Output[0])),
        Flaw("no graph", "it has no graph", static model => model.Graph = null),
        Flaw("weights elsewhere", "are in another file (../../etc/passwd)", static model => Externalise(model.Graph.Initializer[0])),
        Flaw("weights elsewhere in a constant", "are in another file (weights.bin)", static model => model.Graph.Node.Add(Constant("weights.bin"))),
        Flaw("weights elsewhere in a branch", "are in another file (b.bin)", static model => model.Graph.Node.Add(Branch("b.bin"))),
        Flaw("weights elsewhere in a function", "are in another file (f.bin)", static model => model.Functions.Add(new FunctionProto { Node = { Constant("f.bin") } })),
    ];

    [Test]
    public void A_model_that_fits_says_how_it_is_run()
    {
        var model = TestModels.Sums().Check();

        Assert.That((model.Input, model.Output), Is.EqualTo(("x", "y")));
        Assert.That(model.InputShape, Is.EqualTo((long[])[4]));
    }

    [Test]
    public void An_image_has_as_many_numbers_as_its_axes_say()
    {
        var model = TestModels.Changed(static model =>
        {
            model.Graph.Input[0].SetDimension(1, 2);
            model.Graph.Input[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });
        });

        Assert.That(model.Check().InputShape, Is.EqualTo((long[])[2, 2]));
    }

    [Test]
    public void Weights_that_are_listed_as_inputs_are_none() =>
        Assert.That(TestModels.Changed(static model => model.Graph.Input.Add(new ValueInfoProto { Name = model.Graph.Initializer[0].Name })).Check().Input, Is.EqualTo("x"));

    [TestCaseSource(nameof(Flaws))]
    public void A_model_is_refused_with_the_reason(byte[] model, string reason) =>
        Assert.That(() => ExtractorModel.Check(model, TestModels.HashOf(model), TestModels.Inputs, TestModels.Length), Throws.TypeOf<OnnxException>().With.Message.Contains(reason));

    [Test]
    public void Another_hash_than_the_tasks_is_refused_before_anything_is_read_into_it() =>
        Assert.That(() => ExtractorModel.Check([1, 2, 3], new string('0', 64), 4, 2), Throws.TypeOf<OnnxException>().With.Message.Contains("the task wants 0000"));

    [TestCase(new byte[] { 255, 255, 255, 255 }, "it is no ONNX model, or damaged")]
    [TestCase(new byte[0], "it has no graph")]
    public void What_is_no_model_is_refused(byte[] bytes, string reason) =>
        Assert.That(() => ExtractorModel.Check(bytes, TestModels.HashOf(bytes), 4, 2), Throws.TypeOf<OnnxException>().With.Message.Contains(reason));

    [Test]
    public void Two_gigabytes_of_weights_are_refused_without_being_read()
    {
        using (var file = File.Create(Folder.File("large.onnx"))) file.SetLength(2L << 30);

        Assert.That(() => ExtractorModel.Read(Folder.File("large.onnx"), new string('0', 64), 4, 2), Throws.TypeOf<OnnxException>().With.Message.Contains("large.onnx has 2048 MiB; 256 MiB are allowed"));
    }

    [Test]
    public void A_file_is_named_with_what_is_wrong_with_it()
    {
        File.WriteAllText(Folder.File("some.onnx"), "?");

        Assert.That(() => ExtractorModel.Read(Folder.File("some.onnx"), new string('0', 64), 4, 2), Throws.TypeOf<OnnxException>().With.Message.StartsWith(Folder.File("some.onnx")));
        Assert.That(() => ExtractorModel.Read(Folder.File("none.onnx"), new string('0', 64), 4, 2), Throws.TypeOf<OnnxException>().With.Message.Contains("none.onnx cannot be read"));
    }

    [Test]
    public void Half_a_model_is_refused([Range(0, 1, 0.05)] double share)
    {
        var bytes = TestModels.Sums().ToByteArray();
        var half = bytes[..(int)(share * (bytes.Length - 1))];

        Assert.That(() => ExtractorModel.Check(half, TestModels.HashOf(half), TestModels.Inputs, TestModels.Length), Throws.TypeOf<OnnxException>());
    }

    private static TestCaseData Flaw(string name, string reason, Action<ModelProto> change) =>
        new TestCaseData(TestModels.Changed(change).ToByteArray(), reason).SetArgDisplayNames(name);

    private static void Widen(ValueInfoProto value)
    {
        value.SetDimension(1, 65_536);
        for (var i = 0; i < 3; i++) value.Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 65_536 });
    }

    private static TensorProto Externalise(TensorProto tensor, string file = "../../etc/passwd")
    {
        tensor.DataLocation = DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        return tensor;
    }

    private static NodeProto Constant(string file) =>
        new() { OpType = "Constant", Attribute = { new AttributeProto { Name = "value", T = Externalise(new TensorProto(), file) } } };

    private static NodeProto Branch(string file) =>
        new() { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = new GraphProto { Initializer = { Externalise(new TensorProto(), file) } } } } };
}
