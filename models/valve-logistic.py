"""Recipe of valve-logistic.onnx: scikit-learn's logistic regression, one class versus the rest, on valve-sample.csv.

    python3 models/valve-logistic.py

With skl2onnx one line writes such a file; here it is put together by hand, so that scikit-learn and onnx are enough.
The model takes a row as Cartel encodes it: the columns in the manifest's order, a nominal one as 0 or 1 for each of its categories.
"""
import csv
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

folder = pathlib.Path(__file__).parent
schema = json.loads((folder / "valve.json").read_text())["schema"]
with open(folder / "valve-sample.csv", newline="") as file:
    samples = list(csv.DictReader(file))

rows = np.array([
    [value for column in schema["features"]
     for value in ([float(sample[column["name"]])] if column["kind"] == "numeric" else [sample[column["name"]] == category for category in column["categories"]])]
    for sample in samples], np.float32)
labels = np.array([sample["class"] for sample in samples])
scaler = StandardScaler().fit(rows)
fitted = [LogisticRegression().fit(scaler.transform(rows), labels == name) for name in schema["classes"]]

graph = helper.make_graph(
    [
        helper.make_node("Scaler", ["row"], ["scaled"], domain="ai.onnx.ml", offset=scaler.mean_.tolist(), scale=(1 / scaler.scale_).tolist()),
        helper.make_node(
            "LinearClassifier", ["scaled"], ["label", "raw"], domain="ai.onnx.ml", post_transform="LOGISTIC", multi_class=1, classlabels_strings=schema["classes"],
            coefficients=np.vstack([one.coef_ for one in fitted]).ravel().tolist(), intercepts=np.hstack([one.intercept_ for one in fitted]).tolist()),
        helper.make_node("Normalizer", ["raw"], ["scores"], domain="ai.onnx.ml", norm="L1"),
    ],
    "valve", [helper.make_tensor_value_info("row", TensorProto.FLOAT, [None, rows.shape[1]])],
    [helper.make_tensor_value_info("label", TensorProto.STRING, [None]), helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, len(schema["classes"])])])
onnx.save(
    helper.make_model(graph, producer_name="scikit-learn", ir_version=7, opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)]),
    str(folder / "valve-logistic.onnx"))
