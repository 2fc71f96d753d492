using Cartel.Learning;

namespace Cartel.Onnx;

/// <summary>Reads linear and tree-ensemble classifiers in ONNX as formulas that learners can adopt (<see cref="IAdoptingLearner"/>).</summary>
/// <remarks>
/// <para>Read are <c>LinearClassifier</c> (skl2onnx' form of logistic regression and linear support vector machines), <c>Gemm</c> or <c>MatMul</c> and <c>Add</c>
/// (PyTorch's of a linear layer), each with <c>Softmax</c> or <c>Sigmoid</c> behind it or without, and <c>TreeEnsembleClassifier</c> whose
/// leaves are shares of votes (decision trees, random forests, extra trees); before any of them scalings by constants (<c>Scaler</c>, <c>Sub</c>,
/// <c>Div</c>, …). What only shapes the output (<c>ZipMap</c>, <c>ArgMax</c>, <c>Cast</c>, …) is of no consequence. All else is refused with its name.</para>
/// <para>The model's input is one row of <c>Schema.EncodedLength</c> numbers a sample: the columns in order, a nominal one as 0 or 1 for each of its
/// categories. Its classes are those of the task by name; numbers that name none are indices.</para>
/// </remarks>
public static class OnnxImport
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="OnnxException">It cannot be read, or is no such model; the message names the file and says why.</exception>
    public static DecisionFormula Read(string file, FeatureSchema schema) => OnnxFile.Read(file, bytes => From(bytes, schema));

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">What is in its file.</param>
    /// <param name="schema">The columns and classes that it is for.</param>
    /// <returns>A <see cref="LinearFormula"/> or a <see cref="TreesFormula"/>.</returns>
    /// <exception cref="OnnxException">It is no such model, or does not fit; the message says why.</exception>
    public static DecisionFormula From(byte[] bytes, FeatureSchema schema)
    {
        var model = OnnxFile.Parse(bytes);
        WeightCheck.Require(model);
        var graph = new ImportedGraph(model);
        return graph.Classifier.OpType is "TreeEnsembleClassifier" ? ImportedTrees.Read(graph, schema) : ImportedLinear.Read(graph, schema);
    }
}
