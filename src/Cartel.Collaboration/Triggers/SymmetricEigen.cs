namespace Cartel.Collaboration;

/// <summary>Eigenvalues and eigenvectors of a real symmetric matrix, by Jacobi's rotations.</summary>
/// <remarks>Each rotation makes one element off the diagonal 0; cycles over all of them converge quadratically. O(n³) a cycle, some
/// eight cycles. G. H. Golub and C. F. Van Loan, “Matrix computations”, 4th edition, 2013, section 8.5.</remarks>
internal static class SymmetricEigen
{
    private const int MostCycles = 60;

    /// <summary>Takes a matrix apart: <c>A = V · diag(values) · Vᵀ</c>.</summary>
    /// <param name="matrix">Symmetric; overwritten.</param>
    /// <returns>The eigenvalues, in no order, and the eigenvectors as the columns of V.</returns>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var vectors = new double[n, n];
        for (var i = 0; i < n; i++) vectors[i, i] = 1;
        for (var cycle = 0; cycle < MostCycles && OffDiagonal(matrix) > 1e-30 * Diagonal(matrix); cycle++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++) Rotate(matrix, vectors, p, q);
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => matrix[i, i])], vectors);
    }

    private static void Rotate(double[,] matrix, double[,] vectors, int p, int q)
    {
        if (matrix[p, q] == 0) return;

        var theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        var tangent = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        var n = matrix.GetLength(0);
        for (var k = 0; k < n; k++) (matrix[k, p], matrix[k, q]) = Turned(matrix[k, p], matrix[k, q], cosine, sine);
        for (var k = 0; k < n; k++) (matrix[p, k], matrix[q, k]) = Turned(matrix[p, k], matrix[q, k], cosine, sine);
        for (var k = 0; k < n; k++) (vectors[k, p], vectors[k, q]) = Turned(vectors[k, p], vectors[k, q], cosine, sine);
    }

    private static (double P, double Q) Turned(double p, double q, double cosine, double sine) => ((cosine * p) - (sine * q), (sine * p) + (cosine * q));

    private static double OffDiagonal(double[,] matrix)
    {
        var sum = 0.0;
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(0); j++) sum += i == j ? 0 : matrix[i, j] * matrix[i, j];
        }

        return sum;
    }

    private static double Diagonal(double[,] matrix) => Enumerable.Range(0, matrix.GetLength(0)).Sum(i => matrix[i, i] * matrix[i, i]);
}
