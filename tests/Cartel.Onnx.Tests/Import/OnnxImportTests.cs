using System.Buffers.Binary;
using Cartel.Learning;
using Cartel.Onnx.Format;
using Cartel.Testing;
using Google.Protobuf;
using static Cartel.Onnx.Tests.SmallModels;

namespace Cartel.Onnx.Tests;

/// <summary>What an import reads of a model, and what it refuses.</summary>
public sealed class OnnxImportTests : FolderTest
{
    [Test]
    public void A_linear_classifier_has_a_row_a_class()
    {
        var formula = (LinearFormula)Linear().Import();

        Assert.That(formula.Classes, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(formula.Weights, Is.EqualTo(new[] { 1f, 0, 0, 1, 0, 0 }));
        Assert.That(formula.Biases, Is.EqualTo(new[] { 0f, 0, 1 }));
        Assert.That(formula.Link, Is.EqualTo(MarginLink.Softmax));
    }

    [Test]
    public void Its_rows_are_put_in_the_order_of_the_tasks_classes()
    {
        var formula = (LinearFormula)Linear(static attributes => attributes.Set(Texts("classlabels_strings", "high", "low", "middle"))).Import();

        Assert.That(formula.Weights, Is.EqualTo(new[] { 0f, 1, 0, 0, 1, 0 }));
        Assert.That(formula.Biases, Is.EqualTo(new[] { 0f, 1, 0 }));
    }

    [Test]
    public void Numbers_that_are_no_names_are_indices_of_classes()
    {
        var formula = (LinearFormula)Linear(static attributes =>
        {
            attributes.Set(Texts("classlabels_strings"));
            attributes.Set(GraphBuilder.Attribute("classlabels_ints", [2L, 1, 0]));
        }).Import();

        Assert.That(formula.Biases, Is.EqualTo(new[] { 1f, 0, 0 }));
    }

    [Test]
    public void One_row_for_two_classes_speaks_for_the_second()
    {
        var formula = (LinearFormula)Linear(static attributes =>
        {
            attributes.Set(GraphBuilder.Attribute("coefficients", [1f, 2]));
            attributes.Set(GraphBuilder.Attribute("intercepts", [3f]));
            attributes.Set(Texts("classlabels_strings", "low", "high"));
            attributes.Set(GraphBuilder.Attribute("post_transform", "LOGISTIC"));
        }).Import();

        Assert.That(formula.Classes, Is.EqualTo(new[] { 0, 2 }));
        Assert.That(formula.Weights, Is.EqualTo(new[] { -1f, -2, 1, 2 }));
        Assert.That(formula.Biases, Is.EqualTo(new[] { -3f, 3 }));
        Assert.That(formula.Link, Is.EqualTo(MarginLink.Sigmoid));
    }

    [TestCase("Gemm", true)]
    [TestCase("Gemm", false)]
    [TestCase("MatMul", false)]
    public void A_layer_of_PyTorch_is_a_linear_classifier(string op, bool transposed)
    {
        float[] weights = transposed ? [1, 4, 2, 5, 3, 6] : [1, 2, 3, 4, 5, 6];

        var formula = (LinearFormula)Layer(op, weights, [7, 8, 9], transposed, "Softmax").Import();

        Assert.That(formula.Weights, Is.EqualTo(new[] { 1f, 4, 2, 5, 3, 6 }));
        Assert.That(formula.Biases, Is.EqualTo(new[] { 7f, 8, 9 }));
        Assert.That(formula.Link, Is.EqualTo(MarginLink.Softmax));
    }

    [Test]
    public void A_square_layer_is_not_mistaken_for_its_transpose()
    {
        var schema = new FeatureSchema(Schema.Features, ["off", "on"]);

        var formula = (LinearFormula)OnnxImport.From(Layer("MatMul", [1, 2, 3, 4], [0, 0], transposed: false, after: null).ToByteArray(), schema);

        Assert.That(formula.Weights, Is.EqualTo(new[] { 1f, 3, 2, 4 }), "row 0 holds the weights of output 0");
    }

    [Test]
    public void A_layer_may_name_its_classes()
    {
        var formula = (LinearFormula)Layer("Gemm", [1, 2, 3, 4], [5, 6], true, "Sigmoid", static model => model.MetadataProps.Add(new StringStringEntryProto { Key = "classes", Value = """["high","low"]""" })).Import();

        Assert.That(formula.Classes, Is.EqualTo(new[] { 0, 2 }));
        Assert.That(formula.Biases, Is.EqualTo(new[] { 6f, 5 }));
    }

    [Test]
    public void A_layer_whose_label_is_picked_from_names_has_these_classes()
    {
        // As skl2onnx writes a model of doubles: in the order of scikit-learn, which sorts them.
        var formula = (LinearFormula)Layer("MatMul", [1, 2, 3, 4, 5, 6], [7, 8, 9], false, "Softmax", static model =>
        {
            model.Graph.Initializer.Add(new TensorProto { Name = "names", DataType = (int)TensorProto.Types.DataType.String, Dims = { 3 }, StringData = { ByteString.CopyFromUtf8("high"), ByteString.CopyFromUtf8("low"), ByteString.CopyFromUtf8("middle") } });
            model.Graph.Node.Add(new NodeProto { OpType = "ArgMax", Input = { "scores" }, Output = { "index" } });
            model.Graph.Node.Add(new NodeProto { OpType = "ArrayFeatureExtractor", Domain = "ai.onnx.ml", Input = { "names", "index" }, Output = { "label" } });
        }).Import();

        Assert.That(formula.Biases, Is.EqualTo(new[] { 8f, 9, 7 }));
    }

    [Test]
    public void Of_two_classes_the_vote_for_the_second_may_stand_alone()
    {
        var formula = (TreesFormula)Tree(static attributes =>
        {
            attributes.Set(Texts("classlabels_strings", "low", "high"));
            attributes.Set(GraphBuilder.Attribute("class_treeids", [0L, 0, 0]));
            attributes.Set(GraphBuilder.Attribute("class_nodeids", [1L, 3, 4]));
            attributes.Set(GraphBuilder.Attribute("class_ids", [0L, 0, 0]));
            attributes.Set(GraphBuilder.Attribute("class_weights", [0f, 0.25f, 1]));
        }).Import();

        Assert.That(formula.Leaves.Select(static leaf => leaf.Votes), Is.EqualTo(new[] { new[] { 1f, 0, 0 }, [0.75f, 0, 0.25f], [0, 0, 1] }));
    }

    [TestCase("BRANCH_LEQ", 0.5f, "low", "middle")]
    [TestCase("BRANCH_LT", 0.5f, "middle", "middle")]
    [TestCase("BRANCH_GT", 0.5f, "middle", "low")]
    [TestCase("BRANCH_GTE", 0.5f, "low", "low")]
    public void Splits_compare_as_they_say(string mode, float at, string atThreshold, string above)
    {
        var formula = (TreesFormula)Tree(attributes => attributes.Set(Texts("nodes_modes", mode, "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"))).Import();

        Assert.That(ClassOf(formula, at, 0), Is.EqualTo(atThreshold));
        Assert.That(ClassOf(formula, MathF.BitIncrement(at), 0), Is.EqualTo(above));
    }

    [Test]
    public void Thresholds_that_are_doubles_are_rounded_down()
    {
        var value = new byte[5 * sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(value, (double)MathF.BitIncrement(0.5f) - 1e-12);
        var formula = (TreesFormula)Tree(attributes =>
        {
            attributes.Set(GraphBuilder.Attribute("nodes_values", Array.Empty<float>()));
            attributes.Add(new AttributeProto { Name = "nodes_values_as_tensor", Type = AttributeProto.Types.AttributeType.Tensor, T = new TensorProto { DataType = (int)TensorProto.Types.DataType.Double, Dims = { 5 }, RawData = ByteString.CopyFrom(value) } });
        }).Import();

        Assert.That(formula.Trees[0].Splits[0].Threshold, Is.EqualTo(0.5f), "0.5 + 6e-8 as a float would send a greater sample along");
    }

    [Test]
    public void A_damaged_file_is_refused_whatever_was_damaged()
    {
        var random = new Random(3);
        foreach (var whole in (byte[][])[Linear().ToByteArray(), Tree().ToByteArray(), Layer("Gemm", [1, 2, 3, 4, 5, 6], [7, 8, 9], true, "Softmax").ToByteArray()])
        {
            for (var i = 0; i < 1000; i++)
            {
                var damaged = whole[..(random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
                for (var k = 0; k < random.Next(4) && damaged.Length > 0; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                try
                {
                    var formula = OnnxImport.From(damaged, Schema);
                    var learner = (IAdoptingLearner)OnlineLearner.Create(formula is TreesFormula ? "hoeffding-tree" : "softmax", Schema);
                    learner.Adopt(formula, [.. Enumerable.Range(0, 30).Select(at => new EncodedSample([at % 7 / 7f, at % 5 / 5f], at % 3))]);
                }
                catch (Exception refused) when (refused is OnnxException or ModelFormatException or ArgumentException)
                {
                    // Any other exception fails the test.
                }
            }
        }
    }

    [Test]
    public void A_file_that_is_none_is_told_by_its_name()
    {
        File.WriteAllText(Folder.File("text.onnx"), "no model at all");

        Assert.That(() => OnnxImport.Read(Folder.File("text.onnx"), Schema), Throws.TypeOf<OnnxException>().With.Message.Contains("text.onnx: it is no ONNX model"));
        Assert.That(() => OnnxImport.Read(Folder.File("none.onnx"), Schema), Throws.TypeOf<OnnxException>().With.Message.Contains("none.onnx cannot be read"));
    }

    [TestCaseSource(nameof(Unfit))]
    public void What_cannot_be_followed_is_refused_with_the_reason(byte[] model, string reason) =>
        Assert.That(() => OnnxImport.From(model, Schema), Throws.TypeOf<OnnxException>().With.Message.Contains(reason));

    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return Case("more columns", Linear(static a => a.Set(GraphBuilder.Attribute("coefficients", [1f, 0, 0, 0, 1, 0, 0, 0, 1]))), "the task gives it 2 columns once encoded");
        yield return Case("an unknown class", Linear(static a => a.Set(Texts("classlabels_strings", "low", "middle", "highest"))), "“highest”, and the task has no such");
        yield return Case("a class twice", Linear(static a => a.Set(Texts("classlabels_strings", "low", "low", "high"))), "names the class “low” twice");
        yield return Case("fewer classes than rows", Linear(static a => a.Set(Texts("classlabels_strings", "low", "high"))), "3 rows of weights, and 2 classes");
        yield return Case("a weight that is no number", Linear(static a => a.Set(GraphBuilder.Attribute("coefficients", [1f, 0, float.NaN, 1, 0, 0]))), "not a finite number");
        yield return Case("another transform", Linear(static a => a.Set(GraphBuilder.Attribute("post_transform", "PROBIT"))), "PROBIT");
        yield return Case("a network", Layered(), "2 of Gemm");
        yield return Case("no classifier", Changed(Linear(), static m => m.Graph.Node[0].OpType = "TreeEnsembleRegressor"), "no linear classifier and no trees");
        yield return Case("another operator before", Before("Abs"), "operator Abs stands before");
        yield return Case("another operator behind", Changed(Linear(), static m => m.Graph.Node[1].OpType = "Neg"), "operator Neg that an import cannot follow");
        yield return Case("outputs without names", Layer("Gemm", [1, 2, 3, 4], [0, 0], true, null), "2 outputs, and the task 3 classes");
        yield return Case("a tree deeper than any", Deep(300), "deeper than 200 splits");
        yield return Case("a tree that is a circle", Tree(static a => a.Set(GraphBuilder.Attribute("nodes_falsenodeids", [2L, 0, 0, 0, 0]))), "4 nodes that no sample reaches");
        yield return Case("a node with two parents", Tree(static a => a.Set(GraphBuilder.Attribute("nodes_falsenodeids", [1L, 0, 4, 0, 0]))), "no root, or more than one");
        yield return Case("a column that is not there", Tree(static a => a.Set(GraphBuilder.Attribute("nodes_featureids", [7L, 0, 1, 0, 0]))), "looks at column 7");
        yield return Case("a comparison that is not here", Tree(static a => a.Set(Texts("nodes_modes", "BRANCH_EQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"))), "compares by BRANCH_EQ");
        yield return Case("margins", Tree(static a => a.Set(GraphBuilder.Attribute("post_transform", "LOGISTIC"))), "as boosted ones do");
        yield return Case("base values", Tree(static a => a.Add(GraphBuilder.Attribute("base_values", [0.5f, 0, 0]))), "base values");
        yield return Case("leaves with more votes", Tree(static a => a.Set(GraphBuilder.Attribute("class_weights", [1f, 3, 0.5f, 0.5f]))), "boosted ones cannot");
        yield return Case("a vote below 0", Tree(static a => a.Set(GraphBuilder.Attribute("class_weights", [1f, 1, -0.5f, 1.5f]))), "boosted ones cannot");
        yield return Case("lists of other lengths", Tree(static a => a.Set(GraphBuilder.Attribute("nodes_values", [0.5f]))), "it is damaged");
        yield return Case("weights elsewhere", Layer("Gemm", [1, 2, 3, 4, 5, 6], [7, 8, 9], true, null, static m => m.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External), "are in another file");
    }

    private static TestCaseData Case(string name, ModelProto model, string reason) => new TestCaseData(model.ToByteArray(), reason).SetArgDisplayNames(name);

    private static ModelProto Changed(ModelProto model, Action<ModelProto> change)
    {
        change(model);
        return model;
    }

    private static ModelProto Before(string op) => Changed(Linear(), model =>
    {
        model.Graph.Node.Insert(0, new NodeProto { OpType = op, Input = { "row" }, Output = { "changed" } });
        model.Graph.Node[1].Input[0] = "changed";
    });

    private static ModelProto Layered() => Layer("Gemm", [1, 2, 3, 4, 5, 6], [7, 8, 9], true, null, static model => model.Graph.Node.Add(model.Graph.Node[0].Clone()));

    // Each split has a leaf to one side.
    private static ModelProto Deep(int depth) => Tree(attributes =>
    {
        var (nodes, leaves) = (Enumerable.Range(0, depth), Enumerable.Range(depth, depth + 1));
        long[] ids = [.. nodes.Concat(leaves).Select(static id => (long)id)];
        attributes.Set(GraphBuilder.Attribute("nodes_treeids", ids.Select(static _ => 0L)));
        attributes.Set(GraphBuilder.Attribute("nodes_nodeids", ids));
        attributes.Set(GraphBuilder.Attribute("nodes_featureids", ids.Select(static _ => 0L)));
        attributes.Set(GraphBuilder.Attribute("nodes_values", ids.Select(static id => (float)id)));
        attributes.Set(Texts("nodes_modes", [.. ids.Select(id => id < depth ? "BRANCH_LEQ" : "LEAF")]));
        attributes.Set(GraphBuilder.Attribute("nodes_truenodeids", ids.Select(id => id < depth ? depth + id : 0)));
        attributes.Set(GraphBuilder.Attribute("nodes_falsenodeids", ids.Select(id => id < depth - 1 ? id + 1 : id < depth ? 2L * depth : 0)));
        attributes.Set(GraphBuilder.Attribute("class_treeids", leaves.Select(static _ => 0L)));
        attributes.Set(GraphBuilder.Attribute("class_nodeids", leaves.Select(static id => (long)id)));
        attributes.Set(GraphBuilder.Attribute("class_ids", leaves.Select(static id => id % 3L)));
        attributes.Set(GraphBuilder.Attribute("class_weights", leaves.Select(static _ => 1f)));
    });

    private static string ClassOf(TreesFormula formula, float x, float y)
    {
        var votes = formula.Leaves[formula.Trees[0].LeafOf([x, y])].Votes;
        return Schema.Classes[votes.AsSpan().IndexOf(votes.Max())];
    }
}
